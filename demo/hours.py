"""When people are at work: a task that comes in the evening is done the next working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from cases.law.calendar import STOCKHOLM, is_weekday

OPENS, CLOSES = time(8, 0), time(16, 30)


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
    return at(weekday(local.date() + timedelta(days=1)), "08:07")
