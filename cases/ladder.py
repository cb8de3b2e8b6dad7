"""The contact ladder of a notice: whose steps it has, which comes next, and when that is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases import configuration, notice
from cases.ladder_steps import LadderStep, steps_of
from cases.law.calendar import add_weekdays, local_day, local_time
from cases.law.identity_number import COORDINATION
from cases.limit_moments import MORNING
from cases.notice import Notice
from cases.notice_facts import Facts
from cases.recovery import Recovery
from cases.tables.track_models import ladders
from db.session import Session

ELDERLY, ADULT, YOUNG_UNTIL = 65, 18, 24
LETTER_CHANNELS = ("letter", "visit_letter", "second_letter")
DECISION = "decision"


@dataclass(frozen=True)
class Ladder:
    """The row of a ladder. next_step: counted from 1. ended: why, or None while it goes on."""

    notice_id: int
    household_group: str
    next_step: int
    first_day: str
    due_at: datetime | None
    ended: str | None


def find(session: Session, notice_id: int) -> Ladder | None:
    """The ladder of a notice, if it has begun."""
    row = session.execute(select(ladders).where(ladders.c.notice_id == notice_id)).one_or_none()
    return None if row is None else Ladder(**row._mapping)


def begin(session: Session, of: Notice, group: str) -> Ladder:
    """Begin the ladder of a notice on its day of arrival (day 0)."""
    session.execute(
        insert(ladders).values(
            notice_id=of.id, household_group=group, next_step=1, first_day=of.arrival_day
        )
    )
    found = find(session, of.id)
    if found is None:
        raise LookupError("The ladder was not kept.")
    return found


def change(session: Session, ladder: Ladder, **values: Any) -> None:
    """Set columns of a ladder; the caller records it and moves the timers."""
    session.execute(update(ladders).where(ladders.c.notice_id == ladder.notice_id).values(**values))


def steps(session: Session, of: Notice, group: str) -> tuple[LadderStep, ...]:
    """The group's steps by the setting of the notice's day of arrival (D4)."""
    return steps_of(configuration.for_notice(session, "ladder.steps", of), group)


def step_now(session: Session, of: Notice, ladder: Ladder) -> LadderStep | None:
    """The step that is next; None when every step has been taken."""
    found = steps(session, of, ladder.household_group)
    return found[ladder.next_step - 1] if ladder.next_step <= len(found) else None


def due_at(ladder: Ladder, step: LadderStep, recovery: Recovery | None) -> datetime:
    """The morning on which a step is due: in time to run the whole ladder before our own last day
    for a commitment, whatever the step's day would be (domain 3.4, hard rule). A step of the first
    day is due at once, also when the notice came in the night."""
    first = date.fromisoformat(ladder.first_day)
    day = add_weekdays(first, step.offset_days) if step.offset_days else first
    if recovery is not None and recovery.is_watched:
        day = min(day, recovery.internal_day)
    return local_time(day, MORNING if step.offset_days else 0)


def group_of(facts: Facts, has_children: bool, numbers: Iterable[str | None], today: date) -> str:
    """The group by what is known: children, then age. Violence and ill health are never guessed;
    a caseworker sets them."""
    if has_children or facts.get("children") == "yes":
        return "children"
    ages = [_age(born, today) for born in map(_born, numbers) if born is not None]
    if any(age >= ELDERLY for age in ages):
        return "elderly"
    if ages and all(ADULT <= age <= YOUNG_UNTIL for age in ages):
        return "young"
    return "default"


def open_of_case(session: Session, case_id: int) -> list[tuple[Notice, Ladder]]:
    """The ladders of a case's notices that have not ended."""
    found = [(one, find(session, one.id)) for one in notice.of_case(session, case_id)]
    return [(one, ladder) for one, ladder in found if ladder and ladder.ended is None]


def restart_at_phone(session: Session, case_id: int, now: datetime) -> list[str]:
    """Go back to phone and visit within one working day, as when an eviction is booked (3.4).

    Returns the public ids of the notices whose ladders were moved; the caller records it and moves
    their timers.
    """
    moved = []
    for one, ladder in open_of_case(session, case_id):
        at_phone = next(
            (s for s in steps(session, one, ladder.household_group) if s.channel == "phone"), None
        )
        if at_phone is not None:
            change(session, ladder, next_step=at_phone.number, due_at=_next_morning(now))
            moved.append(one.public_id)
    return moved


def _next_morning(now: datetime) -> datetime:
    return local_time(add_weekdays(local_day(now), 1), MORNING)


def _born(number: str | None) -> date | None:
    """The day of birth in a number of twelve digits; a coordination number's has 60 added."""
    if number is None or not (number.isdecimal() and len(number) == 12):
        return None
    day = int(number[6:8])
    try:
        return date(
            int(number[:4]), int(number[4:6]), day - COORDINATION if day > COORDINATION else day
        )
    except ValueError:
        return None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
