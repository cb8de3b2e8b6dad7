"""Commands on what is told to others: a consent given or taken back, a referral begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cases import case, consent, journal, party, referral
from cases.case import Case
from cases.commands.act import Act
from cases.policy import Rule, on_workable_case
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

WORKERS = frozenset({"caseworker", "manager"})


@dataclass(frozen=True)
class RecordConsent:
    """The household lets somebody be told something; the fields are those of domain 4.2."""

    case: str
    person: str
    given_by: str
    recipient: str
    scope: tuple[str, ...]
    purpose: str
    form: str
    valid_from: str
    valid_to: str | None
    document_reference: str | None


@dataclass(frozen=True)
class WithdrawConsent:
    """A consent is taken back: from now on nothing more is told on it."""

    case: str
    consent: str
    note: str


@dataclass(frozen=True)
class StartReferral:
    """Another authority shall be asked; nothing is told before the ground has been tried."""

    case: str
    note: str


def processors() -> dict[type, Processor]:
    """The table from the commands of sharing to how they are carried out."""
    return {
        RecordConsent: Processor(_home, _record_consent),
        WithdrawConsent: Processor(_home, _withdraw_consent),
        StartReferral: Processor(_home, _start_referral),
    }


def acts() -> dict[str, Act]:
    """What may be done about sharing on the page of a case."""
    return {
        "samtycke": Act(
            "record_consent",
            WORKERS,
            _to_record,
            Text("Samtycket är registrerat.", "The consent is recorded."),
            _is_open,
        ),
        "aterkalla-samtycke": Act(
            "withdraw_consent",
            WORKERS,
            lambda key, answers: WithdrawConsent(key, answers["consent"], answers["note"]),
            Text("Samtycket är återkallat.", "The consent is withdrawn."),
            _has_standing_consent,
        ),
        "remiss": Act(
            "start_referral",
            WORKERS,
            lambda key, answers: StartReferral(key, answers["note"]),
            Text(
                "Remissen är påbörjad. Uppgiften finns i inkorgen.",
                "The referral is begun. The task is in the inbox.",
            ),
            _is_open,
        ),
    }


RULES: Mapping[type, Rule] = {
    RecordConsent: on_workable_case,
    WithdrawConsent: on_workable_case,
    StartReferral: on_workable_case,
}


def _home(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _record_consent(runtime: Runtime, command: RecordConsent) -> None:
    about = _open_case(runtime, command.case)
    if command.valid_to and command.valid_to < command.valid_from:
        raise Refused(
            Text("Sista dagen ligger före den första.", "The last day is before the first.")
        )
    fields = {name: value for name, value in asdict(command).items() if name != "case"}
    kept = consent.record(
        runtime.session,
        about.id,
        fields,
        public_id=runtime.engine.new_id(),
        by=runtime.actor.id,
        now=runtime.now,
    )
    runtime.record("consent.recorded", {"consent": kept.public_id, **fields}, subject=command.case)
    _note(runtime, about, "record_consent", {**fields, **_in_words(runtime, about, command)})


def _withdraw_consent(runtime: Runtime, command: WithdrawConsent) -> None:
    about = case.get(runtime.session, command.case)
    found = [
        one
        for one in consent.of_case(runtime.session, about.id)
        if one.public_id == command.consent
    ]
    if not found or found[0].withdrawn_at is not None:
        raise Refused(
            Text("Samtycket är redan återkallat.", "The consent has been withdrawn already.")
        )
    consent.withdraw(runtime.session, found[0], runtime.now)
    runtime.record(
        "consent.withdrawn",
        {"consent": command.consent, "note": command.note},
        subject=about.public_id,
    )
    _note(runtime, about, "withdraw_consent", {"note": command.note})


def _in_words(runtime: Runtime, about: Case, command: RecordConsent) -> dict[str, Any]:
    """The answers that are ids in the form, as the journal is read afterwards."""
    names = {one.public_id: one.name for one in party.members(runtime.session, about.household_id)}
    units = referral.recipients(runtime.session, but_not=about.authority_id)
    told = {one.unit_key: f"{one.unit}, {one.authority}" for one in units}
    return {
        "person": names.get(command.person, ""),
        "recipient": told.get(command.recipient, command.recipient),
    }


def _start_referral(runtime: Runtime, command: StartReferral) -> None:
    about = _open_case(runtime, command.case)
    begun = referral.begin(
        runtime.session,
        about.id,
        public_id=runtime.engine.new_id(),
        by=runtime.actor.id,
        now=runtime.now,
    )
    runtime.record("referral.begun", {"case": about.public_id}, subject=begun.public_id)
    _note(runtime, about, "start_referral", {"note": command.note})
    runtime.send(
        referral.REQUESTED,
        begun.public_id,
        {"referral": begun.public_id, "why": None},
        message_id=f"{referral.REQUESTED}:{begun.public_id}",
    )


def _open_case(runtime: Runtime, public_id: str) -> Case:
    found = case.get(runtime.session, public_id)
    if found.state != "open":
        raise Refused(Text("Ärendet är inte öppet.", "The case is not open."))
    return found


def _note(runtime: Runtime, about: Case, form: str, facts: dict[str, Any]) -> None:
    kind = "referral" if form == "start_referral" else "consent"
    journal.write(
        runtime.session,
        about.id,
        kind,
        runtime.actor.id,
        {name: value for name, value in facts.items() if value is not None},
        runtime.now,
        form=f"acts/{form}",
    )


def _to_record(key: str, answers: Mapping[str, Any]) -> RecordConsent:
    return RecordConsent(
        case=key,
        person=answers["person"],
        given_by=answers["given_by"],
        recipient=answers["recipient"],
        scope=tuple(answers["scope"]),
        purpose=answers["purpose"],
        form=answers["form"],
        valid_from=answers["valid_from"],
        valid_to=answers.get("valid_to"),
        document_reference=answers.get("document_reference"),
    )


def _is_open(_session: Session, about: Case) -> bool:
    return about.state == "open"


def _has_standing_consent(session: Session, about: Case) -> bool:
    return any(one.withdrawn_at is None for one in consent.of_case(session, about.id))
