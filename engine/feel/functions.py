"""The fixed table of functions that an expression may call; there is no way to add to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

from engine.feel import numbers, temporal
from engine.feel.errors import ExpressionFailed
from engine.feel.values import Value, equal, kind, less
from engine.texts import Text

MANY = 100
"""The most arguments a call may have."""

_NUMBER = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,17})?", re.ASCII)
_Kind = TypeVar("_Kind", str, Decimal, list[Value])


@dataclass(frozen=True)
class Function:
    """What is called, how many values it takes, and whether it answers true or false."""

    call: Callable[..., Value]
    least: int
    most: int
    is_condition: bool = False


def _the(wanted: type[_Kind], value: Value) -> _Kind:
    """The value, if it is of the kind wanted; null is never of any kind."""
    if isinstance(value, wanted):
        return value
    found = kind(value)
    raise ExpressionFailed(
        Text(
            f"En funktion har fått {found.sv} av fel sort.",
            f"A function was given {found.en}, which it does not take.",
        )
    )


def _contains(text: Value, part: Value) -> bool:
    return _the(str, part) in _the(str, text)


def _starts_with(text: Value, part: Value) -> bool:
    return _the(str, text).startswith(_the(str, part))


def _ends_with(text: Value, part: Value) -> bool:
    return _the(str, text).endswith(_the(str, part))


def _upper_case(text: Value) -> str:
    return _the(str, text).upper()


def _lower_case(text: Value) -> str:
    return _the(str, text).lower()


def _string_length(text: Value) -> Decimal:
    return Decimal(len(_the(str, text)))


def _substring(text: Value, start: Value, length: Value = Decimal(10**9)) -> str:
    """Characters from a place counted from 1, or from the end with a negative number."""
    whole, place, count = _the(str, text), _the(Decimal, start), _the(Decimal, length)
    is_inside = 1 <= abs(place) <= len(whole) and count >= 1
    if not is_inside or place != int(place) or count != int(count):
        raise ExpressionFailed(
            Text("Platsen finns inte i texten.", "There is no such place in the string.")
        )
    first = int(place) - 1 if place > 0 else len(whole) + int(place)
    return whole[first : first + int(count)]


def _string(value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date() | datetime() | time():
            return value.isoformat()
    found = kind(value)
    raise ExpressionFailed(
        Text(f"Det går inte att göra text av {found.sv}.", f"{found.en} cannot become a string.")
    )


def _number(text: Value) -> Decimal:
    if _NUMBER.fullmatch(_the(str, text)):
        return Decimal(_the(str, text))
    raise ExpressionFailed(
        Text("Texten är inte ett tal.", "The string is not a number."),
    )


def _abs(number: Value) -> Decimal:
    return numbers.absolute(_the(Decimal, number))


def _floor(number: Value) -> Decimal:
    return numbers.floor(_the(Decimal, number))


def _ceiling(number: Value) -> Decimal:
    return numbers.ceiling(_the(Decimal, number))


def _count(items: Value) -> Decimal:
    return Decimal(len(_the(list, items)))


def _sum(*items: Value) -> Decimal:
    return numbers.total([_the(Decimal, item) for item in _some(items)])


def _min(*items: Value) -> Value:
    smallest, *others = _some(items)
    for item in others:
        smallest = item if _before(item, smallest) else smallest
    return smallest


def _max(*items: Value) -> Value:
    largest, *others = _some(items)
    for item in others:
        largest = item if _before(largest, item) else largest
    return largest


def _list_contains(items: Value, wanted: Value) -> bool:
    return any(equal(item, wanted) for item in _the(list, items))


def _some(items: tuple[Value, ...]) -> list[Value]:
    """The items of one list, or those given one by one; at least one."""
    found = _the(list, items[0]) if len(items) == 1 and isinstance(items[0], list) else list(items)
    if found:
        return found
    raise ExpressionFailed(Text("Listan är tom.", "The list is empty."))


def _before(one: Value, other: Value) -> bool:
    is_less = less(one, other)
    if is_less is None:
        raise ExpressionFailed(Text("Ett värde saknas i listan.", "The list holds a null."))
    return is_less


FUNCTIONS: dict[str, Function] = {
    "contains": Function(_contains, 2, 2, is_condition=True),
    "starts with": Function(_starts_with, 2, 2, is_condition=True),
    "ends with": Function(_ends_with, 2, 2, is_condition=True),
    "upper case": Function(_upper_case, 1, 1),
    "lower case": Function(_lower_case, 1, 1),
    "string length": Function(_string_length, 1, 1),
    "substring": Function(_substring, 2, 3),
    "string": Function(_string, 1, 1),
    "number": Function(_number, 1, 1),
    "abs": Function(_abs, 1, 1),
    "floor": Function(_floor, 1, 1),
    "ceiling": Function(_ceiling, 1, 1),
    "count": Function(_count, 1, 1),
    "sum": Function(_sum, 1, MANY),
    "min": Function(_min, 1, MANY),
    "max": Function(_max, 1, MANY),
    "list contains": Function(_list_contains, 2, 2, is_condition=True),
    "date": Function(temporal.to_date, 1, 3),
    "date and time": Function(temporal.to_date_and_time, 1, 2),
    "time": Function(temporal.to_time, 1, 3),
    "duration": Function(temporal.to_duration, 1, 1),
}
"""not(...) is part of the grammar, since in a cell it stands around several tests."""
