"""What each rule of the grammar becomes: the nodes of an expression's tree."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from lark import Token, Transformer
from lark.visitors import v_args

from engine.feel import nodes
from engine.feel.errors import ExpressionInvalid
from engine.feel.functions import FUNCTIONS
from engine.feel.nodes import Node, Test
from engine.texts import Text

MOST_DIGITS = 34

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """Makes the node of a rule the moment it has been read, so that nothing here recurses."""

    conditional = nodes.Conditional
    either = nodes.Either
    both = nodes.Both
    between = nodes.Between
    membership = nodes.Membership
    negation = nodes.Negation
    negative = nodes.Negative
    equal_test = nodes.EqualTest

    def comparison(self, left: Node, sign: Token, right: Node) -> Node:
        return nodes.Comparison(str(sign), left, right)

    def arithmetic(self, left: Node, sign: Token, right: Node) -> Node:
        return nodes.Arithmetic(str(sign), left, right)

    def difference(self, left: Node, right: Node) -> Node:
        return nodes.Arithmetic("-", left, right)

    def path(self, base: Node, name: Token) -> Node:
        return nodes.Path(base, str(name))

    def number(self, token: Token) -> Node:
        if len(token) > MOST_DIGITS:
            raise _invalid("Talet har för många siffror.", "The number has too many digits.", token)
        return nodes.Literal(Decimal(str(token)))

    def string(self, token: Token) -> Node:
        return nodes.Literal(_unescaped(token))

    def true(self) -> Node:
        return nodes.Literal(True)

    def false(self) -> Node:
        return nodes.Literal(False)

    def null(self) -> Node:
        return nodes.Literal(None)

    def name(self, token: Token) -> Node:
        return nodes.Name(str(token))

    def subject(self) -> Node:
        return nodes.Subject()

    def list(self, *items: Node | None) -> Node:
        return nodes.ListOf(_present(items))

    def context(self, *entries: nodes.Entry | None) -> Node:
        return nodes.ContextOf(_present(entries))

    def entry(self, name: Token, value: Node) -> Node:
        return nodes.Entry(_unescaped(name) if name.type == "STRING" else str(name), value)

    def range(self, start: Token, low: Node, _dots: Token, high: Node, end: Token) -> Node:
        return nodes.RangeOf(low, high, start == "[", end == "]")

    reversed_range = range  # noqa: A003  # the rule of that name, not the builtin

    def call(self, name: Token, *arguments: Node | None) -> Node:
        given = _present(arguments)
        _check_call(name, len(given))
        return nodes.Call(str(name), given)

    def compare_test(self, sign: Token, target: Node) -> Node:
        return nodes.CompareTest(str(sign), target)

    def one_comparison(self, sign: Token, target: Node) -> tuple[Test, ...]:
        return (nodes.CompareTest(str(sign), target),)

    def one_range(self, target: Node) -> tuple[Test, ...]:
        return (nodes.EqualTest(target),)

    def tests(self, *tests: Test) -> tuple[Test, ...]:
        return tests

    targets = tests


def _present(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the empty place that the parser leaves for `[]`, `{}` and `f()`."""
    return tuple(item for item in items if item is not None)


def _check_call(name: Token, given: int) -> None:
    function = FUNCTIONS.get(str(name))
    if function is None:
        raise _invalid(
            f"Det finns ingen funktion som heter {name}.",
            f"There is no function named {name}.",
            name,
        )
    if not function.least <= given <= function.most:
        raise _invalid(
            f"Funktionen {name} har fått fel antal värden.",
            f"The function {name} was given the wrong number of values.",
            name,
        )


def _unescaped(token: Token) -> str:
    """The text between the quotes, with each escape replaced by what it stands for."""
    plain = _ESCAPE.sub(lambda match: _meaning(match[1], token), token[1:-1])
    if all(_is_character(ord(character)) for character in plain):
        return plain
    raise _invalid("Texten har ett otillåtet tecken.", "The string has a forbidden sign.", token)


def _meaning(code: str, token: Token) -> str:
    if code in _ESCAPES:
        return _ESCAPES[code]
    if len(code) > 1 and _is_character(int(code[1:], 16)):
        return chr(int(code[1:], 16))
    raise _invalid("Texten har ett okänt \\-tecken.", "The string has an unknown escape.", token)


def _is_character(code: int) -> bool:
    """NUL and half surrogate pairs are refused at every edge of the product."""
    return 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def _invalid(sv: str, en: str, token: Token) -> ExpressionInvalid:
    return ExpressionInvalid(Text(sv, en), token.start_pos or 0)
