"""Commands that write a letter of a case: the last letter, and a form to consent on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import case, people, protecting
from cases.case import Case
from cases.commands.act import Act
from cases.letters import letter_writing, letters_household
from cases.letters.letter_writing import Written
from cases.letters.letters_household import ConsentTerms
from cases.policy import Rule, on_workable_case
from cases.referral_facts import KINDS
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

WORKERS = frozenset({"caseworker", "manager"})
REQUESTED = "letter_requested"
"""The message that starts the sending of a letter of a case; its key is the case."""

NOT_A_MEMBER = Text(
    "Personen hör inte till hushållet i ärendet.", "The person is not of the case's household."
)
WRITTEN = Text("Brevet är skrivet och skickas.", "The letter is written and is being sent.")


@dataclass(frozen=True)
class WriteClosingLetter:
    """The last letter to somebody of the household (L15): how it went and how to return."""

    case: str
    person: str
    result: str
    channel: str
    language: str = "sv"


@dataclass(frozen=True)
class WriteConsentForm:
    """A form to consent on (L11), to be filled in and signed."""

    case: str
    person: str
    purpose: str
    channel: str


def processors() -> dict[type, Processor]:
    """How each is carried out."""
    return {
        WriteClosingLetter: Processor(_home, _write_closing),
        WriteConsentForm: Processor(_home, _write_consent_form),
    }


RULES: Mapping[type, Rule] = {
    WriteClosingLetter: on_workable_case,
    WriteConsentForm: on_workable_case,
}


def acts() -> dict[str, Act]:
    """What may be done on the page of a case."""
    return {
        "avslutsbrev": Act(
            "write_closing_letter",
            WORKERS,
            lambda key, answers: WriteClosingLetter(key, **answers),
            WRITTEN,
            lambda _session, of: of.state != "void",
        ),
        "samtyckesblankett": Act(
            "write_consent_form",
            WORKERS,
            lambda key, answers: WriteConsentForm(key, **answers),
            WRITTEN,
            lambda _session, of: of.state == "open",
        ),
    }


def closing_letter(
    session: Session, command: WriteClosingLetter, *, municipality: str, now: datetime, purpose: str
) -> Written:
    """The letter, not kept. Raises Refused for somebody who is not of the household."""
    of = case.get(session, command.case)
    return letters_household.closing_letter(
        session,
        of,
        _member(session, of, command.person),
        result=command.result,
        municipality=municipality,
        now=now,
        language=command.language,
        purpose=purpose,
    )


def consent_form(
    session: Session,
    command: WriteConsentForm,
    *,
    writer: str,
    municipality: str,
    now: datetime,
    purpose: str,
) -> Written:
    """The form, not kept. Raises Refused for somebody who is not of the household."""
    of = case.get(session, command.case)
    terms = ConsentTerms(
        information=[kind.sv for kind in KINDS.values()],
        purpose=command.purpose,
        recorded_by=people.names(session, [writer]).get(writer),
    )
    return letters_household.consent_form(
        session,
        of,
        _member(session, of, command.person),
        terms,
        municipality=municipality,
        now=now,
        purpose=purpose,
    )


def _home(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _write_closing(runtime: Runtime, command: WriteClosingLetter) -> None:
    drafted = closing_letter(
        runtime.session,
        command,
        municipality=runtime.engine.constants["municipality"],
        now=runtime.now,
        purpose=f"L15:{runtime.engine.new_id()}",
    )
    _send(runtime, case.get(runtime.session, command.case), drafted, command.channel)


def _write_consent_form(runtime: Runtime, command: WriteConsentForm) -> None:
    drafted = consent_form(
        runtime.session,
        command,
        writer=runtime.actor.id,
        municipality=runtime.engine.constants["municipality"],
        now=runtime.now,
        purpose=f"L11:{runtime.engine.new_id()}",
    )
    _send(runtime, case.get(runtime.session, command.case), drafted, command.channel)


def _send(runtime: Runtime, of: Case, drafted: Written, channel: str) -> None:
    kept = letter_writing.keep(
        runtime.session, drafted, public_id=runtime.engine.new_id(), now=runtime.now
    )
    runtime.record("letter.prepared", letter_writing.event_of(kept), subject=of.public_id)
    payload: dict[str, Any] = {
        "letter_id": kept.public_id,
        "channel": channel,
        "sender_role": "caseworker",
        "ladder_step": kept.kind,
    }
    runtime.send(REQUESTED, of.public_id, payload, message_id=f"letter:{kept.public_id}")


def _member(session: Session, of: Case, person: str) -> int:
    found = protecting.member(session, of, person)
    if found is None:
        raise Refused(NOT_A_MEMBER)
    return found
