"""Dates, times and durations from text, in exactly the forms of ISO 8601 that FEEL names."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.errors import ExpressionFailed
from engine.feel.values import Months, Value
from engine.texts import Text

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_IS_DATE = re.compile(_DATE, re.ASCII)
_IS_TIME = re.compile(_TIME, re.ASCII)
_IS_DATE_AND_TIME = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_YEARS_AND_MONTHS = re.compile(
    r"(?P<minus>-?)P(?=[0-9])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,6})M)?", re.ASCII
)
_DAYS_AND_TIME = re.compile(
    r"(?P<minus>-?)P(?=[0-9T])(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,6})M)?"
    r"(?:(?P<seconds>[0-9]{1,6})S)?)?",
    re.ASCII,
)


def to_date(*parts: Value) -> date:
    """A date from its text, from a date and time, or from year, month and day."""
    match parts:
        case (datetime() as moment,):
            return moment.date()
        case (date() as day,):
            return day
        case (str() as text,) if _IS_DATE.fullmatch(text):
            return _valid_date(text)
        case (Decimal(), Decimal(), Decimal()):
            year, month, day_of_month = map(_whole, parts)
            return _valid_date(f"{year:04}-{month:02}-{day_of_month:02}")
    raise _unreadable("datum", "date")


def to_time(*parts: Value) -> time:
    """A time of day from its text, or from hour, minute and second."""
    match parts:
        case (str() as text,) if _IS_TIME.fullmatch(text):
            return _valid_time(text)
        case (Decimal(), Decimal(), Decimal()):
            hour, minute, second = map(_whole, parts)
            return _valid_time(f"{hour:02}:{minute:02}:{second:02}")
    raise _unreadable("klockslag", "time")


def to_date_and_time(*parts: Value) -> datetime:
    """A moment from its text, or from a date and a time of day."""
    match parts:
        case (str() as text,) if _IS_DATE_AND_TIME.fullmatch(text):
            day, clock = text.split("T")
            return datetime.combine(_valid_date(day), _valid_time(clock))
        case (date() as day_only, time() as time_only) if not isinstance(day_only, datetime):
            return datetime.combine(day_only, time_only)
    raise _unreadable("datum och tid", "date and time")


def to_duration(text: Value) -> Months | timedelta:
    """A duration of either years and months or days and time; FEEL never mixes the two."""
    if isinstance(text, str):
        if found := _YEARS_AND_MONTHS.fullmatch(text):
            months = 12 * int(found["years"] or 0) + int(found["months"] or 0)
            return Months(-months if found["minus"] else months)
        if found := _DAYS_AND_TIME.fullmatch(text):
            units = ("days", "hours", "minutes", "seconds")
            length = timedelta(**{unit: int(found[unit] or 0) for unit in units})
            return -length if found["minus"] else length
    raise _unreadable("varaktighet", "duration")


def _valid_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable("datum", "date") from None


def _valid_time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise _unreadable("klockslag", "time") from None


def _whole(number: Value) -> int:
    if isinstance(number, Decimal) and 0 <= number <= 9999 and number == int(number):
        return int(number)
    raise _unreadable("datum eller klockslag", "date or time")


def _unreadable(sv: str, en: str) -> ExpressionFailed:
    return ExpressionFailed(
        Text(f"Värdet går inte att läsa som {sv}.", f"The value cannot be read as a {en}.")
    )
