"""Addresses, sums and whole numbers as people write them, and the formats a schema may name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from jsonschema import FormatChecker

from engine.form_characters import spaced, tight
from engine.form_dates import is_iso_month, iso_day
from engine.form_identity import organisation_number, personal_number
from engine.form_texts import Unreadable

_POSTAL = re.compile(r"(?:SE?-?)?([1-9][0-9]{2})([0-9]{2})\Z", re.IGNORECASE)
_FLAT = re.compile(r"(?:lgh\.?|lägenhet)?([0-9]{4})\Z", re.IGNORECASE)
_TIME = re.compile(r"(?:kl\.?|klockan)?([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])\Z", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_PHONE_NOISE = re.compile(r"[./()-]+")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}\Z")
_SWEDISH = re.compile(r"\+46[1-9][0-9]{6,8}\Z")
_WHOLE = r"[0-9]{1,12}|[0-9]{1,3}(?:[ .'][0-9]{3}){1,3}"
_MONEY = re.compile(rf"(-?)({_WHOLE})(?:[,:.](?:([0-9]{{1,2}})|-+))?\Z")
_UNCLEAR = re.compile(r"-?[0-9]{1,3}[.,:][0-9]{3}\Z")
_INTEGER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?: [0-9]{3}){1,3})\Z")
_CURRENCY = re.compile(r"\s*(?:kr\.?|kronor|sek)\Z|\A(?:kr\.?|sek)\s*", re.IGNORECASE)


def postal_code(text: str) -> str:
    """Five digits, kept as ``NNN NN``."""
    found = _POSTAL.match(tight(text))
    if found is None:
        raise Unreadable("postal_code")
    return f"{found[1]} {found[2]}"


def flat_number(text: str) -> str:
    """Four digits: floor and position (Lantmäteriet)."""
    found = _FLAT.match(tight(text))
    if found is None:
        raise Unreadable("flat_number")
    return found[1]


def time_of_day(text: str) -> str:
    """An hour and a minute of the day, kept as ``HH:MM``."""
    found = _TIME.match(tight(text))
    if found is None:
        raise Unreadable("time_of_day")
    return f"{int(found[1]):02}:{found[2]}"


def email(text: str) -> str:
    """An address of the plain kind: nothing that a mail header could be broken with."""
    local, at, host = text.strip(" ").rpartition("@")
    host = host.lower()
    if not at or len(local) > 64 or len(host) > 189 or not _LOCAL.match(local):
        raise Unreadable("email")
    if not _HOST.match(host):
        raise Unreadable("email")
    return f"{local}@{host}"


def phone(text: str) -> str:
    """A Swedish number, or one with its country code, as E.164."""
    digits = _PHONE_NOISE.sub("", tight(text).replace("(0)", ""))
    digits = re.sub(r"\A00", "+", digits)
    digits = re.sub(r"\A(?:\+460|0)", "+46", digits)
    pattern = _SWEDISH if digits.startswith("+46") else _E164
    if not pattern.match(digits):
        raise Unreadable("phone")
    return digits


def money(text: str) -> int:
    """A sum in öre: ``12 500,50``, ``12500:50``, ``12500.50 kr``, ``12 500:-``.

    Raises Unreadable for ``12.500``: it may mean 12 500 or 12,50, and a guess could be wrong by a
    factor of a thousand.
    """
    plain = _CURRENCY.sub("", spaced(text))
    if _UNCLEAR.match(plain):
        raise Unreadable("money_unclear")
    found = _MONEY.match(plain)
    if found is None:
        raise Unreadable("money")
    if found[1]:
        raise Unreadable("negative")
    crowns = int(re.sub(r"[ .']", "", found[2]))
    return crowns * 100 + int((found[3] or "0").ljust(2, "0"))


def integer(text: str) -> int:
    """A whole number, with or without spaces between groups of three digits."""
    plain = spaced(text)
    if not _INTEGER.match(plain):
        raise Unreadable("number")
    return int(plain.replace(" ", ""))


FORMATS = FormatChecker(formats=())
"""What ``format`` may say in a form's schema; it checks values as they are kept."""


def _kept_form(name: str) -> Callable[[Callable[[str], object]], None]:
    def register(reader: Callable[[str], object]) -> None:
        def is_kept_form(value: object) -> bool:
            return not isinstance(value, str) or reader(value) == value

        FORMATS.checks(name, raises=Unreadable)(is_kept_form)

    return register


_kept_form("date")(iso_day)
_kept_form("postal_code")(postal_code)
_kept_form("flat_number")(flat_number)
_kept_form("time_of_day")(time_of_day)
_kept_form("organisation_number")(organisation_number)
_kept_form("email")(email)


@FORMATS.checks("month")
def _is_month(value: object) -> bool:
    return not isinstance(value, str) or is_iso_month(value)


@FORMATS.checks("phone")
def _is_phone(value: object) -> bool:
    return not isinstance(value, str) or bool(_E164.match(value))


@FORMATS.checks("personal_number", raises=Unreadable)
def _is_personal_number(value: object) -> bool:
    if not isinstance(value, str):
        return True
    number = personal_number(value, date.max)
    return number.confirmed and number.value == value


@FORMATS.checks("stated_personal_number", raises=Unreadable)
def _is_stated_personal_number(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"value", "confirmed"}:
        return False
    number = personal_number(str(value["value"]), date.max)
    return (number.value, number.confirmed) == (value["value"], value["confirmed"])
