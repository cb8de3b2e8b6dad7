"""Time limits: what one is, and the recovery period of a terminated home with what follows it.

Pure functions of days (domain 6.3). Nothing here asks what day it is or stores anything. The other
clocks stand in deadlines_kfm, deadlines_eviction, deadlines_social and deadlines_policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from cases.law.calendar import (
    SATURDAY,
    add_weeks,
    end_of_day,
    is_holiday_or_eve,
    is_weekday,
    next_weekday,
    weekdays_before,
)
from engine.texts import Text

RENTAL, COOPERATIVE = "JB 12:44", "BRL 7:23"
"""The two bases of a recovery period: a rental home and a tenant-owned flat."""

RECOVERY_WEEKS = 3
MARGIN_WEEKDAYS = 2
"""Our own last day is this many weekdays before the nominal end: the shift is never planned on."""

_DECISION = {RENTAL: "JB 12:44 st. 2", COOPERATIVE: "BRL 7:23 st. 4"}
_DECISION_WEEKDAY = 3


class Kind(StrEnum):
    """What a time limit is for; the clocks of domain 6.3."""

    SAME_DAY_CONFIRMATION = "same_day_confirmation"
    RECOVERY_PERIOD = "recovery_period"
    EARLIEST_DECISION = "earliest_decision"
    ANSWER_AT_KFM = "answer_at_kfm"
    REQUEST_FOR_COURT = "request_for_court"
    RETRIAL = "retrial"
    EVICTION_IF_POSSIBLE = "eviction_if_possible"
    EARLIEST_EVICTION = "earliest_eviction"
    RESPITE = "respite"
    EXCEPTIONAL_RESPITE = "exceptional_respite"
    PROTECTION_ASSESSMENT = "protection_assessment"
    PRELIMINARY_ASSESSMENT = "preliminary_assessment"
    CHILD_INQUIRY = "child_inquiry"
    SLOW_CASE_DECISION = "slow_case_decision"
    APPEAL = "appeal"
    STORED_GOODS = "stored_goods"
    GOODS_LEFT_AFTER_DEMAND = "goods_left_after_demand"
    GOODS_LEFT = "goods_left"
    PROLONGATION_DISPUTE = "prolongation_dispute"
    WEEDING = "weeding"
    REGISTRATION = "registration"
    CONFIRMATION_TO_SENDER = "confirmation_to_sender"
    FORWARDING = "forwarding"
    COMPLEMENT = "complement"
    REFERRAL_ANSWER = "referral_answer"
    FOLLOW_UP_AFTER_EVICTION = "follow_up_after_eviction"
    FOLLOW_UP_3_MONTHS = "follow_up_3_months"
    FOLLOW_UP_12_MONTHS = "follow_up_12_months"
    DISTURBANCE_FIRST_ATTEMPT = "disturbance_first_attempt"
    DISTURBANCE_VISIT = "disturbance_visit"
    DISTURBANCE_FOLLOW_UP_14_DAYS = "disturbance_follow_up_14_days"
    DISTURBANCE_FOLLOW_UP_30_DAYS = "disturbance_follow_up_30_days"
    URGENT_CONTACT = "urgent_contact"
    RENT_CHECK_1 = "rent_check_1"
    RENT_CHECK_2 = "rent_check_2"
    EVICTION_MINUS_10 = "eviction_minus_10"
    EVICTION_MINUS_5 = "eviction_minus_5"
    EVICTION_MINUS_2 = "eviction_minus_2"
    EVICTION_MINUS_1 = "eviction_minus_1"
    EVICTION_RESULT = "eviction_result"


class OpenPoint(StrEnum):
    """A legal point that is not settled (domain 6.3 and 11) and that touches a time limit."""

    SATURDAY_AS_WEEKDAY = "saturday_as_weekday"
    EXTRA_WEEKDAYS_START = "extra_weekdays_start"
    SEVERAL_TENANTS = "several_tenants"
    COMMITMENT_ON_SHIFTED_DAY = "commitment_on_shifted_day"
    SHIFT_OF_SET_TIME = "shift_of_set_time"


class RecoveryEnd(StrEnum):
    """From which end of the recovery period the extra weekdays run."""

    SHIFTED = "shifted"
    NOMINAL = "nominal"


class ServedTenant(StrEnum):
    """Whose service starts the recovery period when several tenants were served."""

    LATEST = "latest"
    EARLIEST = "earliest"


@dataclass(frozen=True)
class Switches:
    """The open legal points a, b and c of domain 6.3 as this municipality has decided them."""

    saturday_is_weekday: bool = False
    extra_weekdays_from: RecoveryEnd = RecoveryEnd.SHIFTED
    several_tenants: ServedTenant = ServedTenant.LATEST


DEFAULT_SWITCHES = Switches()


@dataclass(frozen=True)
class TimeLimit:
    """A time limit with the facts and the rule it was counted from.

    nominal_end: as the period is counted. legal_end: as the act may still be done, or for an
    earliest day that day. internal_end: our own last day. start_facts: name -> ISO day.
    """

    kind: Kind
    basis: str
    start: date
    nominal_end: date
    legal_end: date
    internal_end: date | None = None
    start_facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_earliest: bool = False
    is_preliminary: bool = False
    unsettled: tuple[OpenPoint, ...] = ()
    tenant: str | None = None
    remarks: tuple[Text, ...] = ()
    warn_at: tuple[datetime, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """The last second of the legal end in Stockholm, as an instant in UTC."""
        return end_of_day(self.legal_end)

    @property
    def status(self) -> str:
        """The word for how certain it is, as decision table D2 has it."""
        return "PRELIMINAR" if self.is_preliminary else "FASTSTALLD"


def latest(
    kind: Kind, basis: str, start: date, end: date, facts: Mapping[str, str] | None = None
) -> TimeLimit:
    """A time within which an act is done at the latest: from a day that is no weekday it moves to
    the next one (lag 1930:173 2 §), while our own last day stays before the nominal end."""
    return TimeLimit(
        kind,
        basis,
        start=start,
        nominal_end=end,
        legal_end=next_weekday(end),
        internal_end=weekdays_before(end, MARGIN_WEEKDAYS),
        start_facts=facts or {},
    )


def fixed(
    kind: Kind, basis: str, start: date, end: date, facts: Mapping[str, str] | None = None
) -> TimeLimit:
    """A time limit whose end is the day itself, whatever day that is."""
    return TimeLimit(
        kind, basis, start=start, nominal_end=end, legal_end=end, start_facts=facts or {}
    )


def recovery_period(
    given_on: date, served_on: date | None, *, basis: str = RENTAL, tenant: str | None = None
) -> TimeLimit:
    """C2: three weeks from the later of service on the tenant and the notice to the board.

    JB 12:44 first paragraph 1 and BRL 7:23 first paragraph 1, V; that the later day counts is a
    reading, M-hi. Without the service the day is a lower bound: the real one can only be later.
    """
    start = max(given_on, served_on) if served_on else given_on
    facts = {"given_on": given_on.isoformat()}
    if served_on:
        facts["served_on"] = served_on.isoformat()
    limit = latest(Kind.RECOVERY_PERIOD, basis, start, add_weeks(start, RECOVERY_WEEKS), facts)
    return replace(
        limit, tenant=tenant, is_preliminary=served_on is None, unsettled=_shifted_commitment(limit)
    )


def recovery_periods(
    given_on: date,
    served: Mapping[str, date | None],
    *,
    basis: str = RENTAL,
    switches: Switches = DEFAULT_SWITCHES,
) -> tuple[TimeLimit, ...]:
    """C2 for every tenant of a home, and last the one that counts for the home by switch c.

    One tenant, or none known, gives that last one only.
    """
    days = list(served.values()) or [None]
    whole = _of_home(given_on, days, basis, switches)
    if len(days) == 1:
        return (whole,)
    each = tuple(
        recovery_period(given_on, day, basis=basis, tenant=tenant) for tenant, day in served.items()
    )
    starts = {limit.start for limit in each}
    if len(starts) > 1 or any(limit.is_preliminary for limit in each):
        whole = replace(whole, unsettled=(OpenPoint.SEVERAL_TENANTS, *whole.unsettled))
    return (*each, whole)


def earliest_decision(recovery: TimeLimit, *, switches: Switches = DEFAULT_SWITCHES) -> TimeLimit:
    """C3: the first day on which an eviction may be decided, the third weekday after the period.

    JB 12:44 second paragraph (two further weekdays must have passed) and BRL 7:23 fourth paragraph
    (the third weekday), V. Switches a and b of domain 6.3 are open points.
    """
    day = _decision_day(recovery, switches)
    return TimeLimit(
        Kind.EARLIEST_DECISION,
        _DECISION[recovery.basis],
        start=recovery.legal_end,
        nominal_end=day,
        legal_end=day,
        start_facts={"recovery_period_end": recovery.legal_end.isoformat()},
        is_earliest=True,
        is_preliminary=recovery.is_preliminary,
        unsettled=_points_that_move(recovery, switches, day),
        tenant=recovery.tenant,
    )


def _shifted_commitment(limit: TimeLimit) -> tuple[OpenPoint, ...]:
    # Payment may be made on the shifted day; of the board's commitment it is probable only
    # (domain 11.4). A tenant-owned flat has no commitment.
    if limit.basis == RENTAL and limit.legal_end != limit.nominal_end:
        return (OpenPoint.COMMITMENT_ON_SHIFTED_DAY,)
    return ()


def _of_home(
    given_on: date, days: Sequence[date | None], basis: str, switches: Switches
) -> TimeLimit:
    known = [day for day in days if day]
    is_complete = len(known) == len(days)
    if switches.several_tenants is ServedTenant.EARLIEST:
        served_on = min(known) if is_complete else None
    else:
        served_on = max(known, default=None)
    limit = recovery_period(given_on, served_on, basis=basis)
    return replace(limit, is_preliminary=not is_complete)


def _decision_day(recovery: TimeLimit, switches: Switches) -> date:
    is_shifted = switches.extra_weekdays_from is RecoveryEnd.SHIFTED
    day = recovery.legal_end if is_shifted else recovery.nominal_end
    for _ in range(_DECISION_WEEKDAY):
        day = _next_counted(day, switches)
    return day


def _next_counted(day: date, switches: Switches) -> date:
    day = date.fromordinal(day.toordinal() + 1)
    while not (is_weekday(day) or (switches.saturday_is_weekday and _is_plain_saturday(day))):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def _is_plain_saturday(day: date) -> bool:
    return day.weekday() == SATURDAY and not is_holiday_or_eve(day)


def _points_that_move(recovery: TimeLimit, switches: Switches, day: date) -> tuple[OpenPoint, ...]:
    """The open points that would give another day if they were decided the other way."""
    is_shifted = switches.extra_weekdays_from is RecoveryEnd.SHIFTED
    other_end = RecoveryEnd.NOMINAL if is_shifted else RecoveryEnd.SHIFTED
    others = {
        OpenPoint.SATURDAY_AS_WEEKDAY: replace(
            switches, saturday_is_weekday=not switches.saturday_is_weekday
        ),
        OpenPoint.EXTRA_WEEKDAYS_START: replace(switches, extra_weekdays_from=other_end),
    }
    inherited = {OpenPoint.SEVERAL_TENANTS} & set(recovery.unsettled)
    moved = [point for point, other in others.items() if _decision_day(recovery, other) != day]
    return (*inherited, *moved)
