"""Which time limits a notice of each type gives, from its facts and its arrival."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from cases import notice_facts
from cases.law import (
    deadlines,
    deadlines_eviction,
    deadlines_kfm,
    deadlines_policy,
    deadlines_social,
)
from cases.law.arrival import POSTING_UNKNOWN, Arrival, given_by_registered_letter
from cases.law.deadlines import DEFAULT_SWITCHES, Kind, Switches, TimeLimit
from cases.notice_facts import Facts
from engine.texts import Text

ARRIVAL_IN_THE_FUTURE = Text(
    "Ankomsten ligger efter i dag; kontrollera den.", "The arrival is after today; check it."
)
SERVED_IN_THE_FUTURE = Text(
    "En delgivningsdag ligger efter i dag och räknas inte; kontrollera den.",
    "A day of service is after today and is not counted; check it.",
)
NOT_ALL_SERVED = Text(
    "Delgivningsdagen är inte känd för alla hyresgäster.",
    "The day of service is not known for every tenant.",
)
EVICTION_TIME_UNKNOWN = Text(
    "Tiden för avhysningen saknas eller går inte att läsa; stegen före den kan inte räknas.",
    "The time of the eviction is missing or cannot be read; the steps before it cannot be counted.",
)
START_IN_THE_FUTURE = Text(
    "Dagen som tiden räknas från ligger efter i dag; kontrollera den.",
    "The day that the time is counted from is after today; check it.",
)


FROM_FACTS = frozenset(
    {
        Kind.ANSWER_AT_KFM,
        Kind.REQUEST_FOR_COURT,
        Kind.RETRIAL,
        Kind.EVICTION_IF_POSSIBLE,
        Kind.EARLIEST_EVICTION,
        Kind.RESPITE,
        Kind.EXCEPTIONAL_RESPITE,
        Kind.EVICTION_MINUS_10,
        Kind.EVICTION_MINUS_5,
        Kind.EVICTION_MINUS_2,
        Kind.EVICTION_MINUS_1,
        Kind.EVICTION_RESULT,
    }
)
"""Limits that run from one fact of the notice alone: without it they do not run."""


@dataclass(frozen=True)
class _Asked:
    facts: Facts
    arrival: Arrival
    switches: Switches
    today: date


def limits_of(
    type_code: str,
    facts: Facts,
    arrival: Arrival,
    switches: Switches = DEFAULT_SWITCHES,
    *,
    today: date,
) -> tuple[TimeLimit, ...]:
    """The time limits of a notice: none for a type without any. Odd facts give remarks, no error.

    The home's own recovery period is the one whose tenant is None.
    """
    rule = _BY_TYPE.get(type_code)
    if rule is None:
        return ()
    limits = rule(_Asked(facts, arrival, switches, today))
    if arrival.physical_day > today:
        return tuple(_remarked(limit, ARRIVAL_IN_THE_FUTURE) for limit in limits)
    return limits


def limits_of_reception(arrival: Arrival) -> tuple[TimeLimit, ...]:
    """Our own limits on every notice: to register it (L1) and to confirm it to its sender (L2)."""
    day = arrival.physical_day
    return deadlines_policy.registration(day), deadlines_policy.confirmation_to_sender(day)


def _unpaid_rental(asked: _Asked) -> tuple[TimeLimit, ...]:
    return _unpaid(asked, deadlines.RENTAL)


def _unpaid_cooperative(asked: _Asked) -> tuple[TimeLimit, ...]:
    return _unpaid(asked, deadlines.COOPERATIVE)


def _unpaid(asked: _Asked, basis: str) -> tuple[TimeLimit, ...]:
    arrival = _given(asked)
    served = notice_facts.served(asked.facts)
    # An arrival ahead of us has a remark of its own; service is judged from where it stands.
    latest = max(asked.today, arrival.physical_day)
    past = {tenant: day if day and day <= latest else None for tenant, day in served.items()}
    periods = deadlines.recovery_periods(
        arrival.given_on, past, basis=basis, switches=asked.switches
    )
    remarks = (*arrival.remarks, *_remarks_on_service(served, past))
    known = tuple(
        replace(
            limit,
            is_preliminary=limit.is_preliminary or not arrival.is_given_certain,
            remarks=remarks,
        )
        for limit in periods
    )
    return (*known, deadlines.earliest_decision(known[-1], switches=asked.switches))


def _given(asked: _Asked) -> Arrival:
    """The arrival, given on the posting date when the facts tell of a registered letter as well."""
    arrival, posted = asked.arrival, notice_facts.day(asked.facts, "posting_date")
    is_unknown = POSTING_UNKNOWN in arrival.remarks
    if is_unknown:
        return given_by_registered_letter(arrival, posted) if posted else arrival
    is_registered = asked.facts.get("is_sent_registered") == "yes"
    # What came here first was given by that; a letter posted later changes nothing.
    if is_registered and not (posted and posted > arrival.legal_day):
        return given_by_registered_letter(arrival, posted)
    return arrival


def _remarks_on_service(
    served: dict[str, date | None], past: dict[str, date | None]
) -> tuple[Text, ...]:
    remarks = (SERVED_IN_THE_FUTURE,) if served != past else ()
    is_partly_known = any(past.values()) and not all(past.values())
    return (*remarks, NOT_ALL_SERVED) if is_partly_known else remarks


def _disturbance(asked: _Asked) -> tuple[TimeLimit, ...]:
    return deadlines_policy.disturbance(asked.arrival.physical_day)


def _serious_disturbance(asked: _Asked) -> tuple[TimeLimit, ...]:
    return (deadlines_policy.urgent_contact(asked.arrival.physical_day),)


def _application(asked: _Asked) -> tuple[TimeLimit, ...]:
    """C4 to C9, each from its own fact if that is there."""
    facts = asked.facts
    served_on = notice_facts.day(facts, "order_served_on")
    answer = served_on and deadlines_kfm.answer_at_kfm(
        served_on, notice_facts.whole_number(facts, "answer_days")
    )
    court = _from(facts, "contest_sent_on", deadlines_kfm.request_for_court)
    retrial = _from(facts, "judgment_on", deadlines_kfm.retrial)
    four_weeks = _from(facts, "documents_in_on", deadlines_kfm.eviction_if_possible)
    earliest = _from(facts, "heard_on", deadlines_kfm.earliest_eviction)
    respite = deadlines_kfm.respite(four_weeks, earliest) if four_weeks else ()
    found = (answer, court, retrial, four_weeks, earliest, *respite)
    return tuple(_checked(limit, asked.today) for limit in found if limit)


def _booked(asked: _Asked) -> tuple[TimeLimit, ...]:
    confirmation = deadlines_eviction.same_day(asked.arrival.physical_at)
    day = notice_facts.eviction_day(asked.facts)
    if day is None:
        return (_remarked(confirmation, EVICTION_TIME_UNKNOWN),)
    return confirmation, *deadlines_eviction.eviction_steps(day, today=asked.today)


def _changed(asked: _Asked) -> tuple[TimeLimit, ...]:
    """A new time is a new duty to confirm the same day (P, domain 2.3); without one there is none.
    A time that stands beside the word that it is cancelled is the old one."""
    is_cancelled = notice_facts.text(asked.facts, "result") in ("cancelled", "withdrawn")
    has_time = notice_facts.eviction_day(asked.facts) is not None
    return _booked(asked) if has_time and not is_cancelled else ()


def _evicted(asked: _Asked) -> tuple[TimeLimit, ...]:
    day = notice_facts.eviction_day(asked.facts)
    if day is None:
        return ()
    has_children = asked.facts.get("children") == "yes"
    follow_up = (
        deadlines_policy.follow_up_of_children(day)
        if has_children
        else deadlines_policy.follow_up_after_eviction(day)
    )
    return tuple(
        _checked(limit, asked.today) for limit in (*follow_up, deadlines_kfm.stored_goods(day))
    )


def _concern(asked: _Asked) -> tuple[TimeLimit, ...]:
    if asked.facts.get("children") == "no":
        return ()
    day = asked.arrival.physical_day
    return (
        deadlines_social.protection_assessment(day),
        deadlines_social.preliminary_assessment(day),
    )


def _from(facts: Facts, name: str, rule: Callable[[date], TimeLimit]) -> TimeLimit | None:
    day = notice_facts.day(facts, name)
    return rule(day) if day else None


def _checked(limit: TimeLimit, today: date) -> TimeLimit:
    return _remarked(limit, START_IN_THE_FUTURE) if limit.start > today else limit


def _remarked(limit: TimeLimit, remark: Text) -> TimeLimit:
    return replace(limit, remarks=(*limit.remarks, remark))


_BY_TYPE: dict[str, Callable[[_Asked], tuple[TimeLimit, ...]]] = {
    "U10": _unpaid_rental,
    "U11": _unpaid_cooperative,
    "U20": _disturbance,
    "U21": _disturbance,
    "U22": _serious_disturbance,
    "U23": _serious_disturbance,
    "U30": _application,
    "U31": _booked,
    "U32": _changed,
    "U33": _evicted,
    "U35": _booked,
    "U50": _concern,
}
