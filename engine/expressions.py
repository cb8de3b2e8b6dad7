"""The expressions of diagrams and decision tables: a small, strict part of FEEL (DMN 1.3).

Where the standard lets an error pass as null (a text compared with a number, a sum with null, a
division by zero, an unknown name), this raises instead: a process must not take another way because
of a slip. Null itself follows the standard's three-valued logic in comparisons, and, or and not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel.errors import ExpressionFailed, ExpressionInvalid
from engine.feel.evaluate import Scope, evaluate, passes
from engine.feel.nodes import Node, Test, free_names
from engine.feel.parse import parse_expression, parse_tests
from engine.feel.values import Value, from_outside, kind, opposite
from engine.texts import Text
from engine.values import Scalar

__all__ = [
    "Expression",
    "ExpressionFailed",
    "ExpressionInvalid",
    "UnaryTests",
    "Value",
    "compile_expression",
    "compile_unary_tests",
    "to_scalar",
]

LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class Expression:
    """An expression that has been read. names: the variables it needs."""

    text: str
    names: frozenset[str]
    tree: Node

    def evaluate(self, variables: Mapping[str, Any]) -> Value:
        """Its value. Raises ExpressionFailed, also for a name that is not among the variables."""
        return evaluate(self.tree, Scope(variables))

    def evaluate_condition(self, variables: Mapping[str, Any]) -> bool:
        """Its truth. Raises ExpressionFailed when the value is not exactly true or false."""
        value = self.evaluate(variables)
        if isinstance(value, bool):
            return value
        found = kind(value)
        raise ExpressionFailed(
            Text(
                f"Villkoret gav {found.sv} i stället för ja eller nej.",
                f"The condition gave {found.en} instead of true or false.",
            )
        )


@dataclass(frozen=True)
class UnaryTests:
    """The tests of one cell: the value passes if it passes one. No tests: every value passes."""

    text: str
    names: frozenset[str]
    tests: tuple[Test, ...]
    is_negated: bool

    def matches(self, value: Any, variables: Mapping[str, Any]) -> bool:
        """Whether the value passes; not knowing, because of null, is not passing.

        Raises ExpressionFailed, as when the value is of another kind than the cell.
        """
        if not self.tests:
            return True
        subject = from_outside(value)
        passed = passes(self.tests, subject, Scope(variables, subject))
        return (opposite(passed) if self.is_negated else passed) is True


@lru_cache(maxsize=2048)
def compile_expression(text: str) -> Expression:
    """The expression, ready to evaluate. Raises ExpressionInvalid."""
    tree = parse_expression(text)
    return Expression(text, free_names(tree), tree)


@lru_cache(maxsize=2048)
def compile_unary_tests(text: str) -> UnaryTests:
    """The tests of a cell; `-` and an empty cell take every value. Raises ExpressionInvalid."""
    if text.strip() in ("", "-"):
        return UnaryTests(text, frozenset(), (), is_negated=False)
    tests, is_negated = parse_tests(text)
    names = frozenset[str]().union(*map(free_names, tests))
    return UnaryTests(text, names, tests, is_negated)


def to_scalar(value: Value) -> Scalar:
    """The value as it may stand in a process variable: whole numbers as int, times as ISO text.

    Raises ExpressionFailed for fractions, lists and everything else that a variable cannot hold.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal) and value.copy_abs() <= LARGEST_INTEGER and value == int(value):
        return int(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    found = kind(value)
    if isinstance(value, Decimal):
        found = Text("ett bråktal eller ett så stort tal", "a fraction or so large a number")
    raise ExpressionFailed(
        Text(
            f"En processvariabel rymmer heltal, text, ja och nej, inte {found.sv}.",
            f"A process variable holds whole numbers, text and true or false, not {found.en}.",
        )
    )
