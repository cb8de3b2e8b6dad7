"""The test vectors of the domain as days: given these facts, these are the limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases.law import deadlines_eviction, deadlines_kfm, deadlines_policy, deadlines_social
from cases.law.arrival import (
    POSTING_UNKNOWN,
    Arrival,
    arrival_day,
)
from cases.law.calendar import STOCKHOLM, end_of_day, local_time
from cases.law.deadlines import (
    COOPERATIVE,
    DEFAULT_SWITCHES,
    Kind,
    OpenPoint,
    RecoveryEnd,
    ServedTenant,
    TimeLimit,
    earliest_decision,
    recovery_period,
    recovery_periods,
)
from cases.limits_of_notice import (
    ARRIVAL_IN_THE_FUTURE,
    EVICTION_TIME_UNKNOWN,
    NOT_ALL_SERVED,
    SERVED_IN_THE_FUTURE,
    START_IN_THE_FUTURE,
    limits_of,
    limits_of_reception,
)

LATER = date(2030, 1, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def day(text: str) -> date:
    return date.fromisoformat(text)


def by_email(text: str) -> Arrival:
    return arrival_day("EPOST", at(text))


def home_limits(
    type_code: str, arrival: Arrival, *, today: date = LATER, **facts: Any
) -> tuple[TimeLimit, TimeLimit]:
    """The home's recovery period and its earliest decision."""
    limits = limits_of(type_code, facts, arrival, today=today)
    return limits[-2], limits[-1]


def ends(type_code: str, arrival: Arrival, **facts: Any) -> tuple[str, str, str]:
    """Legal end, our own last day and the earliest decision."""
    recovery, decision = home_limits(type_code, arrival, **facts)
    assert recovery.internal_end is not None
    return tuple(
        each.isoformat() for each in (recovery.legal_end, recovery.internal_end, decision.legal_end)
    )  # type: ignore[return-value]


def started(text: str) -> tuple[TimeLimit, TimeLimit]:
    recovery = recovery_period(day(text), day(text))
    return recovery, earliest_decision(recovery)


def shown(text: str) -> tuple[str, ...]:
    """Nominal, legal and own end and the earliest decision of a period from this day."""
    recovery, decision = started(text)
    days = (recovery.nominal_end, recovery.legal_end, recovery.internal_end, decision.legal_end)
    return tuple(each.isoformat() for each in days if each)


def kinds(limits: tuple[TimeLimit, ...]) -> list[Kind]:
    return [limit.kind for limit in limits]


def days_of(limits: tuple[TimeLimit, ...]) -> list[str]:
    return [limit.legal_end.isoformat() for limit in limits]


def test_t01_a_notice_by_email_the_day_after_service_starts_the_three_weeks() -> None:
    arrival = by_email("2026-03-03T10:15")
    assert ends("U10", arrival, service_date="2026-03-02") == (
        "2026-03-24", "2026-03-20", "2026-03-27",
    )  # fmt: skip
    recovery, _ = home_limits("U10", arrival, service_date="2026-03-02")
    assert recovery.status == "FASTSTALLD"
    assert recovery.start_facts == {"given_on": "2026-03-03", "served_on": "2026-03-02"}


def test_t02_service_after_the_notice_starts_later_and_easter_delays_the_decision() -> None:
    assert ends("U10", by_email("2026-03-03T10:15"), service_date="2026-03-10") == (
        "2026-03-31", "2026-03-27", "2026-04-07",
    )  # fmt: skip


def test_t03_without_service_the_end_is_preliminary_and_a_later_service_settles_it() -> None:
    arrival = by_email("2026-03-03T10:15")
    first, _ = home_limits("U10", arrival)
    assert (first.legal_end, first.status) == (day("2026-03-24"), "PRELIMINAR")
    then, decision = home_limits("U10", arrival, service_date="2026-03-09")
    assert (then.legal_end, then.status) == (day("2026-03-30"), "FASTSTALLD")
    assert decision.legal_end == day("2026-04-02")


