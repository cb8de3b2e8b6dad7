"""Times that come again and again by the wall clock: ``R/2026-01-01T06:00:00/P1D`` (ISO 8601).

Days, weeks, months and years are counted on the wall, so that six o'clock stays six o'clock when
the clocks change; hours and minutes are counted as they pass. A day that a month lacks is its
last one. What the wall clock of a place is, a function says; nothing here knows of zones.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

FEWEST_MINUTES = 15
"""What would come more often than this is no routine but a loop."""

Instant = Callable[[datetime], datetime]
"""From the time on the wall, without a zone, to the instant in UTC."""

_CYCLE = re.compile(
    r"R/(?P<start>2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"/P(?P<day>T?)(?P<number>[1-9][0-9]{0,2})(?P<unit>[DWMYH])"
)
_UNITS = frozenset({"D", "W", "M", "Y", "TH", "TM"})


class CycleInvalid(ValueError):
    """Not a time that comes again: write it as ``R/2026-01-01T06:00:00/P1D``."""


@dataclass(frozen=True)
class Cycle:
    """``start``: the first time, on the wall. Then every ``number`` of ``unit`` (an ISO letter, or
    ``TH`` and ``TM`` for hours and minutes)."""

    start: datetime
    number: int
    unit: str

    def first_after(self, after: datetime, instant: Instant) -> datetime:
        """The first time later than an instant."""
        if self.unit.startswith("T"):
            return self._passing(after, instant(self.start))
        wall = after.astimezone(UTC).replace(tzinfo=None)
        # No wall clock is further than a day from UTC, and the search goes forward from there.
        first = max(0, self._near(wall) - 2)
        return next(at for at in map(instant, map(self._on_wall, count(first))) if at > after)

    def _passing(self, after: datetime, start: datetime) -> datetime:
        period = self._length()
        return start if start > after else start + ((after - start) // period + 1) * period

    def _near(self, wall: datetime) -> int:
        """How many periods have passed on the wall, or one more or less."""
        if self.unit in "DW":
            return (wall - self.start) // self._length()
        months = (wall.year - self.start.year) * 12 + wall.month - self.start.month
        return months // self._months()

    def _on_wall(self, times: int) -> datetime:
        """The time on the wall after so many periods, counted from the start each time."""
        if self.unit in "DW":
            return self.start + times * self._length()
        months = self.start.month - 1 + times * self._months()
        year, month = self.start.year + months // 12, months % 12 + 1
        day = min(self.start.day, calendar.monthrange(year, month)[1])
        return self.start.replace(year=year, month=month, day=day)

    def _months(self) -> int:
        return self.number * (12 if self.unit == "Y" else 1)

    def _length(self) -> timedelta:
        name = {"D": "days", "W": "weeks", "TH": "hours", "TM": "minutes"}[self.unit]
        return timedelta(**{name: self.number})


def read_cycle(text: str) -> Cycle:
    """The cycle that the text says. Raises CycleInvalid."""
    found = _CYCLE.fullmatch(text)
    if found is None:
        raise CycleInvalid(text)
    unit = found["day"] + found["unit"]
    number = int(found["number"])
    if unit not in _UNITS or (unit == "TM" and number < FEWEST_MINUTES):
        raise CycleInvalid(text)
    try:
        return Cycle(datetime.fromisoformat(found["start"]), number, unit)
    except ValueError as error:
        raise CycleInvalid(text) from error
