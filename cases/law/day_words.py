"""Days as they are read out: ``tisdag 24 mars 2026``."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from cases.law.calendar import STOCKHOLM
from engine.texts import Text

_DAY, _WITH_WEEKDAY = "d MMMM y", "EEEE d MMMM y"


def day_words(day: date) -> Text:
    """``2 mars 2026``."""
    return _formatted(day, _DAY)


def weekday_words(day: date) -> Text:
    """``måndag 2 mars 2026``."""
    return _formatted(day, _WITH_WEEKDAY)


def moment_words(at: datetime) -> Text:
    """``måndag 2 mars 2026 klockan 10.15``, in Stockholm."""
    local = at.astimezone(STOCKHOLM)
    day = weekday_words(local.date())
    return Text(f"{day.sv} klockan {local:%H.%M}", f"{day.en} at {local:%H:%M}")


def _formatted(day: date, pattern: str) -> Text:
    return Text(format_date(day, pattern, locale="sv"), format_date(day, pattern, locale="en"))