def test_t04_a_registered_letter_counts_from_the_day_it_was_posted() -> None:
    arrival = arrival_day("REK", at("2026-11-30T09:00"), posting_date=day("2026-11-26"))
    assert arrival.given_on == day("2026-11-26")
    legal, own, _ = ends("U10", arrival, service_date="2026-11-25")
    assert (legal, own) == ("2026-12-17", "2026-12-15")


def test_t06_christmas_eve_moves_the_legal_end() -> None:
    assert shown("2026-12-03") == ("2026-12-24", "2026-12-28", "2026-12-22", "2027-01-04")


def test_t07_new_years_eve_moves_the_legal_end() -> None:
    assert shown("2026-12-10") == ("2026-12-31", "2027-01-04", "2026-12-29", "2027-01-08")


def test_t08_epiphany_moves_the_legal_end() -> None:
    assert shown("2026-12-16") == ("2027-01-06", "2027-01-07", "2027-01-04", "2027-01-12")


def test_t10_midsummer_eve_moves_the_legal_end() -> None:
    assert shown("2027-06-04") == ("2027-06-25", "2027-06-28", "2027-06-23", "2027-07-01")


def test_t11_ascension_day_moves_the_legal_end() -> None:
    nominal, legal, _, decision = shown("2027-04-15")
    assert (nominal, legal, decision) == ("2027-05-06", "2027-05-07", "2027-05-12")


def test_t13_an_email_on_whit_sunday_has_come_that_day() -> None:
    arrival = by_email("2027-05-16T14:00")
    assert arrival.legal_day == arrival.given_on == day("2027-05-16")
    recovery, _ = home_limits("U10", arrival, service_date="2027-05-10")
    assert recovery.nominal_end == day("2027-06-06")
    assert ends("U10", arrival, service_date="2027-05-10")[:2] == ("2027-06-07", "2027-06-03")


def test_t15_the_steps_up_to_a_booked_eviction_are_counted_in_weekdays() -> None:
    arrival = arrival_day("SDK", at("2026-12-18T09:05"))
    facts = {"eviction_at": "2027-01-19T09:00"}
    confirmation, *steps = limits_of("U31", facts, arrival, today=day("2026-12-18"))
    assert confirmation.ends_at == local_time(day("2026-12-18"), 23, 59, 59)
    assert days_of(tuple(steps)) == [
        "2027-01-04", "2027-01-12", "2027-01-15", "2027-01-18", "2027-01-20",
    ]  # fmt: skip
    assert [step.remarks for step in steps] == [()] * 5


def test_t16_an_evening_arrival_is_confirmed_before_midnight() -> None:
    limit = deadlines_eviction.same_day(at("2026-12-18T18:40"))
    assert limit.ends_at == local_time(day("2026-12-18"), 23, 59, 59)
    assert limit.warn_at == (at("2026-12-18T19:40"), at("2026-12-18T23:00"))


def test_t18_post_opened_on_monday_came_on_friday_and_is_confirmed_on_monday() -> None:
    arrival = arrival_day("POST", at("2026-12-21T08:10"))
    assert (arrival.legal_day, arrival.physical_day) == (day("2026-12-18"), day("2026-12-21"))
    limit = limits_of("U31", {}, arrival, today=LATER)[0]
    assert limit.ends_at == end_of_day(day("2026-12-21"))


def test_t19_christmas_eve_does_not_move_the_confirmation() -> None:
    limit = deadlines_eviction.same_day(at("2026-12-24T11:00"))
    assert limit.legal_end == limit.nominal_end == day("2026-12-24")
    assert [each.astimezone(STOCKHOLM).hour for each in limit.warn_at] == [12, 15, 23]


