"""When people are at work: a task that comes in the evening is done the next working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from cases.law.calendar import STOCKHOLM, is_weekday

OPENS, CLOSES = time(8, 0), time(16, 30)
MOVED_BETWEEN = time(8, 30), time(15, 0)
"""Between these a turn may be moved without leaving the hours of the office."""


def at(day: date, clock: str) -> datetime:
    """A local time of a day, as an instant."""
    return datetime.combine(day, time.fromisoformat(clock), STOCKHOLM).astimezone(UTC)


def weekday(day: date) -> date:
    """The day, or the first weekday after it."""
    while not is_weekday(day):
        day += timedelta(days=1)
    return day


def just_before(now: datetime) -> str:
    """The local time some forty minutes ago, of the same day."""
    local = now.astimezone(STOCKHOLM)
    earlier = local - timedelta(minutes=40)
    return f"{earlier:%H:%M}" if earlier.date() == local.date() else "00:00"


def in_office(instant: datetime) -> datetime:
    """The instant, or when the office opens next after it."""
    local = instant.astimezone(STOCKHOLM)
    if is_weekday(local.date()) and local.time() <= CLOSES:
        return max(instant, at(local.date(), OPENS.isoformat()))
    next_day = weekday(local.date() + timedelta(days=1))
    return at(next_day, f"08:{3 + next_day.toordinal() * 11 % 31:02d}")


def moved(instant: datetime, number: int) -> datetime:
    """The instant some minutes earlier or later, the same for the same number: nobody does the same
    thing at the same minute every time."""
    local = instant.astimezone(STOCKHOLM).time()
    is_free = MOVED_BETWEEN[0] <= local <= MOVED_BETWEEN[1]
    return instant + timedelta(minutes=number * 37 % 59 - 29) if is_free else instant
