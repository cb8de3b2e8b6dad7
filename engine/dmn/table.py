"""A decision table once it has been read and found right, and how a decision can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from engine.errors import EngineError, Misfit
from engine.expressions import Expression, UnaryTests
from engine.feel.values import Months, Value
from engine.texts import Text


class DecisionInvalid(Misfit):
    """The table cannot be used; every reason is listed, so that all can be mended at once."""

    def __init__(self, findings: tuple[Text, ...]) -> None:
        super().__init__(" ".join(finding.en for finding in findings))
        self.findings = findings


class DecisionFailed(EngineError):
    """The table gives no answer for these values; the text names rules, never values."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class HitPolicy(StrEnum):
    """How several rules that hit become one answer, in the standard's words."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    """How COLLECT makes one number of the outputs of all rules that hit."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Input:
    """A column of conditions. allowed: the values it may have; null only if it is named there."""

    label: Text
    expression: Expression
    type: str
    allowed: UnaryTests | None


@dataclass(frozen=True)
class Output:
    """A column of results. label: what people call it. ranking: its values, best first, for
    PRIORITY."""

    name: str
    label: Text
    type: str
    allowed: UnaryTests | None
    ranking: tuple[Value, ...]
    default: Expression | None


@dataclass(frozen=True)
class Rule:
    """A row. annotation: why the rule is there, in the words of its author."""

    id: str
    annotation: Text
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression, ...]


@dataclass(frozen=True)
class DecisionTable:
    """A decision and its one table."""

    id: str
    name: Text
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


TYPES: dict[str, type] = {
    "Any": object,
    "string": str,
    "number": Decimal,
    "boolean": bool,
    "date": date,
    "time": time,
    "date and time": datetime,
    "dateTime": datetime,
    "days and time duration": timedelta,
    "dayTimeDuration": timedelta,
    "years and months duration": Months,
    "yearMonthDuration": Months,
}
"""The standard's types; a column without a type takes Any."""


def has_type(value: Value, name: str) -> bool:
    """Whether the value is of the type; null is of every type."""
    wanted = TYPES[name]
    return value is None or wanted is object or type(value) is wanted