def test_t23_a_tenant_owned_flat_has_the_period_of_its_own_law_and_no_commitment() -> None:
    arrival = by_email("2027-02-02T10:00")
    recovery, decision = home_limits("U11", arrival, service_date="2027-02-01")
    assert (recovery.legal_end, decision.legal_end) == (day("2027-02-23"), day("2027-02-26"))
    assert (recovery.basis, decision.basis) == ("BRL 7:23", "BRL 7:23 st. 4")
    moved = recovery_period(day("2026-12-03"), day("2026-12-03"), basis=COOPERATIVE)
    assert OpenPoint.COMMITMENT_ON_SHIFTED_DAY not in moved.unsettled


def test_t25_a_disturbance_has_routines_and_no_clock_in_law() -> None:
    limits = limits_of("U20", {}, by_email("2026-12-07T10:00"), today=LATER)
    assert days_of(limits) == ["2026-12-09", "2026-12-14", "2026-12-21", "2027-01-07"]
    assert {limit.basis for limit in limits} == {"policy"}


def test_t26_a_copy_of_a_termination_for_serious_disturbance_is_for_today() -> None:
    (limit,) = limits_of("U22", {}, by_email("2026-12-07T10:00"), today=LATER)
    assert (limit.kind, limit.legal_end) == (Kind.URGENT_CONTACT, day("2026-12-07"))


def test_t36_a_second_notice_has_its_own_period() -> None:
    assert ends("U10", by_email("2027-02-15T10:00"), service_date="2027-02-12")[0] == "2027-03-08"


def test_t38_the_commitment_on_the_shifted_day_is_an_open_point() -> None:
    recovery, _ = started("2026-12-03")
    assert recovery.legal_end == day("2026-12-28")
    assert recovery.unsettled == (OpenPoint.COMMITMENT_ON_SHIFTED_DAY,)
    assert started("2026-03-03")[0].unsettled == ()


def test_t41_the_target_for_a_child_is_the_weekday_before_never_after() -> None:
    limits = limits_of("U50", {"children": "yes"}, by_email("2026-12-10T10:00"), today=LATER)
    assert days_of(limits) == ["2026-12-10", "2026-12-24"]
    assert limits[1].internal_end == day("2026-12-23")


def test_t43_answer_within_two_weeks_and_retrial_within_a_month() -> None:
    facts = {"order_served_on": "2026-12-03", "answer_days": 14, "judgment_on": "2026-12-21"}
    limits = limits_of("U30", facts, by_email("2026-12-03T10:00"), today=LATER)
    assert kinds(limits) == [Kind.ANSWER_AT_KFM, Kind.RETRIAL]
    assert days_of(limits) == ["2026-12-17", "2027-01-21"]


def test_t44_eviction_and_respite_are_counted_from_documents_and_hearing() -> None:
    facts = {"documents_in_on": "2026-12-01", "heard_on": "2026-12-03"}
    limits = limits_of("U30", facts, by_email("2026-12-03T10:00"), today=LATER)
    assert dict(zip(kinds(limits), days_of(limits), strict=True)) == {
        Kind.EVICTION_IF_POSSIBLE: "2026-12-29",
        Kind.EARLIEST_EVICTION: "2026-12-10",
        Kind.RESPITE: "2027-01-12",
        Kind.EXCEPTIONAL_RESPITE: "2027-01-26",
    }


def test_t48_a_file_is_weeded_from_five_years_and_by_the_end_of_the_next() -> None:
    limit = deadlines_social.weeding(day("2027-05-10"))
    assert (limit.nominal_end, limit.legal_end) == (day("2032-05-10"), day("2033-12-31"))


def test_service_before_the_notice_never_shortens_the_three_weeks() -> None:
    for back in range(60):
        early = recovery_period(day("2026-03-03"), day("2026-03-03") - timedelta(days=back))
        assert early.nominal_end == day("2026-03-24")


