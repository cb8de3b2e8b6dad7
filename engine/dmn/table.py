"""A decision table once it has been read and found right, and how a decision can be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from engine.errors import EngineError, Misfit
from engine.expressions import Expression, UnaryTests
from engine.feel.values import Months, Value
from engine.naming import called, quoted
from engine.texts import Text
from engine.values import Scalar


class DecisionInvalid(Misfit):
    """The table cannot be used; every reason is listed, so that all can be mended at once."""

    def __init__(self, findings: tuple[Text, ...]) -> None:
        super().__init__(" ".join(finding.en for finding in findings))
        self.findings = findings


class DecisionFailed(EngineError):
    """The table gives no answer for these values; the text names rules, never values.

    rules: the ids of those that hit and could not be made one answer. table, inputs: which table
    was asked, and the value of each input column that was worked out, as ``Decision`` has them.
    """

    reason: ClassVar[str] = "unknown"
    """Why, in the word that the ledger keeps."""

    def __init__(self, text: Text, rules: tuple[str, ...] = ()) -> None:
        super().__init__(text.en)
        self.text = text
        self.rules = rules
        self.table = ""
        self.inputs: Mapping[str, Scalar] = {}

    def asked(self, table: str, inputs: Mapping[str, Scalar]) -> None:
        """Note which table was asked, and about what."""
        self.table, self.inputs = table, inputs


class NoRuleHit(DecisionFailed):
    """No rule hits, and the table has no default; widen a rule, or give the table a default."""

    reason = "no_rule"


class SeveralRulesHit(DecisionFailed):
    """More rules hit than the hit policy allows; let only one of them hit."""

    reason = "several_rules"


class RulesDisagree(DecisionFailed):
    """The rules that hit give different results, and the hit policy cannot choose; mend one."""

    reason = "rules_disagree"


class ValueNotAllowed(DecisionFailed):
    """A value or a result is not one that its column allows; mend the value or the column."""

    reason = "value_not_allowed"


class NotWorkedOut(DecisionFailed):
    """An expression of the table has no answer for these values; give the value that it lacks."""

    reason = "not_worked_out"


FAILURES: tuple[type[DecisionFailed], ...] = (
    NoRuleHit,
    SeveralRulesHit,
    RulesDisagree,
    ValueNotAllowed,
    NotWorkedOut,
)
"""Every way in which a decision gives no answer."""


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

    def called(self, number: int) -> Text:
        """What a sentence calls it; its number is counted from 1."""
        return rule_called(number, self.annotation, self.id)


def rule_called(number: int, annotation: Text, rule_id: str) -> Text:
    """What a sentence calls a rule: its number, why it is there, and its id."""
    why, own = quoted(annotation), f"({rule_id})" if rule_id else ""
    return Text(
        " ".join(filter(None, (f"regel {number}", why.sv, own))),
        " ".join(filter(None, (f"rule {number}", why.en, own))),
    )


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

    @property
    def called(self) -> Text:
        """What a sentence calls it."""
        return called(Text("beslutet", "the decision"), self.name, self.id)


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
