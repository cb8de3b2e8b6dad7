"""The values an expression works on, and how they are told apart, brought in and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Union

from engine.feel.errors import ExpressionFailed
from engine.texts import Text

LARGEST_NUMBER = Decimal(10) ** 34
"""Whole numbers from outside must be smaller than this: 34 digits is what FEEL keeps exactly."""

LONGEST_STRING = 100_000
DEEPEST_VALUE = 20


@dataclass(frozen=True, order=True)
class Months:
    """A duration of years and months, counted in months."""

    months: int


@dataclass(frozen=True)
class Range:
    """Everything between two values; an end that is not included is open."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool


Value = Union[  # noqa: UP007  # a type that names itself cannot be written with |
    None,
    bool,
    Decimal,
    str,
    date,
    datetime,
    time,
    timedelta,
    Months,
    Range,
    list["Value"],
    dict[str, "Value"],
]

_KINDS: dict[type, Text] = {
    type(None): Text("null", "null"),
    bool: Text("ja eller nej", "true or false"),
    Decimal: Text("ett tal", "a number"),
    str: Text("en text", "a string"),
    date: Text("ett datum", "a date"),
    datetime: Text("datum och tid", "a date and time"),
    time: Text("ett klockslag", "a time"),
    timedelta: Text("en varaktighet i dagar och tid", "a days and time duration"),
    Months: Text("en varaktighet i år och månader", "a years and months duration"),
    Range: Text("ett intervall", "a range"),
    list: Text("en lista", "a list"),
    dict: Text("en samling namngivna värden", "a context"),
}
_ORDERED = (Decimal, str, date, datetime, time, timedelta, Months)


def kind(value: Value) -> Text:
    """What sort of value it is, in words; never the value itself."""
    return _KINDS[type(value)]


def from_outside(value: Any, depth: int = 0) -> Value:
    """The value as FEEL knows it. Raises ExpressionFailed for floats and everything unknown."""
    if depth > DEEPEST_VALUE:
        raise ExpressionFailed(
            Text("Värdet är för djupt nästlat.", "The value is nested too deep.")
        )
    if value is None or type(value) in (bool, date, time, timedelta, datetime, Months):
        return value  # type: ignore[no-any-return]  # told apart by its exact type
    if type(value) in (int, Decimal):
        return _number(Decimal(value))
    if type(value) is str and len(value) <= LONGEST_STRING:
        return value
    if isinstance(value, list | tuple):
        return [from_outside(item, depth + 1) for item in value]
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {key: from_outside(item, depth + 1) for key, item in value.items()}
    raise ExpressionFailed(
        Text("Ett värde är av en sort som uttryck inte kan använda.", "A value is of no FEEL type.")
    )


def equal(left: Value, right: Value) -> bool:
    """FEEL equality; nothing but null equals null. Raises ExpressionFailed for unlike kinds."""
    if left is None or right is None:
        return left is right
    if type(left) is not type(right) or _has_zone(left) is not _has_zone(right):
        raise unlike(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return left == right


def less(left: Value, right: Value) -> bool | None:
    """Whether left comes before right; null when either is null.

    Raises ExpressionFailed for unlike kinds, for kinds without an order, and for times of which
    only one knows its time zone.
    """
    if left is None or right is None:
        return None
    if type(left) is not type(right) or type(left) not in _ORDERED:
        raise unlike(left, right)
    if _has_zone(left) is not _has_zone(right):
        raise unlike(left, right)
    return bool(left < right)  # type: ignore[operator]  # same kind, and one that has an order


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """The comparison `left sign right`, three-valued."""
    match sign:
        case "=":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "<":
            return less(left, right)
        case ">":
            return less(right, left)
        case "<=":
            return opposite(less(right, left))
        case _:
            return opposite(less(left, right))


def within(value: Value, limits: Range) -> bool | None:
    """Whether the value lies in the range; null when that cannot be known because of null."""
    above = compare(">=" if limits.low_included else ">", value, limits.low)
    below = compare("<=" if limits.high_included else "<", value, limits.high)
    return both(above, below)


def opposite(truth: bool | None) -> bool | None:
    """Three-valued not."""
    return None if truth is None else not truth


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued or."""
    return opposite(both(opposite(left), opposite(right)))


def unlike(left: Value, right: Value) -> ExpressionFailed:
    """The error for two values that cannot be set against each other."""
    one, other = kind(left), kind(right)
    return ExpressionFailed(
        Text(
            f"Det går inte att jämföra {one.sv} med {other.sv}.",
            f"Comparing {one.en} with {other.en} is not possible.",
        )
    )


def _has_zone(value: Value) -> bool:
    """Whether it is a time that knows its zone; such a time cannot be set against one that not."""
    return isinstance(value, datetime | time) and value.utcoffset() is not None


def _number(number: Decimal) -> Decimal:
    if number.is_finite() and number.copy_abs() < LARGEST_NUMBER:
        return number
    raise ExpressionFailed(Text("Talet är för stort.", "The number is too large."))
