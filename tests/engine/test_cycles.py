"""Times that come again: right across clock changes, short months and leap days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cycles import Cycle, CycleInvalid, read_cycle

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def following(cycle: str, after: str, times: int) -> list[str]:
    """The next times in Stockholm, as its clocks show them, with the offset."""
    found, at = [], utc(after)
    for _ in range(times):
        at = read_cycle(cycle).first_after(at, instant)
        found.append(at.astimezone(STOCKHOLM).isoformat(timespec="minutes"))
    return found


@pytest.mark.parametrize(
    ("cycle", "after", "expected"),
    [
        # The night between 28 and 29 March 2026 lacks an hour; six o'clock stays six o'clock.
        (
            "R/2026-01-01T06:00:00/P1D",
            "2026-03-27T12:00",
            ["2026-03-28T06:00+01:00", "2026-03-29T06:00+02:00", "2026-03-30T06:00+02:00"],
        ),
        # Half past two does not exist that night: once, an hour later on the clock.
        (
            "R/2026-01-01T02:30:00/P1D",
            "2026-03-28T12:00",
            ["2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"],
        ),
        # On 25 October 2026 half past two comes twice: once, the first of them.
        (
            "R/2026-01-01T02:30:00/P1D",
            "2026-10-24T12:00",
            ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"],
        ),
        # Hours pass at the same pace whatever the clocks do.
        (
            "R/2026-10-24T00:00:00/PT1H",
            "2026-10-24T23:59",
            ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00"],
        ),
        (
            "R/2026-01-31T08:00:00/P1M",
            "2026-02-01T00:00",
            ["2026-02-28T08:00+01:00", "2026-03-31T08:00+02:00", "2026-04-30T08:00+02:00"],
        ),
        (
            "R/2024-01-31T08:00:00/P1M",
            "2024-02-01T00:00",
            ["2024-02-29T08:00+01:00", "2024-03-31T08:00+02:00"],
        ),
        (
            "R/2024-02-29T08:00:00/P1Y",
            "2026-03-01T00:00",
            ["2027-02-28T08:00+01:00", "2028-02-29T08:00+01:00", "2029-02-28T08:00+01:00"],
        ),
        (
            "R/2026-01-05T08:00:00/P1W",
            "2026-03-24T00:00",
            ["2026-03-30T08:00+02:00", "2026-04-06T08:00+02:00"],
        ),
        (
            "R/2026-12-01T08:00:00/P1D",
            "2026-03-24T00:00",
            ["2026-12-01T08:00+01:00", "2026-12-02T08:00+01:00"],
        ),
    ],
)
def test_the_wall_clock_is_followed(cycle: str, after: str, expected: list[str]) -> None:
    assert following(cycle, after, len(expected)) == expected


@settings(deadline=None)
@given(
    st.sampled_from(["P1D", "P7D", "P1W", "P1M", "P3M", "P1Y", "PT1H", "PT45M"]),
    st.integers(0, 800 * 24 * 60),
    st.integers(-400 * 24 * 60, 400 * 24 * 60),
)
def test_it_is_the_first_of_all_the_times_that_comes_later(
    period: str, minutes: int, until: int
) -> None:
    start = utc("2024-01-01T00:00").replace(tzinfo=None) + timedelta(minutes=minutes)
    after = start.replace(tzinfo=UTC) + timedelta(minutes=until)
    cycle = read_cycle(f"R/{start.isoformat()}/{period}")
    expected = next(at for times in count() if (at := counted(cycle, times)) > after)
    assert cycle.first_after(after, instant) == expected


def counted(cycle: Cycle, times: int) -> datetime:
    """The time after so many periods, told the slow way."""
    start, number = cycle.start, cycle.number * times
    if cycle.unit in ("TH", "TM"):
        passed = timedelta(hours=number) if cycle.unit == "TH" else timedelta(minutes=number)
        return instant(start) + passed
    if cycle.unit in "DW":
        return instant(start + timedelta(days=number * (7 if cycle.unit == "W" else 1)))
    months = start.month - 1 + number * (12 if cycle.unit == "Y" else 1)
    for day in range(start.day, 0, -1):
        try:
            return instant(start.replace(start.year + months // 12, months % 12 + 1, day))
        except ValueError:
            continue
    raise AssertionError


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P1D",
        "0 6 * * *",
        "R5/2026-01-01T06:00:00/P1D",
        "R/2026-01-01T06:00:00Z/P1D",
        "R/2026-01-01T06:00:00+01:00/P1D",
        "R/2026-01-01/P1D",
        "R/2026-02-30T06:00:00/P1D",
        "R/2026-01-01T25:00:00/P1D",
        "R/1026-01-01T06:00:00/P1D",
        "R/2026-01-01T06:00:00/P0D",
        "R/2026-01-01T06:00:00/P1H",
        "R/2026-01-01T06:00:00/PT1D",
        "R/2026-01-01T06:00:00/PT1M",
        "R/2026-01-01T06:00:00/PT1S",
        "R/2026-01-01T06:00:00/P1DT1H",
        "R/2026-01-01T06:00:00/P9999Y",
        "R/2026-01-01T06:00:00/P1D ",
        "R/２026-01-01T06:00:00/P1D",
        "R/P1D/2026-01-01T06:00:00",
    ],
)
def test_what_cannot_be_told_right_is_refused(text: str) -> None:
    with pytest.raises(CycleInvalid):
        read_cycle(text)
