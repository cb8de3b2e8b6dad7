"""What holds of the time limits from every day of twelve years, whatever the day is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law import deadlines_eviction, deadlines_kfm, deadlines_policy, deadlines_social
from cases.law.arrival import arrival_day
from cases.law.calendar import (
    STOCKHOLM,
    end_of_day,
    is_weekday,
    local_day,
    local_time,
    previous_weekday,
)
from cases.law.deadlines import (
    COOPERATIVE,
    RENTAL,
    RecoveryEnd,
    ServedTenant,
    Switches,
    earliest_decision,
    recovery_period,
    recovery_periods,
)
from cases.law.limit_sentences import explain
from cases.limits_of_notice import limits_of

FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
SWITCHES = [Switches(a, b, c) for a, b, c in product((False, True), RecoveryEnd, ServedTenant)]

TYPES = ("U10", "U11", "U20", "U21", "U22", "U23", "U30", "U31", "U32", "U33", "U35", "U50")

some_day = st.dates(FIRST, LAST)
maybe_day = st.none() | some_day


def weekdays_between(first: date, last: date) -> int:
    """Weekdays after the first day, up to and with the last."""
    span = range(1, (last - first).days + 1)
    return sum(is_weekday(first + timedelta(days=n)) for n in span)


@pytest.mark.parametrize("basis", [RENTAL, COOPERATIVE])
def test_a_recovery_period_from_any_day_keeps_the_law(basis: str) -> None:
    for day in DAYS:
        limit = recovery_period(day, day, basis=basis)
        assert limit.nominal_end - day == timedelta(days=21)
        assert limit.nominal_end.weekday() == day.weekday()
        assert limit.legal_end >= limit.nominal_end
        assert is_weekday(limit.legal_end)
        assert is_weekday(limit.nominal_end) is (limit.legal_end == limit.nominal_end)
        assert (limit.legal_end - limit.nominal_end).days <= 5
        assert not any(
            is_weekday(limit.nominal_end + timedelta(days=n))
            for n in range((limit.legal_end - limit.nominal_end).days)
        )


def test_our_own_last_day_is_two_weekdays_before_the_nominal_end() -> None:
    for day in DAYS:
        limit = recovery_period(day, day)
        own = limit.internal_end
        assert own is not None
        assert day < own < limit.nominal_end
        assert is_weekday(own)
        assert weekdays_between(own, limit.nominal_end - timedelta(days=1)) == 1


def test_a_later_start_never_gives_an_earlier_end() -> None:
    limits = [recovery_period(day, day) for day in DAYS]
    for earlier, later in pairwise(limits):
        assert earlier.legal_end <= later.legal_end
        assert earlier.internal_end is not None
        assert later.internal_end is not None
        assert earlier.internal_end <= later.internal_end


@pytest.mark.parametrize("switches", SWITCHES)
def test_no_decision_before_two_further_weekdays_by_any_reading(switches: Switches) -> None:
    before = None
    for day in DAYS:
        recovery = recovery_period(day, day)
        decision = earliest_decision(recovery, switches=switches)
        assert decision.legal_end > recovery.legal_end
        assert before is None or before <= decision.legal_end
        before = decision.legal_end


def test_by_the_default_reading_exactly_two_weekdays_pass_between() -> None:
    for day in DAYS:
        recovery = recovery_period(day, day)
        decision = earliest_decision(recovery)
        assert weekdays_between(recovery.legal_end, decision.legal_end) == 3
        assert is_weekday(decision.legal_end)


def test_the_confirmation_ends_the_day_it_begins_also_when_the_clock_is_changed() -> None:
    for day in DAYS:
        for hour in (0, 2, 9, 15, 22, 23):
            received = local_time(day, hour, 30)
            limit = deadlines_eviction.same_day(received)
            assert limit.legal_end == limit.nominal_end == local_day(received)
            assert limit.ends_at == end_of_day(day)
            assert list(limit.warn_at) == sorted(set(limit.warn_at))
            assert all(received < at < limit.ends_at for at in limit.warn_at)


def test_the_warnings_are_those_that_have_not_passed() -> None:
    for day in DAYS:
        morning = deadlines_eviction.same_day_warnings(local_time(day, 9))
        assert [at.astimezone(STOCKHOLM).hour for at in morning] == [10, 15, 23]
        assert deadlines_eviction.same_day_warnings(local_time(day, 23, 5)) == ()
        evening = deadlines_eviction.same_day_warnings(local_time(day, 22))
        assert [at.astimezone(STOCKHOLM).hour for at in evening] == [23]


def test_the_steps_before_any_eviction_are_weekdays_in_order() -> None:
    for day in DAYS:
        steps = deadlines_eviction.eviction_steps(day, today=FIRST)
        days = [step.legal_end for step in steps]
        assert days == sorted(set(days))
        assert all(map(is_weekday, days))
        assert [weekdays_between(each, day - timedelta(days=1)) for each in days[:4]] == [
            9,
            4,
            1,
            0,
        ]
        assert days[3] < day < days[4]


def test_a_childs_target_is_never_after_the_end() -> None:
    for day in DAYS:
        for limit in (
            deadlines_social.preliminary_assessment(day),
            deadlines_social.child_inquiry(day),
        ):
            assert limit.internal_end == previous_weekday(limit.legal_end)


def test_statutory_acts_end_on_weekdays_and_never_early() -> None:
    for day in DAYS:
        for limit in (
            deadlines_kfm.answer_at_kfm(day, 10),
            deadlines_kfm.request_for_court(day),
            deadlines_kfm.retrial(day),
            deadlines_social.slow_case_decision(day),
            deadlines_social.appeal(day),
            deadlines_social.prolongation_dispute(day),
        ):
            assert is_weekday(limit.legal_end)
            assert limit.nominal_end <= limit.legal_end


def test_a_rent_is_asked_for_when_it_is_more_than_a_week_late() -> None:
    for day in DAYS:
        first, second = deadlines_policy.rent_checks(day)
        for check in (first, second):
            due = date.fromisoformat(check.start_facts["rent_due_on"])
            assert due > day
            assert is_weekday(check.legal_end)
            assert check.legal_end - due > timedelta(days=7)
        assert first.legal_end < second.legal_end


@given(given_on=some_day, served=st.lists(maybe_day, min_size=1, max_size=4))
def test_a_home_is_never_counted_below_three_weeks_from_the_notice(
    given_on: date, served: list[date | None]
) -> None:
    tenants = {str(n): day for n, day in enumerate(served)}
    for switches in SWITCHES:
        *each, home = recovery_periods(given_on, tenants, switches=switches)
        assert home.nominal_end >= given_on + timedelta(days=21)
        assert home.is_preliminary is (None in served)
        ends = [limit.legal_end for limit in each] or [home.legal_end]
        assert min(ends) <= home.legal_end <= max(ends)


@given(
    given_on=some_day,
    known=st.lists(some_day, min_size=1, max_size=3),
    learnt=st.integers(0, 400),
)
def test_learning_of_a_service_never_makes_a_preliminary_end_earlier(
    given_on: date, known: list[date], learnt: int
) -> None:
    served: dict[str, date | None] = {str(n): day for n, day in enumerate(known)}
    for switches in SWITCHES:
        before = recovery_periods(given_on, {**served, "x": None}, switches=switches)[-1]
        found = {**served, "x": given_on + timedelta(days=learnt)}
        after = recovery_periods(given_on, found, switches=switches)[-1]
        assert before.is_preliminary
        assert after.legal_end >= before.legal_end


@given(
    type_code=st.sampled_from(TYPES),
    channel=st.sampled_from(["EPOST", "POST", "REK", "POSTLADA", "MUNTLIG", "something"]),
    received=st.datetimes(
        datetime.fromisoformat("2001-01-01"),
        datetime.fromisoformat("2099-12-31"),
        timezones=st.just(STOCKHOLM),
    ),
    facts=st.dictionaries(
        st.sampled_from([
            "service_date", "posting_date", "is_sent_registered", "tenants", "other_tenants",
            "eviction_at", "eviction_date", "order_served_on", "answer_days", "judgment_on",
            "documents_in_on", "heard_on", "children", "result",
        ]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("yes")
        | some_day.map(str) | st.lists(st.dictionaries(st.just("served_on"), some_day.map(str))),
    ),
)  # fmt: skip
def test_whatever_a_notice_says_it_gives_limits_with_sentences(
    type_code: str, channel: str, received: datetime, facts: dict[str, object]
) -> None:
    arrival = arrival_day(channel, received)
    for limit in limits_of(type_code, facts, arrival, today=date(2026, 3, 3)):
        assert explain(limit).sv.endswith(".")
        assert limit.legal_end >= limit.nominal_end
