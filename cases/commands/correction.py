"""Commands on the facts of a notice: put them right, or put the person right that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import (
    case,
    correcting,
    household,
    journal,
    notice,
    party,
    sealing,
    tenants,
    typed_facts,
)
from cases.commands.act import SEEN, Act
from cases.notice import Notice
from cases.policy import Rule, on_workable_notice
from cases.tenants import Tenant
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

CORRECTORS = frozenset({"registrar", "caseworker", "manager"})
NOTHING_FILLED_IN = Text(
    "Fyll i minst en uppgift som ska ändras.", "Fill in at least one fact to be changed."
)
CHANGED_MEANWHILE = Text(
    "Uppgifterna har ändrats sedan du öppnade formuläret. Inget har sparats. Jämför det du skrev "
    "med uppgifterna bredvid och spara igen.",
    "The facts have changed since you opened the form. Nothing has been saved. Compare what you "
    "wrote with the facts beside it and save again.",
)
TAKEN_BACK = "–"
"""How the journal writes a fact that was taken back; what it was stands in the ledger."""
NO_NAME_OR_NUMBER = Text(
    "Ange det rätta namnet eller det rätta numret.", "Enter the right name or the right number."
)


@dataclass(frozen=True)
class CorrectNotice:
    """Facts of a notice were wrong, or came later: the new ones, and why. None takes a fact back.
    seen: a word for the facts that the one who changes them had before her."""

    notice: str
    changes: Mapping[str, Any]
    reason: str
    seen: str | None = None


@dataclass(frozen=True)
class WrongPerson:
    """The notice names the person wrongly: the right name or number of the same person.

    That it is about other people altogether is another thing: then the match is undone.
    """

    notice: str
    name: str | None
    number: Mapping[str, Any] | None
    reason: str


def processors() -> dict[type, Processor]:
    """How each is carried out."""
    return {
        CorrectNotice: Processor(_home, _correct),
        WrongPerson: Processor(_home, _wrong_person),
    }


RULES: Mapping[type, Rule] = {
    CorrectNotice: on_workable_notice,
    WrongPerson: on_workable_notice,
}


def acts() -> dict[str, Act]:
    """What may be done on the page of a notice."""
    return {
        "ratta": Act(
            "correct_notice",
            CORRECTORS,
            _to_correct,
            Text("Uppgifterna är rättade.", "The facts are corrected."),
            _is_kept,
            lambda of: typed_facts.as_typed(of.facts),
        ),
        "fel-person": Act(
            "wrong_person",
            CORRECTORS,
            lambda key, answers: WrongPerson(
                key,
                answers.get("tenant_name"),
                answers.get("tenant_personal_number"),
                answers["reason"],
            ),
            Text("Personen är rättad.", "The person is corrected."),
            _is_kept,
        ),
    }


def _is_kept(_session: Session, of: Notice) -> bool:
    return of.state in ("registered", "linked")


def _to_correct(key: str, answers: Mapping[str, Any]) -> CorrectNotice:
    changes = {name: value for name, value in answers.items() if name not in ("reason", SEEN)}
    return CorrectNotice(key, changes, answers["reason"], answers.get(SEEN))


def _home(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound("There is no such notice.")
    return found.stream_id


def _correct(runtime: Runtime, command: CorrectNotice) -> None:
    if not command.changes:
        raise Refused(NOTHING_FILLED_IN)
    of = notice.get(runtime.session, command.notice)
    if command.seen not in (None, typed_facts.digest(typed_facts.as_typed(of.facts))):
        raise Refused(CHANGED_MEANWHILE)
    stood = typed_facts.as_typed(of.facts)
    found = typed_facts.amended(of.facts, command.changes)
    changes = typed_facts.facts_amended(found)
    corrected = correcting.apply(runtime, of, changes, reason=command.reason)
    taken_back = {name: TAKEN_BACK for name in found if found[name] is None and name in stood}
    noted = {**found, **taken_back, "reason": command.reason}
    _note(runtime, corrected, "correct_notice", noted)


def _wrong_person(runtime: Runtime, command: WrongPerson) -> None:
    of = notice.get(runtime.session, command.notice)
    given = {"tenant_name": command.name, "tenant_personal_number": command.number}
    changes = {name: value for name, value in given.items() if value}
    if not changes:
        raise Refused(NO_NAME_OR_NUMBER)
    before = tenants.of_facts(of.facts)
    corrected = correcting.apply(runtime, of, changes, reason=command.reason)
    if corrected.household_id is not None and before:
        _correct_member(runtime, corrected, before[0])
    _note(runtime, corrected, "wrong_person", {**changes, "reason": command.reason})


def _correct_member(runtime: Runtime, of: Notice, stood: Tenant) -> None:
    """The member whom the wrong name or number stood for gets the right one; sealed if need be."""
    member = household.member_like(runtime.session, of.household_id or 0, stood)
    right = tenants.of_facts(of.facts)[0]
    if member is None:
        return
    party.rename(runtime.session, member.id, name=right.name or member.name, number=right.number)
    runtime.record(
        "person.corrected",
        {
            "person": member.public_id,
            "before": {"name": member.name, "number": member.personal_number},
            "after": {"name": right.name, "number": right.number},
        },
        subject=of.public_id,
    )
    linked = case.by_id(runtime.session, of.case_id or 0)
    for changed in sealing.take_over_protection(runtime.session, of.household_id or 0):
        runtime.record("protection.taken_over", changed, subject=linked.public_id)
    done = sealing.seal_if_protected(
        runtime.session, linked, actor=runtime.actor.id, now=runtime.now
    )
    if done is not None:
        sealing.tell(runtime.record, done, cause="wrong_person")


def _note(runtime: Runtime, of: Notice, form: str, facts: dict[str, Any]) -> None:
    """In the journal of its case, where a person would look for it."""
    if of.case_id is None:
        return
    journal.write(
        runtime.session,
        of.case_id,
        "correction",
        runtime.actor.id,
        {name: value for name, value in facts.items() if value is not None},
        runtime.now,
        form=f"acts/{form}",
        notice_id=of.id,
    )
