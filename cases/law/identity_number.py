"""Personal and coordination numbers in the facts of a notice, and the day of birth they hold.

A coordination number has the day of birth plus 60 (domain 2.5).
"""

from __future__ import annotations

from datetime import date

from engine.form_identity import PersonalNumber, personal_number
from engine.form_texts import Unreadable

COORDINATION = 60


def stated_number(value: object, *, today: date) -> PersonalNumber | None:
    """The number that a fact states: text, or text with the mark that its check digit is wrong.

    None when there is none or it cannot be a number at all.
    """
    text = value.get("value") if isinstance(value, dict) else value
    if not isinstance(text, str):
        return None
    try:
        return personal_number(text, today)
    except Unreadable:
        return None


def is_coordination_number(number: PersonalNumber) -> bool:
    """Whether it is a coordination number: its day is 61 to 91."""
    return int(number.value[6:8]) > COORDINATION


def birth_day(number: PersonalNumber) -> int:
    """The day of the month on which the person was born, 1 to 31."""
    day = int(number.value[6:8])
    return day - COORDINATION if is_coordination_number(number) else day
