"""The clocks around a booked eviction: the confirmation the same day, and our steps up to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.law.calendar import add_weekdays, local_day, local_time, weekdays_before
from cases.law.deadlines import Kind, TimeLimit, fixed
from cases.law.references import POLICY
from engine.texts import Text

SAME_DAY = "SOF 11:3"

EVICTION_IN_THE_PAST = Text(
    "Avhysningsdagen har redan passerat; kontrollera den.",
    "The day of the eviction has already passed; check it.",
)
STEP_PASSED = Text(
    "Dagen för steget har redan passerat; gör det i dag.",
    "The day of this step has already passed; do it today.",
)

_BEFORE = {
    Kind.EVICTION_MINUS_10: 10,
    Kind.EVICTION_MINUS_5: 5,
    Kind.EVICTION_MINUS_2: 2,
    Kind.EVICTION_MINUS_1: 1,
}


def same_day(received_at: datetime) -> TimeLimit:
    """C1: confirm the time of an eviction or a removal to Kronofogden the same day, whatever day.

    SOF 11:3, V (before 1 July 2025 SoF 2001:937 5:4, V). The rule knows no weekend, so that the day
    never moves (domain 1.9 and 6.4). received_at: when the notice was in hand.
    """
    day = local_day(received_at)
    facts = {"received_on": day.isoformat()}
    limit = fixed(Kind.SAME_DAY_CONFIRMATION, SAME_DAY, day, day, facts)
    return replace(limit, internal_end=day, warn_at=same_day_warnings(received_at))


def same_day_warnings(received_at: datetime) -> tuple[datetime, ...]:
    """When to warn of a confirmation not sent: after an hour, at 15:00 and an hour before midnight
    (P). Those that had passed when the notice came, or fall on the next day, are left out."""
    day = local_day(received_at)
    planned = {received_at + timedelta(hours=1), local_time(day, 15), local_time(day, 23)}
    return tuple(sorted(at for at in planned if at > received_at and local_day(at) == day))


def eviction_steps(eviction_day: date, *, today: date) -> tuple[TimeLimit, ...]:
    """Our steps 10, 5, 2 and 1 weekdays before an eviction and the question of the result on the
    weekday after (P). A booked day in the past, or a step that has passed, gets a remark."""
    days = {kind: weekdays_before(eviction_day, count) for kind, count in _BEFORE.items()}
    days[Kind.EVICTION_RESULT] = add_weekdays(eviction_day, 1)
    return tuple(_step(kind, day, eviction_day, today) for kind, day in days.items())


def _step(kind: Kind, day: date, eviction_day: date, today: date) -> TimeLimit:
    facts = {"eviction_day": eviction_day.isoformat()}
    step = fixed(kind, POLICY, eviction_day, day, facts)
    if eviction_day < today:
        return replace(step, remarks=(EVICTION_IN_THE_PAST,))
    return replace(step, remarks=(STEP_PASSED,)) if day < today else step
