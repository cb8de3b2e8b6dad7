"""The clocks of Kronofogden: answering, court, retrial, the eviction itself, respite and goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cases.law.calendar import add_months, add_weeks
from cases.law.deadlines import Kind, OpenPoint, TimeLimit, fixed, latest
from engine.texts import Text

LONGEST_ANSWER_DAYS = 14
SHORTEST_RESPITE_WEEKS, LONGEST_RESPITE_WEEKS = 2, 4

ANSWER_TIME_UNKNOWN = Text(
    "Tiden i föreläggandet är inte känd. Två veckor är den längsta utan särskilda skäl, så den "
    "verkliga dagen kan vara tidigare.",
    "The time in the order is not known. Two weeks is the longest without special reasons, so the "
    "real day may be earlier.",
)
LONG_ANSWER_TIME = Text(
    "Tiden är längre än två veckor, vilket kräver särskilda skäl; kontrollera den.",
    "The time is longer than two weeks, which takes special reasons; check it.",
)


def answer_at_kfm(served_on: date, answer_days: int | None = None) -> TimeLimit:
    """C4: answer Kronofogden's order within the time it states, at most two weeks from service.

    BFL 25 §, V. Without the time in the order the longest one is counted, as preliminary. Whether a
    time that an authority has set moves from a holiday as a statutory one does is an open point.
    """
    is_known = answer_days is not None and answer_days > 0
    days = answer_days if is_known and answer_days else LONGEST_ANSWER_DAYS
    end = served_on + timedelta(days=days)
    limit = latest(
        Kind.ANSWER_AT_KFM, "BFL 25", served_on, end, _fact("order_served_on", served_on)
    )
    is_moved = limit.legal_end != limit.nominal_end
    return replace(
        limit,
        is_preliminary=not is_known,
        unsettled=(OpenPoint.SHIFT_OF_SET_TIME,) if is_moved else (),
        remarks=_remarks_on_answer(days, is_known=is_known),
    )


def request_for_court(sent_on: date) -> TimeLimit:
    """C5: the applicant asks for the case to go to court within four weeks from when the notice
    that it is contested was sent, or it is closed. BFL 34 §, V."""
    facts = _fact("contest_sent_on", sent_on)
    return latest(Kind.REQUEST_FOR_COURT, "BFL 34", sent_on, add_weeks(sent_on, 4), facts)


def retrial(judgment_on: date) -> TimeLimit:
    """C6: ask for retrial (återvinning) within one month from Kronofogden's decision. BFL 53 §, V.

    Not the recovery of the tenancy, which has the same name in Swedish.
    """
    facts = _fact("judgment_on", judgment_on)
    return latest(Kind.RETRIAL, "BFL 53", judgment_on, add_months(judgment_on, 1), facts)


def eviction_if_possible(documents_in_on: date) -> TimeLimit:
    """C7: if possible, the eviction takes place within four weeks from when the documents were in.

    UB 16:3 second paragraph, V. A target, not an act at the latest: the day does not move.
    """
    end = add_weeks(documents_in_on, 4)
    facts = _fact("documents_in_on", documents_in_on)
    return fixed(Kind.EVICTION_IF_POSSIBLE, "UB 16:3", documents_in_on, end, facts)


def earliest_eviction(heard_on: date) -> TimeLimit:
    """C8: the eviction takes place one week after the tenant could comment at the earliest.

    UB 16:3 third paragraph, V.
    """
    day = add_weeks(heard_on, 1)
    limit = fixed(Kind.EARLIEST_EVICTION, "UB 16:3", heard_on, day, _fact("heard_on", heard_on))
    return replace(limit, is_earliest=True)


def respite(
    four_weeks: TimeLimit, earliest: TimeLimit | None = None
) -> tuple[TimeLimit, TimeLimit]:
    """C9: respite of at most two weeks from the end of the four, and for exceptional reasons four.

    UB 16:4, V. From the earliest possible day of eviction if that is the later one. A respite is a
    duration and not an act, so that its end does not move.
    """
    start = max(four_weeks.nominal_end, earliest.legal_end if earliest else date.min)
    facts = {"four_weeks_end": start.isoformat()}
    two, four = (add_weeks(start, n) for n in (SHORTEST_RESPITE_WEEKS, LONGEST_RESPITE_WEEKS))
    return (
        fixed(Kind.RESPITE, "UB 16:4", start, two, facts),
        fixed(Kind.EXCEPTIONAL_RESPITE, "UB 16:4", start, four, facts),
    )


def stored_goods(evicted_on: date) -> TimeLimit:
    """C15: goods that Kronofogden stores may be sold or discarded after three months. UB 16:6, V.

    Counted for the one who fetches them: the day does not move.
    """
    end = add_months(evicted_on, 3)
    return fixed(Kind.STORED_GOODS, "UB 16:6", evicted_on, end, _fact("eviction_day", evicted_on))


def _fact(name: str, day: date) -> dict[str, str]:
    return {name: day.isoformat()}


def _remarks_on_answer(days: int, *, is_known: bool) -> tuple[Text, ...]:
    if not is_known:
        return (ANSWER_TIME_UNKNOWN,)
    return (LONG_ANSWER_TIME,) if days > LONGEST_ANSWER_DAYS else ()
