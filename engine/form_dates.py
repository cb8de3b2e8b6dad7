"""Days and months, as people write them; kept as ISO text."""

from __future__ import annotations

import re
from datetime import date

from engine.form_texts import Unreadable

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}\Z")
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april", "april"),
    ("maj", "may"), ("juni", "june"), ("juli", "july"), ("augusti", "august"),
    ("september", "september"), ("oktober", "october"), ("november", "november"),
    ("december", "december"),
)  # fmt: skip


def iso_day(text: str) -> str:
    """``2026-02-28``, if there is such a day."""
    found = _DAY.match(text.strip())
    if found is None:
        raise Unreadable("date")
    return day(found[1], found[2], found[3])


def day(year: str, month: str, day_of_month: str) -> str:
    """The day that three boxes say, as ISO text. Raises Unreadable with what is wrong."""
    if not re.fullmatch(r"[0-9]{4}", year.strip()):
        raise Unreadable("year")
    number = month_number(month)
    if number is None or not re.fullmatch(r"[0-9]{1,2}", day_of_month.strip()):
        raise Unreadable("date")
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise Unreadable("year")
    try:
        return date(int(year), number, int(day_of_month)).isoformat()
    except ValueError as failure:
        raise Unreadable("date") from failure


def month_number(text: str) -> int | None:
    """1 to 12 from digits or from a Swedish or English name of at least three letters."""
    word = text.strip().rstrip(".").lower()
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    if len(word) < 3:
        return None
    found = (i for i, names in enumerate(_MONTHS, 1) if any(n.startswith(word) for n in names))
    return next(found, None)


def months(text: str) -> list[str]:
    """``2026-02, 2026-03`` or ``januari, februari och mars 2026``, in order and without repeats.

    A month without a year takes the year of the next one that has it.
    """
    year = ""
    found: set[str] = set()
    for word in reversed(re.split(r"\s*[,;\n&]\s*|\s+(?:och|and)\s+", text.strip())):
        if word:
            year, month = _month(word, year)
            found.add(f"{year}-{month:02}")
    return sorted(found)


def _month(text: str, next_year: str) -> tuple[str, int]:
    iso = _MONTH.match(text)
    if iso:
        name, year = iso[2], iso[1]
    else:
        name, _, year = text.partition(" ")
    month, year = month_number(name), year.strip() or next_year
    if month is None or not _YEAR.match(year):
        raise Unreadable("months")
    return year, month


def is_iso_month(text: str) -> bool:
    """Whether a text is a month as it is kept: ``2026-02``."""
    return bool(_MONTH.match(text))
