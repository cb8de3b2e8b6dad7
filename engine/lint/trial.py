"""Trying out the cells of a decision table: with which values, and which of them match.

A column is tried with each constant that its cells name, what lies beside and between them, and
something else. A cell that needs variables or works something out is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

from engine.dmn.table import Input, has_type
from engine.expressions import ExpressionFailed, UnaryTests, to_scalar
from engine.feel import nodes
from engine.feel.evaluate import Scope, evaluate
from engine.feel.values import Value

_TYPICAL: dict[str, tuple[Value, ...]] = {
    "number": (Decimal(0),),
    "string": ("",),
    "boolean": (True,),
    "date": (date(2026, 1, 1),),
    "Any": (Decimal(0), "", True),
}
"""What a column may well hold, by its type."""
_OTHER = "\u2020"
"""A text that no cell names."""


def possible(column: Input, named: Sequence[Value]) -> tuple[Value, ...]:
    """The values to try a column with whose cells name these constants, if it may have them."""
    allowed = constants(column.allowed) if column.allowed is not None else ()
    typical = _TYPICAL.get(column.type, ())
    return tuple(v for v in tried((*named, *(allowed or ()), *typical)) if is_possible(column, v))


def constants(cell: UnaryTests) -> tuple[Value, ...] | None:
    """The constants that a cell names; None when it needs more than constants."""
    found: list[Value] = []
    for test in cell.tests:
        for node in _leaves(test.target):
            if nodes.mentions_subject(node) or nodes.free_names(node):
                return None
            try:
                found.append(evaluate(node, Scope({})))
            except ExpressionFailed:
                return None
    return tuple(found) if all(isinstance(v, _KINDS) or v is None for v in found) else None


_KINDS = (bool, Decimal, str, date)


def _leaves(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.RangeOf):
        yield from (node.low, node.high)
    elif isinstance(node, nodes.ListOf):
        for item in node.items:
            yield from _leaves(item)
    else:
        yield node


def tried(constants: Sequence[Value]) -> Iterator[Value]:
    """The constants, what is beside and between them, something else, and nothing at all."""
    yield from constants
    yield None
    numbers = {v for v in constants if isinstance(v, Decimal)}
    for whole in {number.to_integral_value(ROUND_FLOOR) for number in numbers}:
        yield from (whole - 1, whole, whole + 1)
    for day in constants:
        if isinstance(day, date) and date(2, 1, 1) <= _day(day) <= date(9998, 1, 1):
            yield from (day - timedelta(days=1), day + timedelta(days=1))
    if any(isinstance(v, str) for v in constants):
        yield from (_OTHER, "", *(f"{v}{_OTHER}" for v in constants if isinstance(v, str)))
    if any(isinstance(v, bool) for v in constants):
        yield from (True, False)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def is_possible(column: Input, value: Value) -> bool:
    if not has_type(value, column.type):
        return False
    try:
        to_scalar(value)  # A variable holds whole numbers only.
        return column.allowed is None or column.allowed.matches(value, {})
    except ExpressionFailed:
        return False


def matching(cell: UnaryTests, values: Sequence[Value]) -> frozenset[int]:
    return frozenset(place for place, value in enumerate(values) if _matches(cell, value))


def _matches(cell: UnaryTests, value: Value) -> bool:
    try:
        return cell.matches(value, {})
    except ExpressionFailed:
        return False