def test_each_tenant_has_a_period_and_the_latest_service_counts_for_the_home() -> None:
    served: dict[str, date | None] = {"1": day("2026-03-02"), "2": day("2026-03-10")}
    first, second, home = recovery_periods(day("2026-03-03"), served)
    assert [each.tenant for each in (first, second, home)] == ["1", "2", None]
    assert (first.legal_end, second.legal_end) == (day("2026-03-24"), day("2026-03-31"))
    assert home.legal_end == second.legal_end
    assert OpenPoint.SEVERAL_TENANTS in home.unsettled
    assert OpenPoint.SEVERAL_TENANTS in earliest_decision(home).unsettled


def test_the_earliest_service_counts_where_the_municipality_has_decided_so() -> None:
    served: dict[str, date | None] = {"1": day("2026-03-06"), "2": day("2026-03-10")}
    switches = replace(DEFAULT_SWITCHES, several_tenants=ServedTenant.EARLIEST)
    assert recovery_periods(day("2026-03-03"), served, switches=switches)[-1].legal_end == day(
        "2026-03-27"
    )
    unknown = {**served, "3": None}
    home = recovery_periods(day("2026-03-03"), unknown, switches=switches)[-1]
    assert (home.legal_end, home.is_preliminary) == (day("2026-03-24"), True)


def test_a_tenant_whose_service_is_unknown_leaves_the_home_preliminary() -> None:
    arrival = by_email("2026-03-03T10:15")
    home, decision = home_limits(
        "U10", arrival, tenants=[{"served_on": "2026-03-09"}, {"name": "Anna Exempel"}]
    )
    assert (home.legal_end, home.status) == (day("2026-03-30"), "PRELIMINAR")
    assert decision.is_preliminary
    assert NOT_ALL_SERVED in home.remarks
    also, _ = home_limits("U10", arrival, service_date="2026-03-09", other_tenants="Bo Exempel")
    assert also.is_preliminary


def test_tenants_served_the_same_day_leave_nothing_open() -> None:
    day_ = day("2026-03-02")
    assert recovery_periods(day("2026-03-03"), {"1": day_, "2": day_})[-1].unsettled == ()


@pytest.mark.parametrize(
    ("change", "expected", "point"),
    [
        ({"saturday_is_weekday": True}, "2026-12-07", OpenPoint.SATURDAY_AS_WEEKDAY),
        ({}, "2026-12-08", OpenPoint.SATURDAY_AS_WEEKDAY),
    ],
)
def test_saturday_as_weekday_is_a_switch_that_tells_when_it_matters(
    change: dict[str, Any], expected: str, point: OpenPoint
) -> None:
    recovery = recovery_period(day("2026-11-12"), day("2026-11-12"))  # Ends Thu 3 December.
    decision = earliest_decision(recovery, switches=replace(DEFAULT_SWITCHES, **change))
    assert decision.legal_end == day(expected)
    assert point in decision.unsettled


def test_the_extra_weekdays_may_run_from_the_nominal_end() -> None:
    recovery, _ = started("2026-12-03")
    switches = replace(DEFAULT_SWITCHES, extra_weekdays_from=RecoveryEnd.NOMINAL)
    decision = earliest_decision(recovery, switches=switches)
    assert decision.legal_end == day("2026-12-30")
    assert OpenPoint.EXTRA_WEEKDAYS_START in decision.unsettled


def test_a_decision_that_no_switch_moves_has_no_open_point() -> None:
    assert started("2026-03-03")[1].unsettled == ()
    recovery = recovery_period(day("2026-03-02"), day("2026-03-02"))  # Ends Mon, decision Thu.
    assert earliest_decision(recovery).unsettled == ()


def test_a_service_in_the_future_is_not_counted_and_is_told() -> None:
    arrival = by_email("2026-03-03T10:15")
    facts: dict[str, Any] = {"service_date": "2027-03-02"}
    recovery, _ = home_limits("U10", arrival, today=day("2026-03-05"), **facts)
    assert (recovery.legal_end, recovery.status) == (day("2026-03-24"), "PRELIMINAR")
    assert SERVED_IN_THE_FUTURE in recovery.remarks


