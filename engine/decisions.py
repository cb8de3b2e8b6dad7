"""Decision tables (DMN): read with every fault named at once, and decided strictly.

Stricter than the standard: a value outside the allowed values of its column, a value of another
type than its column, and no rule hitting in a table without a default are failures, never null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.policies import Hit, answer
from engine.dmn.read import read_decision
from engine.dmn.table import (
    FAILURES,
    DecisionFailed,
    DecisionInvalid,
    DecisionTable,
    HitPolicy,
    Input,
    NoRuleHit,
    NotWorkedOut,
    Output,
    Rule,
    ValueNotAllowed,
    has_type,
)
from engine.expressions import Expression, ExpressionFailed, UnaryTests, to_scalar
from engine.feel.values import Value
from engine.texts import Text
from engine.values import Scalar

__all__ = [
    "FAILURES",
    "Decision",
    "DecisionFailed",
    "DecisionInvalid",
    "DecisionTable",
    "HitPolicy",
    "NoRuleHit",
    "NotWorkedOut",
    "decide",
    "read_decision",
]


@dataclass(frozen=True)
class Decision:
    """What was decided. rules: ids of those that gave it, none when it is the table's default.

    inputs: the value of each input column, under the text of its expression.
    """

    outputs: dict[str, Scalar]
    rules: tuple[str, ...]
    inputs: dict[str, Scalar]


def decide(table: DecisionTable, variables: Mapping[str, Any]) -> Decision:
    """The table's answer. Raises DecisionFailed when it gives none, or not just one."""
    inputs: dict[str, Scalar] = {}
    try:
        return _decide(table, variables, inputs)
    except ExpressionFailed as error:
        failed = _failed(NotWorkedOut, table, error.text.sv, error.text.en)
        failed.asked(table.id, inputs)
        raise failed from error
    except DecisionFailed as failed:
        failed.asked(table.id, inputs)
        raise


def _decide(
    table: DecisionTable, variables: Mapping[str, Any], inputs: dict[str, Scalar]
) -> Decision:
    """Notes the value of each input column in ``inputs`` as soon as it is known, for a failure to
    tell."""
    values = tuple(_input(table, column, variables, inputs) for column in table.inputs)
    hits = tuple(_hits(table, values, variables))
    results, rules = answer(table, hits) if hits else (_default(table, variables), ())
    return Decision(
        outputs={
            output.name: to_scalar(result)
            for output, result in zip(table.outputs, results, strict=True)
        },
        rules=rules,
        inputs=inputs,
    )


def _input(
    table: DecisionTable, column: Input, variables: Mapping[str, Any], inputs: dict[str, Scalar]
) -> Value:
    value = column.expression.evaluate(variables)
    inputs[column.expression.text.strip()] = to_scalar(value)
    if not _fits(value, column.type, column.allowed):
        raise _failed(
            ValueNotAllowed,
            table,
            f"Värdet i kolumnen {column.label.sv} är inte tillåtet.",
            f"The value in the column {column.label.en} is not allowed.",
        )
    return value


def _hits(
    table: DecisionTable, values: tuple[Value, ...], variables: Mapping[str, Any]
) -> Iterator[Hit]:
    for rule in table.rules:
        if _is_hit(rule, values, variables):
            yield Hit(rule.id, _results(table, rule, variables))
            if table.hit_policy is HitPolicy.FIRST:
                return


def _is_hit(rule: Rule, values: tuple[Value, ...], variables: Mapping[str, Any]) -> bool:
    return all(
        tests.matches(value, variables) for tests, value in zip(rule.tests, values, strict=True)
    )


def _results(table: DecisionTable, rule: Rule, variables: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(
        _result(table, output, expression, variables)
        for output, expression in zip(table.outputs, rule.results, strict=True)
    )


def _default(table: DecisionTable, variables: Mapping[str, Any]) -> tuple[Value, ...]:
    """The default outputs; the reader has seen that all columns have one, or none."""
    defaults = [output.default for output in table.outputs]
    if None in defaults:
        raise _failed(NoRuleHit, table, "Ingen regel stämmer.", "No rule hits.")
    return tuple(
        _result(table, output, output.default, variables)
        for output in table.outputs
        if output.default is not None
    )


def _result(
    table: DecisionTable, output: Output, expression: Expression, variables: Mapping[str, Any]
) -> Value:
    value = expression.evaluate(variables)
    if not _fits(value, output.type, output.allowed):
        raise _failed(
            ValueNotAllowed,
            table,
            f"Resultatet i kolumnen {output.name} är inte tillåtet.",
            f"The result in the column {output.name} is not allowed.",
        )
    return value


def _fits(value: Value, type_name: str, allowed: UnaryTests | None) -> bool:
    return has_type(value, type_name) and (allowed is None or allowed.matches(value, {}))


def _failed(kind: type[DecisionFailed], table: DecisionTable, sv: str, en: str) -> DecisionFailed:
    return kind(Text(f"Tabellen {table.id}: {sv}", f"Table {table.id}: {en}"))
