"""Naming the officer on duty: a command with history, so that a day is never changed unseen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from cases import roster
from cases.notice import local_day, receiving_authority
from cases.policy import StaffMember
from cases.tables.models import authorities
from db.session import Session
from engine.errors import Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor

OFFICE, SYSTEM = "office", "system"
"""The stream of what concerns the office and no case."""

ROSTER = "roster"
"""What the ledger calls the roster."""

SETTERS = ("manager", "administrator")
"""Who names the officer on duty."""

LONGEST_DAYS = 366


@dataclass(frozen=True)
class SetDutyOfficer:
    """Name who is on duty from a day to a day, both included; None leaves them without a name."""

    day_from: date
    day_to: date
    officer: str | None


def processors() -> dict[type, Processor]:
    """The table from the commands of the roster to how they are carried out."""
    return {SetDutyOfficer: Processor(_office, _set_duty_officer, _described)}


def may_set(actor: StaffMember, _command: Any) -> ColumnElement[bool]:
    """She is section head or administrator in the authority that notices reach."""
    of_hers = authorities.c.id.in_(actor.authorities(SETTERS))
    return select(authorities.c.id).where(authorities.c.receives_notices, of_hers).exists()


def history(session: Session) -> list[events.Entry]:
    """Every change of the roster, the newest first."""
    changes = events.read_subject(session, ROSTER)
    return [entry for entry in reversed(changes) if entry.kind == "roster.changed"]


def _office(session: Session, _command: SetDutyOfficer, _actor: Actor, now: datetime) -> int:
    return events.open_stream(session, OFFICE, SYSTEM, now=now)


def _described(command: SetDutyOfficer) -> dict[str, Any]:
    days = {"day_from": command.day_from.isoformat(), "day_to": command.day_to.isoformat()}
    return {**asdict(command), **days}


def _set_duty_officer(runtime: Runtime, command: SetDutyOfficer) -> None:
    _require_sensible(command, local_day(runtime.now))
    authority = receiving_authority(runtime.session)
    staff_id = _staff_id(runtime.session, authority, command.officer)
    count = (command.day_to - command.day_from).days + 1
    before = dict(roster.days(runtime.session, authority, command.day_from, count))
    for number in range(count):
        day = command.day_from + timedelta(days=number)
        roster.set_officer(runtime.session, authority, day, staff_id, runtime.actor.id, runtime.now)
    had = {day.isoformat(): row.public_id if row else None for day, row in before.items()}
    facts = {**_described(command), "before": had, "after": command.officer}
    runtime.record("roster.changed", facts, subject=ROSTER)


def _require_sensible(command: SetDutyOfficer, today: date) -> None:
    if command.day_from < today:
        raise Refused(
            Text(
                "Dagar som har varit ändras inte. Välj dagar från och med i dag.",
                "Days that have been are not changed. Choose days from today on.",
            )
        )
    if command.day_to < command.day_from:
        raise Refused(
            Text("Den sista dagen ligger före den första.", "The last day is before the first day.")
        )
    if (command.day_to - command.day_from).days >= LONGEST_DAYS:
        raise Refused(
            Text("Ange högst ett år i taget.", "State at most one year at a time."),
        )


def _staff_id(session: Session, authority: int, officer: str | None) -> int | None:
    if officer is None:
        return None
    for person in roster.candidates(session, authority):
        if person.public_id == officer:
            return int(person.id)
    raise Refused(
        Text(
            "Välj en person som arbetar med ärendena här.",
            "Choose a person who works with the cases here.",
        ),
    )
