"""The time limits that are the municipality's own routine (P): none of these is law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cases.law.calendar import (
    add_months,
    add_weekdays,
    last_weekday_before_month,
    next_weekday,
)
from cases.law.deadlines import Kind, TimeLimit, fixed
from cases.law.references import POLICY

COMPLEMENT_WEEKDAYS = 3
ANSWERED = "answer_waits_on"
"""The fact that a complement's day is counted from when its sender has answered already."""
REFERRAL_WEEKDAYS, REFERRAL_WEEKDAYS_WHEN_BOOKED = 5, 2
FOLLOW_UP_WEEKDAYS, FOLLOW_UP_WEEKDAYS_WITH_CHILDREN = 5, 1
LATE_RENT_DAYS = 7


def registration(arrived_on: date) -> TimeLimit:
    """L1: register the same weekday, at the latest the next one. P."""
    limit = fixed(
        Kind.REGISTRATION, POLICY, arrived_on, next_weekday(arrived_on), _arrived(arrived_on)
    )
    return replace(
        limit, legal_end=add_weekdays(arrived_on, 1), internal_end=next_weekday(arrived_on)
    )


def confirmation_to_sender(arrived_on: date) -> TimeLimit:
    """L2: confirm to the landlord or the association the same weekday. P."""
    day = next_weekday(arrived_on)
    return fixed(Kind.CONFIRMATION_TO_SENDER, POLICY, arrived_on, day, _arrived(arrived_on))


def forwarding(arrived_on: date) -> TimeLimit:
    """P19: what is not ours is sent on, or its sender told, the same weekday. P; that it is done at
    all is our duty to help (FL 6 §)."""
    day = next_weekday(arrived_on)
    return fixed(Kind.FORWARDING, POLICY, arrived_on, day, _arrived(arrived_on))


def complement(asked_on: date) -> TimeLimit:
    """L4: the landlord answers what is missing within three weekdays, or is reminded. P."""
    day = add_weekdays(asked_on, COMPLEMENT_WEEKDAYS)
    return fixed(Kind.COMPLEMENT, POLICY, asked_on, day, {"asked_on": asked_on.isoformat()})


def complement_answered(would_ask_on: date) -> TimeLimit:
    """L4 when the sender has answered before she was asked: what she told is judged, and entered,
    within the same three weekdays from when we would have asked. P."""
    day = add_weekdays(would_ask_on, COMPLEMENT_WEEKDAYS)
    return fixed(Kind.COMPLEMENT, POLICY, would_ask_on, day, {ANSWERED: would_ask_on.isoformat()})


def referral_answer(sent_on: date) -> TimeLimit:
    """L5: another administration answers a referral within five weekdays. P."""
    return _referral(sent_on, REFERRAL_WEEKDAYS)


def referral_answer_when_booked(sent_on: date) -> TimeLimit:
    """L5: within two weekdays when a day for the eviction is booked. P."""
    return _referral(sent_on, REFERRAL_WEEKDAYS_WHEN_BOOKED)


def follow_up_after_eviction(evicted_on: date) -> tuple[TimeLimit, ...]:
    """L6: contact within five weekdays after an eviction, and again after 3 and 12 months. P."""
    return _follow_up(evicted_on, FOLLOW_UP_WEEKDAYS)


def follow_up_of_children(evicted_on: date) -> tuple[TimeLimit, ...]:
    """L6: contact the next weekday when children were evicted, and after 3 and 12 months. P."""
    return _follow_up(evicted_on, FOLLOW_UP_WEEKDAYS_WITH_CHILDREN)


def disturbance(arrived_on: date) -> tuple[TimeLimit, ...]:
    """A notice of disturbance has no clock in law (JB 12:25 a, BRL 7:9): first attempt within two
    weekdays, an offered visit within five, follow-up after 14 and 30 days. P."""
    days = {
        Kind.DISTURBANCE_FIRST_ATTEMPT: add_weekdays(arrived_on, 2),
        Kind.DISTURBANCE_VISIT: add_weekdays(arrived_on, 5),
        Kind.DISTURBANCE_FOLLOW_UP_14_DAYS: arrived_on + timedelta(days=14),
        Kind.DISTURBANCE_FOLLOW_UP_30_DAYS: arrived_on + timedelta(days=30),
    }
    return tuple(_moved(kind, arrived_on, day, _arrived(arrived_on)) for kind, day in days.items())


def urgent_contact(arrived_on: date) -> TimeLimit:
    """A copy of a termination for especially serious disturbance: act the same weekday (D3). P."""
    return _moved(Kind.URGENT_CONTACT, arrived_on, arrived_on, _arrived(arrived_on))


def rent_checks(settled_on: date) -> tuple[TimeLimit, TimeLimit]:
    """After a debt is settled: were the two coming rents paid? P.

    A rent is due on the last weekday before its month (JB 12:20, V). We ask on the first weekday
    when it is more than one week late, which is when the home may be forfeited (JB 12:42, V).
    """
    due = _next_rents(settled_on)
    return (
        _rent_check(Kind.RENT_CHECK_1, settled_on, due[0]),
        _rent_check(Kind.RENT_CHECK_2, settled_on, due[1]),
    )


def _arrived(day: date) -> dict[str, str]:
    return {"arrived_on": day.isoformat()}


def _moved(kind: Kind, start: date, end: date, facts: dict[str, str]) -> TimeLimit:
    return replace(fixed(kind, POLICY, start, end, facts), legal_end=next_weekday(end))


def _referral(sent_on: date, weekdays: int) -> TimeLimit:
    facts = {"referral_sent_on": sent_on.isoformat()}
    return fixed(Kind.REFERRAL_ANSWER, POLICY, sent_on, add_weekdays(sent_on, weekdays), facts)


def _follow_up(evicted_on: date, weekdays: int) -> tuple[TimeLimit, ...]:
    days = {
        Kind.FOLLOW_UP_AFTER_EVICTION: add_weekdays(evicted_on, weekdays),
        Kind.FOLLOW_UP_3_MONTHS: add_months(evicted_on, 3),
        Kind.FOLLOW_UP_12_MONTHS: add_months(evicted_on, 12),
    }
    facts = {"eviction_day": evicted_on.isoformat()}
    return tuple(_moved(kind, evicted_on, day, facts) for kind, day in days.items())


def _next_rents(after: date) -> list[date]:
    """The due days of the two rents that fall due next after a day."""
    months = [add_months(after.replace(day=1), count) for count in (1, 2, 3)]
    due = [last_weekday_before_month(month.year, month.month) for month in months]
    return [day for day in due if day > after][:2]


def _rent_check(kind: Kind, settled_on: date, due_on: date) -> TimeLimit:
    day = next_weekday(due_on + timedelta(days=LATE_RENT_DAYS + 1))
    facts = {"settled_on": settled_on.isoformat(), "rent_due_on": due_on.isoformat()}
    return fixed(kind, POLICY, due_on, day, facts)
