"""The one confined evaluator: it knows the nodes, the fixed functions, and nothing of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel import nodes
from engine.feel.errors import ExpressionFailed
from engine.feel.functions import FUNCTIONS
from engine.feel.nodes import Node, Test
from engine.feel.numbers import arithmetic, negative
from engine.feel.values import (
    Range,
    Value,
    both,
    compare,
    either,
    equal,
    from_outside,
    kind,
    opposite,
    within,
)
from engine.texts import Text


@dataclass(frozen=True)
class Scope:
    """What an expression can see: the variables, and in a cell the value that is tested."""

    variables: Mapping[str, Any]
    subject: Value = None


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of the expression. Raises ExpressionFailed, never anything else."""
    return _MEANINGS[type(node)](node, scope)


def passes(tests: tuple[Test, ...], value: Value, scope: Scope) -> bool | None:
    """Whether the value passes one of the tests, three-valued."""
    passed: bool | None = False
    for test in tests:
        passed = either(passed, _passes(test, value, scope))
        if passed:
            return True
    return passed


def _passes(test: Test, value: Value, scope: Scope) -> bool | None:
    if isinstance(test, nodes.CompareTest):
        return compare(test.sign, value, evaluate(test.target, scope))
    if nodes.mentions_subject(test.target):
        return _truth(test.target, scope)
    target = evaluate(test.target, scope)
    if isinstance(target, Range):
        return within(value, target)
    if isinstance(target, list) and not isinstance(value, list):
        return any(equal(value, item) for item in target)
    return equal(value, target)


def _literal(node: nodes.Literal, _scope: Scope) -> Value:
    return node.value


def _name(node: nodes.Name, scope: Scope) -> Value:
    if node.name in scope.variables:
        return from_outside(scope.variables[node.name])
    raise ExpressionFailed(
        Text(
            f"Det finns inget värde som heter {node.name}.", f"There is no value named {node.name}."
        )
    )


def _subject(_node: nodes.Subject, scope: Scope) -> Value:
    return scope.subject


def _arithmetic(node: nodes.Arithmetic, scope: Scope) -> Value:
    return arithmetic(node.sign, evaluate(node.left, scope), evaluate(node.right, scope))


def _negative(node: nodes.Negative, scope: Scope) -> Value:
    return negative(evaluate(node.operand, scope))


def _list(node: nodes.ListOf, scope: Scope) -> Value:
    return [evaluate(item, scope) for item in node.items]


def _context(node: nodes.ContextOf, scope: Scope) -> Value:
    return {entry.name: evaluate(entry.value, scope) for entry in node.entries}


def _range(node: nodes.RangeOf, scope: Scope) -> Value:
    low, high = evaluate(node.low, scope), evaluate(node.high, scope)
    return Range(low, high, node.low_included, node.high_included)


def _path(node: nodes.Path, scope: Scope) -> Value:
    base = evaluate(node.base, scope)
    if isinstance(base, dict) and node.name in base:
        return base[node.name]
    raise ExpressionFailed(
        Text(
            f"Värdet har ingen del som heter {node.name}.",
            f"The value has no part named {node.name}.",
        )
    )


def _call(node: nodes.Call, scope: Scope) -> Value:
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    return FUNCTIONS[node.function].call(*arguments)


def _conditional(node: nodes.Conditional, scope: Scope) -> Value:
    """The branch chosen; a condition that is null is refused, not taken as false."""
    truth = _truth(node.condition, scope)
    if truth is None:
        raise ExpressionFailed(
            Text("Ett villkor saknar svar.", "A condition is neither true nor false.")
        )
    return evaluate(node.then if truth else node.otherwise, scope)


def _comparison(node: nodes.Comparison, scope: Scope) -> Value:
    return compare(node.sign, evaluate(node.left, scope), evaluate(node.right, scope))


def _between(node: nodes.Between, scope: Scope) -> Value:
    low, high = evaluate(node.low, scope), evaluate(node.high, scope)
    return within(evaluate(node.value, scope), Range(low, high, True, True))


def _both(node: nodes.Both, scope: Scope) -> Value:
    first = _truth(node.left, scope)
    return False if first is False else both(first, _truth(node.right, scope))


def _either(node: nodes.Either, scope: Scope) -> Value:
    first = _truth(node.left, scope)
    return True if first else either(first, _truth(node.right, scope))


def _negation(node: nodes.Negation, scope: Scope) -> Value:
    return opposite(_truth(node.tests[0].target, scope))


def _membership(node: nodes.Membership, scope: Scope) -> Value:
    return passes(node.tests, evaluate(node.value, scope), scope)


def _truth(node: Node, scope: Scope) -> bool | None:
    value = evaluate(node, scope)
    if value is None or isinstance(value, bool):
        return value
    found = kind(value)
    raise ExpressionFailed(
        Text(
            f"Ett villkor gav {found.sv} i stället för ja eller nej.",
            f"A condition gave {found.en} instead of true or false.",
        )
    )


_MEANINGS: dict[type[Node], Callable[[Any, Scope], Value]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Subject: _subject,
    nodes.Arithmetic: _arithmetic,
    nodes.Negative: _negative,
    nodes.ListOf: _list,
    nodes.ContextOf: _context,
    nodes.RangeOf: _range,
    nodes.Path: _path,
    nodes.Call: _call,
    nodes.Conditional: _conditional,
    nodes.Comparison: _comparison,
    nodes.Between: _between,
    nodes.Both: _both,
    nodes.Either: _either,
    nodes.Negation: _negation,
    nodes.Membership: _membership,
}
