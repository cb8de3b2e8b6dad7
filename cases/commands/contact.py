"""Commands on contact with a household outside the ladder's own tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import case, contact, journal, ladder, notice, track
from cases.commands.act import Act
from cases.commands.service import home
from cases.law.calendar import local_time
from cases.letters import letter_writing, letters_household
from cases.letters.letter_writing import Written
from cases.limit_moments import MORNING
from cases.notice import Notice
from cases.policy import Rule, on_workable_case, on_workable_notice
from cases.recovery import UNPAID_TYPES
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

WORKERS = frozenset({"caseworker", "manager"})
REACHED = {"two_way": "contacted", "refused": "refused"}
NO_CASE = Text(
    "Underrättelsen hör inte till något ärende ännu.",
    "The notice does not belong to any case yet.",
)
NO_LADDER = Text(
    "Underrättelsen har ingen kontaktstege som pågår.",
    "The notice has no contact ladder that goes on.",
)
NO_TENANT = Text("Ärendet har ingen hyresgäst att skriva till.", "The case has no tenant.")


@dataclass(frozen=True)
class RecordContact:
    """Contact with the household, or a try at it, beside the ladder."""

    notice: str
    channel: str
    result: str
    note: str = ""


@dataclass(frozen=True)
class SetLadderGroup:
    """A caseworker knows which ladder the household shall have; violence is never guessed."""

    notice: str
    group: str


@dataclass(frozen=True)
class WriteMeetingLetter:
    """Offer the tenant a meeting by letter (L05)."""

    case: str
    meeting_on: str
    meeting_at: str
    place: str
    channel: str
    language: str = "sv"


def processors() -> dict[type, Processor]:
    """How each is carried out."""
    return {
        RecordContact: Processor(home, _record_contact),
        SetLadderGroup: Processor(home, _set_group),
        WriteMeetingLetter: Processor(_home_of_case, _write_meeting),
    }


RULES: Mapping[type, Rule] = {
    RecordContact: on_workable_notice,
    SetLadderGroup: on_workable_notice,
    WriteMeetingLetter: on_workable_case,
}


def notice_acts() -> dict[str, Act]:
    """What may be done on the page of a notice."""
    return {
        "kontakt": Act(
            "record_contact",
            WORKERS,
            lambda key, answers: RecordContact(key, **answers),
            Text("Kontakten är antecknad.", "The contact is noted."),
            lambda _session, about: about.case_id is not None,
        ),
        "kontaktstege": Act(
            "set_ladder_group",
            WORKERS,
            lambda key, answers: SetLadderGroup(key, answers["group"]),
            Text("Kontaktstegen är ändrad.", "The contact ladder is changed."),
            _has_ladder,
        ),
    }


def case_acts() -> dict[str, Act]:
    """What may be done on the page of a case."""
    return {
        "mote": Act(
            "write_meeting_letter",
            WORKERS,
            lambda key, answers: WriteMeetingLetter(key, **answers),
            Text("Brevet är skrivet och skickas.", "The letter is written and is being sent."),
            lambda _session, of: of.state == "open",
        )
    }


def meeting_letter(
    session: Session, command: WriteMeetingLetter, *, municipality: str, now: datetime, purpose: str
) -> Written:
    """The letter, not kept. Raises Refused when there is nobody to write to."""
    of = case.get(session, command.case)
    tenants = track.tenants(session, of)
    if not tenants:
        raise Refused(NO_TENANT)
    return letters_household.meeting(
        session,
        of,
        tenants[0].id,
        day=date.fromisoformat(command.meeting_on),
        time=command.meeting_at,
        place=command.place,
        municipality=municipality,
        now=now,
        language=command.language,
        purpose=purpose,
    )


def _has_ladder(session: Session, about: Notice) -> bool:
    begun = ladder.find(session, about.id) if about.type_code in UNPAID_TYPES else None
    return begun is not None and begun.ended is None


def _home_of_case(
    session: Session, command: WriteMeetingLetter, _actor: Actor, _now: datetime
) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _record_contact(runtime: Runtime, command: RecordContact) -> None:
    about = notice.get(runtime.session, command.notice)
    if about.case_id is None:
        raise Refused(NO_CASE)
    facts = contact.keep(
        runtime.session,
        case_id=about.case_id,
        notice_id=about.id,
        step="outside",
        channel=command.channel,
        result=command.result,
        actor=runtime.actor.id,
        made_at=runtime.now,
    )
    runtime.record("contact.attempted", facts, subject=about.public_id)
    _write(runtime, about.case_id, command)
    if command.result in REACHED:
        _stop_ladders(runtime, about.case_id, REACHED[command.result])


def _write(runtime: Runtime, case_id: int, command: RecordContact) -> None:
    kept = {"channel": command.channel, "result": command.result}
    if command.note:
        kept["note"] = command.note
    journal.write(
        runtime.session,
        case_id,
        "contact",
        runtime.actor.id,
        kept,
        runtime.now,
        form="acts/record_contact",
    )


def _stop_ladders(runtime: Runtime, case_id: int, why: str) -> None:
    """Whoever has been reached is not sought any longer, about none of the notices."""
    for about, begun in ladder.open_of_case(runtime.session, case_id):
        ladder.change(runtime.session, begun, ended=why, due_at=None)
        runtime.record("ladder.ended", {"why": why}, subject=about.public_id)
        runtime.send(
            "contact_made",
            about.public_id,
            {},
            message_id=f"contact-made:{runtime.engine.new_id()}",
        )


def _set_group(runtime: Runtime, command: SetLadderGroup) -> None:
    """Begin the other ladder at the step that its days have come to; with violence the section
    head decides at once."""
    about = notice.get(runtime.session, command.notice)
    begun = ladder.find(runtime.session, about.id)
    if begun is None or begun.ended is not None:
        raise Refused(NO_LADDER)
    found = ladder.steps(runtime.session, about, command.group)
    taken = ladder.step_now(runtime.session, about, begun)
    number = next((s.number for s in found if taken and s.name == taken.name), len(found))
    first = date.fromisoformat(begun.first_day)
    ladder.change(
        runtime.session,
        begun,
        household_group=command.group,
        next_step=number,
        due_at=local_time(first, MORNING) if command.group == "violence" else begun.due_at,
    )
    runtime.record(
        "ladder.group_set",
        {"before": begun.household_group, "after": command.group},
        subject=about.public_id,
    )
    runtime.retime(about.public_id)


def _write_meeting(runtime: Runtime, command: WriteMeetingLetter) -> None:
    of = case.get(runtime.session, command.case)
    drafted = meeting_letter(
        runtime.session,
        command,
        municipality=runtime.engine.constants["municipality"],
        now=runtime.now,
        purpose=f"L05:{runtime.engine.new_id()}",
    )
    kept = letter_writing.keep(
        runtime.session, drafted, public_id=runtime.engine.new_id(), now=runtime.now
    )
    runtime.record("letter.prepared", letter_writing.event_of(kept), subject=of.public_id)
    payload: dict[str, Any] = {
        "letter_id": kept.public_id,
        "channel": command.channel,
        "sender_role": "caseworker",
        "ladder_step": "meeting",
    }
    runtime.send(
        "letter_requested",
        of.public_id,
        payload,
        message_id=f"letter:{kept.public_id}",
    )
