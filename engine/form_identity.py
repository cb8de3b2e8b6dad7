"""Personal, coordination and organisation numbers, as people write them and as they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from engine.form_characters import tight
from engine.form_texts import Unreadable

EARLIEST_BIRTH_YEAR = 1850

_PERSONAL = re.compile(r"([0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})([-+]?)([0-9]{4})\Z")
_ORGANISATION = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})\Z")


@dataclass(frozen=True)
class PersonalNumber:
    """A personal or coordination number in twelve digits, and whether its check digit is right."""

    value: str
    confirmed: bool


def personal_number(text: str, today: date) -> PersonalNumber:
    """Ten or twelve digits with ``-`` or ``+``, or a coordination number (day + 60).

    Ten digits mean the latest possible century; ``+`` means that the person has turned or turns
    100 this year. Raises Unreadable when there is no such day. Source: domain.md 2.5.
    """
    found = _PERSONAL.match(tight(text))
    if found is None:
        raise Unreadable("personal_number")
    century, year, month, day, sign, last = found.groups()
    birth = (_whole_year(century, int(year), int(month), int(day), sign, today), month, day)
    _require_birthday(birth[0], int(month), int(day), today)
    return PersonalNumber(f"{birth[0]}{month}{day}{last}", luhn(f"{year}{month}{day}{last}"))


def _whole_year(
    century: str | None, year: int, month: int, day: int, sign: str, today: date
) -> int:
    if century is not None:
        return int(century) * 100 + year
    latest = today.year - 100 if sign == "+" else today.year
    whole = latest - (latest - year) % 100
    is_future = (whole, month, day % 60) > (today.year, today.month, today.day)
    return whole - 100 if is_future else whole


def _require_birthday(year: int, month: int, day: int, today: date) -> None:
    try:
        birthday = date(year, month, day - 60 if day > 60 else day)
    except ValueError as failure:
        raise Unreadable("personal_number_day") from failure
    if birthday > today or year < EARLIEST_BIRTH_YEAR:
        raise Unreadable("personal_number_day")


def organisation_number(text: str) -> str:
    """Ten digits, third digit at least 2, right check digit; kept as ``NNNNNN-NNNN``."""
    found = _ORGANISATION.match(tight(text))
    if found is None:
        raise Unreadable("organisation_number")
    digits = found[1] + found[2]
    if digits[2] < "2" or not luhn(digits):
        raise Unreadable("organisation_number")
    return f"{found[1]}-{found[2]}"


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (weights 2, 1, 2, ...)."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits[-10:])]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