def test_an_arrival_in_the_future_is_told() -> None:
    limits = limits_of("U20", {}, by_email("2026-12-07T10:00"), today=day("2026-12-06"))
    assert all(ARRIVAL_IN_THE_FUTURE in limit.remarks for limit in limits)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"service_date": "not a day"},
        {"service_date": 7, "tenants": "two"},
        {"tenants": [None, 3, {"served_on": []}]},
        {"service_date": "9999-12-31", "posting_date": "0001-01-01"},
        {"eviction_at": "2026-02-30T09:00", "eviction_date": None},
        {"eviction_at": "9999-12-31T23:59", "answer_days": True, "order_served_on": "2026-12-03"},
        {"documents_in_on": "2199-12-31", "heard_on": "1900-01-01", "judgment_on": "2026-01-31"},
    ],
)
@pytest.mark.parametrize("type_code", [f"U{n}" for n in (10, 11, 20, 22, 30, 31, 32, 33, 35, 50)])
def test_odd_facts_never_stop_the_counting(type_code: str, facts: dict[str, Any]) -> None:
    limits = limits_of(type_code, facts, by_email("2026-03-03T10:15"), today=day("2026-03-03"))
    assert all(limit.legal_end >= limit.nominal_end for limit in limits)


def test_a_type_without_a_clock_has_no_limits() -> None:
    for type_code in ("U34", "U40", "U52", "U60", "U90", "nothing"):
        assert limits_of(type_code, {}, by_email("2026-03-03T10:15"), today=LATER) == ()


def test_a_booked_day_that_cannot_be_read_still_has_its_confirmation() -> None:
    for type_code in ("U31", "U35"):
        (limit,) = limits_of(type_code, {}, by_email("2026-03-03T10:15"), today=LATER)
        assert limit.kind is Kind.SAME_DAY_CONFIRMATION
        assert limit.remarks == (EVICTION_TIME_UNKNOWN,)


def test_a_booked_day_in_the_past_and_a_step_that_has_passed_are_told() -> None:
    past = deadlines_eviction.eviction_steps(day("2026-12-01"), today=day("2026-12-02"))
    assert all(deadlines_eviction.EVICTION_IN_THE_PAST in step.remarks for step in past)
    soon = deadlines_eviction.eviction_steps(day("2026-12-04"), today=day("2026-12-02"))
    late = [deadlines_eviction.STEP_PASSED in step.remarks for step in soon]
    assert late == [True, True, False, False, False]


def test_a_new_time_is_confirmed_anew_and_a_cancelled_one_is_not() -> None:
    arrival, facts = by_email("2026-12-07T10:00"), {"eviction_date": "2027-01-19"}
    assert len(limits_of("U32", facts, arrival, today=day("2026-12-07"))) == 6
    assert limits_of("U32", {}, arrival, today=day("2026-12-07")) == ()
    cancelled = {**facts, "result": "cancelled"}
    assert limits_of("U32", cancelled, arrival, today=day("2026-12-07")) == ()


def test_follow_up_after_an_eviction_is_sooner_with_children() -> None:
    arrival, facts = by_email("2027-01-19T15:00"), {"eviction_date": "2027-01-19"}
    assert days_of(limits_of("U33", facts, arrival, today=LATER)) == [
        "2027-01-26", "2027-04-19", "2028-01-19", "2027-04-19",
    ]  # fmt: skip
    with_children = limits_of("U33", {**facts, "children": "yes"}, arrival, today=LATER)
    assert with_children[0].legal_end == day("2027-01-20")
    early = limits_of("U33", facts, arrival, today=day("2027-01-01"))
    assert START_IN_THE_FUTURE in early[0].remarks
    assert limits_of("U33", {}, arrival, today=LATER) == ()


