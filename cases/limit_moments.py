"""The instants that timers in diagrams wait for, by name: worked out from a time limit's days.

A diagram never states a duration (style rule 39): its timer names one of these, and moves when the
limit is counted anew.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cases.law.calendar import add_weekdays, local_time
from cases.law.deadlines import Kind, TimeLimit

MORNING = 8

_MORNING_OF = {
    Kind.EVICTION_MINUS_10: "eviction_minus_10",
    Kind.EVICTION_MINUS_5: "eviction_minus_5",
    Kind.EVICTION_MINUS_2: "eviction_minus_2",
    Kind.EVICTION_MINUS_1: "eviction_minus_1",
    Kind.EVICTION_RESULT: "eviction_result",
    Kind.RENT_CHECK_1: "rent_check_1",
    Kind.RENT_CHECK_2: "rent_check_2",
    Kind.DISTURBANCE_FOLLOW_UP_14_DAYS: "disturbance_follow_up_14",
    Kind.DISTURBANCE_FOLLOW_UP_30_DAYS: "disturbance_follow_up_30",
}
_END_OF = {
    Kind.COMPLEMENT: "complement_due",
    Kind.REFERRAL_ANSWER: "referral_due",
    Kind.DISTURBANCE_FIRST_ATTEMPT: "disturbance_first_attempt_due",
}

NAMES = (
    *_MORNING_OF.values(),
    *_END_OF.values(),
    "same_day_warning_1",
    "same_day_warning_2",
    "same_day_last_hour",
    "same_day_end",
    "recovery_day_7",
    "recovery_day_14",
    "recovery_internal_last",
    "recovery_end",
    "recovery_over",
    "referral_escalation",
    "ladder_step_due",
)
"""Every name that a timer may wait for."""


def moments_of(limit: TimeLimit) -> dict[str, str]:
    """Name -> ISO instant of what falls due because of this limit. Steps begin in the morning."""
    return {name: at.isoformat() for name, at in _moments(limit).items()}


def _moments(limit: TimeLimit) -> dict[str, datetime]:
    if limit.kind in _MORNING_OF:
        return {_MORNING_OF[limit.kind]: _morning(limit.legal_end)}
    if limit.kind is Kind.SAME_DAY_CONFIRMATION:
        return _same_day(limit)
    if limit.kind is Kind.RECOVERY_PERIOD:
        return _recovery(limit)
    if limit.kind in _END_OF:
        found = {_END_OF[limit.kind]: limit.ends_at}
        if limit.kind is Kind.REFERRAL_ANSWER:
            found["referral_escalation"] = _morning(add_weekdays(limit.legal_end, 2))
        return found
    return {}


def _same_day(limit: TimeLimit) -> dict[str, datetime]:
    """The last hour has a name of its own: then the section head takes over."""
    last_hour = local_time(limit.legal_end, 23)
    earlier = [at for at in limit.warn_at if at != last_hour]
    found = {f"same_day_warning_{n}": at for n, at in enumerate(earlier, start=1)}
    if last_hour in limit.warn_at:
        found["same_day_last_hour"] = last_hour
    return {**found, "same_day_end": limit.ends_at}


def _recovery(limit: TimeLimit) -> dict[str, datetime]:
    """Day 7 and day 14 are counted from the start of the period (policy). A preliminary end is no
    end of the period: ``recovery_over`` waits until the day of service is known."""
    internal = limit.internal_end or limit.nominal_end
    over = {} if limit.is_preliminary else {"recovery_over": limit.ends_at}
    return over | {
        "recovery_day_7": _morning(limit.start + timedelta(days=7)),
        "recovery_day_14": _morning(limit.start + timedelta(days=14)),
        "recovery_internal_last": _morning(internal),
        "recovery_end": limit.ends_at,
    }


def _morning(day: date) -> datetime:
    return local_time(day, MORNING)
