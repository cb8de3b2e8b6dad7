"""Times, sums and sizes as people read them, in the reader's language and in Stockholm time."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from web.i18n import current_language

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_BREAK = "\N{NO-BREAK SPACE}"
PATTERNS = {
    "sv": {
        "date": "EEEE d MMMM y",
        "past_date": "d MMMM y",
        "time": "HH.mm",
        "between": " kl. ",
    },
    "en": {
        "date": "EEEE d MMMM y",
        "past_date": "d MMMM y",
        "time": "HH:mm",
        "between": " at ",
    },
}


def datetime_full(at: datetime) -> str:
    """For what is still to come: "tisdag 24 mars 2026 kl. 10.15"."""
    return _at_clock(date_full(at), at)


def datetime_short(at: datetime) -> str:
    """For what has happened, where no weekday helps: "24 mars 2026 kl. 10.15"."""
    return _at_clock(_day(at, "past_date"), at)


def date_full(on: date) -> str:
    """For example "tisdag 24 mars 2026"; a moment is first put into Stockholm time."""
    return _day(on, "date")


def _at_clock(day: str, at: datetime) -> str:
    between = PATTERNS[current_language()]["between"]
    return day + between.removesuffix(" ") + NO_BREAK + time_short(at)


def _day(on: date, pattern: str) -> str:
    language = current_language()
    day = on.astimezone(STOCKHOLM).date() if isinstance(on, datetime) else on
    return format_date(day, PATTERNS[language][pattern], locale=language)


def months_full(months: Sequence[str]) -> str:
    """Months as ``YYYY-MM`` in words, for example "januari 2026, februari 2026"."""
    return ", ".join(
        format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale=current_language())
        for month in months
    )


def time_short(at: datetime) -> str:
    """For example "10.15"."""
    language = current_language()
    return format_datetime(
        at.astimezone(STOCKHOLM), PATTERNS[language]["time"], tzinfo=STOCKHOLM, locale=language
    )


def clock_short(clock: str) -> str:
    """A time of day that a form has kept, "10:15", as other times are written."""
    return clock.replace(":", PATTERNS[current_language()]["time"][2])


def time_exact(at: datetime) -> str:
    """For example "10.15.07", for lists where the order within a minute matters."""
    separator = PATTERNS[current_language()]["time"][2]
    return at.astimezone(STOCKHOLM).strftime(f"%H{separator}%M{separator}%S")


def date_iso(at: datetime) -> str:
    """For example "2026-03-24": the day in Stockholm, for names of files and long lists."""
    return at.astimezone(STOCKHOLM).date().isoformat()


def month_name(month: str) -> str:
    """A month as ``YYYY-MM`` where the year stands beside, for example "januari"."""
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL", locale=current_language())


def number(count: int) -> str:
    """For example "1 234", with a space that does not break."""
    return format_decimal(count, locale=current_language())


def percent(share: int) -> str:
    """For example "95 %", in English "95%"."""
    return format_percent(share / 100, locale=current_language())


MOST_ORE = 10**20
"""So much can be written in groups of three; more is a mistake."""


def money(ore: int) -> str:
    """A sum of öre, for example "12 500,50 kr"; whole crowns are written without decimals. A sum
    beyond all that exists, which a notice may state, is written as it stands."""
    language = current_language()
    pattern = "#,##0.00" if ore % 100 else "#,##0"
    is_real = abs(ore) < MOST_ORE
    crowns = (
        format_decimal(Decimal(ore) / 100, pattern, locale=language) if is_real else f"{ore // 100}"
    )
    crowns = crowns.replace("-", "\N{MINUS SIGN}")
    return f"{crowns}{NO_BREAK}kr" if language == "sv" else f"SEK{NO_BREAK}{crowns}"


def file_size(size_bytes: int) -> str:
    """For example "340 kB" or "1,2 MB", counted in thousands."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))}{NO_BREAK}kB"
    megabytes = format_decimal(round(size_bytes / 1_000_000, 1), locale=current_language())
    return f"{megabytes}{NO_BREAK}MB"


FILTERS = {
    "datetime_full": datetime_full,
    "datetime_short": datetime_short,
    "date_full": date_full,
    "time_short": time_short,
    "time_exact": time_exact,
    "money": money,
    "number": number,
    "percent": percent,
    "file_size": file_size,
}
