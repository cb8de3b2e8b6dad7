"""Every day of twelve years against another way of saying what the law says (domain 6.1)."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from cases.law.calendar import (
    STOCKHOLM,
    add_months,
    add_weekdays,
    add_weeks,
    easter,
    end_of_day,
    is_weekday,
    last_weekday_before_month,
    local_day,
    local_time,
    named_days,
    next_weekday,
    previous_weekday,
    weekdays_before,
    why_no_weekday,
)

FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

# Easter Sundays as the almanac has them, not as the algorithm computes them.
EASTERS = [
    date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16),
    date(2029, 4, 1), date(2030, 4, 21), date(2031, 4, 13), date(2032, 3, 28), date(2033, 4, 17),
    date(2034, 4, 9), date(2035, 3, 25),
]  # fmt: skip

TABLE_6_2 = {
    2026: "04-03 04-06 05-14 05-24 06-06 06-19 06-20 10-31 01-06 05-01 12-24 12-25 12-26 12-31",
    2027: "03-26 03-29 05-06 05-16 06-06 06-25 06-26 11-06 01-06 05-01 12-24 12-25 12-26 12-31",
    2028: "04-14 04-17 05-25 06-04 06-06 06-23 06-24 11-04 01-06 05-01 12-24 12-25 12-26 12-31",
}


def is_free(day: date) -> bool:
    """Said day by day instead of year by year: Saturday, Sunday, holiday or one of three eves."""
    if day.isoweekday() in (6, 7):
        return True
    if f"{day:%m-%d}" in ("01-01", "01-06", "05-01", "06-06", "12-24", "12-25", "12-26", "12-31"):
        return True
    # Easter and Whit Sunday are Sundays, Midsummer Day and All Saints' Day are Saturdays.
    is_midsummer_eve = day.isoweekday() == 5 and "06-19" <= f"{day:%m-%d}" <= "06-25"
    days_from_easter = [(day - sunday).days for sunday in EASTERS]
    return is_midsummer_eve or any(days in (-2, 1, 39) for days in days_from_easter)


def test_easter_is_that_of_the_almanac() -> None:
    assert [easter(year) for year in range(2024, 2036)] == EASTERS
    assert easter(2038) == date(2038, 4, 25)
    assert easter(1961) == date(1961, 4, 2)


def test_every_day_is_a_weekday_or_not_as_the_law_says() -> None:
    assert [day for day in DAYS if is_weekday(day) is is_free(day)] == []


@pytest.mark.parametrize(("year", "days"), TABLE_6_2.items())
def test_the_days_of_the_table_have_names(year: int, days: str) -> None:
    assert {date.fromisoformat(f"{year}-{day}") for day in days.split()} <= set(named_days(year))
    assert len(named_days(year)) == 16


def test_whit_monday_and_maundy_thursday_are_weekdays() -> None:
    whit_mondays = [sunday + timedelta(days=50) for sunday in EASTERS]
    assert [day for day in whit_mondays if not is_weekday(day)] == [date(2033, 6, 6)]
    assert all(is_weekday(sunday - timedelta(days=3)) for sunday in EASTERS)


def test_it_is_said_why_a_day_is_no_weekday() -> None:
    assert [day for day in DAYS if (why_no_weekday(day) is None) is not is_weekday(day)] == []
    said = {day: why_no_weekday(date.fromisoformat(day)) for day in (
        "2026-12-24", "2026-12-26", "2026-12-31", "2026-12-19", "2026-12-20", "2027-05-06",
    )}  # fmt: skip
    assert [text.sv for text in said.values() if text] == [
        "julafton", "annandag jul", "nyårsafton", "en lördag", "en söndag",
        "Kristi himmelsfärdsdag",
    ]  # fmt: skip


def test_next_and_previous_weekdays_are_the_nearest_ones() -> None:
    for day in DAYS[10:-10]:
        after, before = next_weekday(day), previous_weekday(day)
        assert before <= day <= after
        assert is_weekday(after)
        assert is_weekday(before)
        between = (after - before).days
        assert not any(is_weekday(before + timedelta(days=n)) for n in range(1, between))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_counting_weekdays_leaves_the_first_day_out_and_passes_that_many(count: int) -> None:
    for day in DAYS[30:-30]:
        after, before = add_weekdays(day, count), weekdays_before(day, count)
        ahead = [day + timedelta(days=n) for n in range(1, (after - day).days + 1)]
        behind = [day - timedelta(days=n) for n in range(1, (day - before).days + 1)]
        assert sum(map(is_weekday, ahead)) == sum(map(is_weekday, behind)) == count
        assert is_weekday(after)
        assert is_weekday(before)


def test_a_period_of_weeks_ends_on_the_same_day_of_the_week() -> None:
    assert all(add_weeks(day, 3).weekday() == day.weekday() for day in DAYS)
    assert add_weeks(date(2026, 3, 3), 3) == date(2026, 3, 24)


def test_a_period_of_months_ends_on_the_same_number_or_the_last_day() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    for day in DAYS:
        end = add_months(day, 1)
        assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_a_rent_is_due_on_the_last_weekday_before_its_month() -> None:
    assert last_weekday_before_month(2027, 1) == date(2026, 12, 30)
    assert last_weekday_before_month(2026, 6) == date(2026, 5, 29)


def test_a_day_ends_one_second_before_the_next_also_when_the_clock_is_changed() -> None:
    for day in DAYS:
        end = end_of_day(day)
        assert end.tzinfo is UTC
        assert local_day(end) == day
        assert local_day(end + timedelta(seconds=1)) == day + timedelta(days=1)
        assert f"{end.astimezone(STOCKHOLM):%H:%M:%S}" == "23:59:59"


def test_a_day_has_23_or_25_hours_when_the_clock_is_changed() -> None:
    lengths = [end_of_day(day) - end_of_day(day - timedelta(days=1)) for day in DAYS]
    assert lengths.count(timedelta(hours=23)) == lengths.count(timedelta(hours=25)) == 12


def test_a_local_time_is_what_the_clocks_here_show() -> None:
    for day in DAYS[::7]:
        assert f"{local_time(day, 15).astimezone(STOCKHOLM):%H:%M}" == "15:00"