def test_every_notice_is_registered_and_confirmed_on_a_weekday() -> None:
    registration, confirmation = limits_of_reception(by_email("2026-12-18T18:40"))
    assert (registration.internal_end, registration.legal_end) == (
        day("2026-12-18"), day("2026-12-21"),
    )  # fmt: skip
    assert confirmation.legal_end == day("2026-12-18")
    weekend = limits_of_reception(by_email("2026-12-19T12:00"))
    assert days_of(weekend) == ["2026-12-21", "2026-12-21"]


def test_an_answer_time_that_is_not_stated_or_too_long_is_told() -> None:
    unknown = deadlines_kfm.answer_at_kfm(day("2026-12-03"))
    assert (unknown.legal_end, unknown.is_preliminary) == (day("2026-12-17"), True)
    assert unknown.remarks == (deadlines_kfm.ANSWER_TIME_UNKNOWN,)
    assert deadlines_kfm.answer_at_kfm(day("2026-12-03"), 10).remarks == ()
    long = deadlines_kfm.answer_at_kfm(day("2026-12-03"), 21)
    assert long.remarks == (deadlines_kfm.LONG_ANSWER_TIME,)
    assert long.unsettled == (OpenPoint.SHIFT_OF_SET_TIME,)  # Christmas Eve.


def test_respite_runs_from_the_earliest_possible_day_if_that_is_later() -> None:
    weeks = deadlines_kfm.eviction_if_possible(day("2026-12-01"))
    late = deadlines_kfm.earliest_eviction(day("2026-12-29"))
    short, long = deadlines_kfm.respite(weeks, late)
    assert (short.legal_end, long.legal_end) == (day("2027-01-19"), day("2027-02-02"))


def test_the_other_clocks_have_their_lengths() -> None:
    start = day("2026-11-30")
    found = {
        deadlines_kfm.request_for_court(start): "2026-12-28",
        deadlines_kfm.stored_goods(start): "2027-02-28",
        deadlines_social.child_inquiry(start): "2027-03-30",
        deadlines_social.slow_case_decision(start): "2026-12-28",
        deadlines_social.appeal(start): "2026-12-21",
        deadlines_social.goods_left(start): "2027-05-30",
        deadlines_social.goods_left_after_demand(start): "2027-02-28",
        deadlines_social.prolongation_dispute(start): "2026-12-30",
        deadlines_policy.complement(start): "2026-12-03",
        deadlines_policy.referral_answer(start): "2026-12-07",
        deadlines_policy.referral_answer_when_booked(start): "2026-12-02",
    }
    assert {limit.legal_end.isoformat() for limit in found} == set(found.values())
    assert all(limit.legal_end.isoformat() == expected for limit, expected in found.items())


def test_the_two_coming_rents_are_checked_when_more_than_a_week_late() -> None:
    first, second = deadlines_policy.rent_checks(day("2026-12-22"))
    assert [each.start_facts["rent_due_on"] for each in (first, second)] == [
        "2026-12-30", "2027-01-29",
    ]  # fmt: skip
    assert (first.legal_end, second.legal_end) == (day("2027-01-07"), day("2027-02-08"))


def test_a_letter_posted_before_the_form_was_sent_starts_the_period() -> None:
    arrival = by_email("2026-11-30T09:00")
    registered: dict[str, Any] = {"is_sent_registered": "yes", "service_date": "2026-11-25"}
    recovery, _ = home_limits("U10", arrival, posting_date="2026-11-26", **registered)
    assert (recovery.start, recovery.is_preliminary) == (day("2026-11-26"), False)
    later, _ = home_limits("U10", arrival, posting_date="2026-12-02", **registered)
    assert (later.start, later.remarks) == (day("2026-11-30"), ())
    unknown, _ = home_limits("U10", arrival, **registered)
    assert (unknown.remarks, unknown.is_preliminary) == ((POSTING_UNKNOWN,), True)
    known = arrival_day("REK", at("2026-11-30T09:00"))
    found, _ = home_limits("U10", known, posting_date="2026-11-26", **registered)
    assert (found.start, found.is_preliminary, found.remarks) == (day("2026-11-26"), False, ())
