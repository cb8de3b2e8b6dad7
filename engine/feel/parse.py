"""From the text of an expression to its tree, or to the reason why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from lark import Lark, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from engine.feel import nodes
from engine.feel.build import Builder
from engine.feel.errors import ExpressionInvalid
from engine.feel.nodes import Node, Test
from engine.feel.strict import check_depth, check_expression, check_test
from engine.texts import Text

LONGEST_TEXT = 2000

_PARSER = Lark(
    Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer="basic",
    start=["expression", "tests"],
    transformer=Builder(),
)


def parse_expression(text: str) -> Node:
    """The tree of an expression. Raises ExpressionInvalid."""
    tree = cast("Node", _parse(text, "expression"))
    check_expression(tree)
    return tree


def parse_tests(text: str) -> tuple[tuple[Test, ...], bool]:
    """The tests of a cell, and whether a not(...) around all of them turns them.

    Raises ExpressionInvalid.
    """
    tests = cast("tuple[Test, ...]", _parse(text, "tests"))
    for test in tests:
        check_depth(test)
    inner = _negated(tests)
    for test in inner or tests:
        check_test(test)
    return inner or tests, bool(inner)


def _negated(tests: tuple[Test, ...]) -> tuple[Test, ...]:
    """The tests inside a not(...) that stands alone in the cell."""
    target = tests[0].target
    return target.tests if len(tests) == 1 and isinstance(target, nodes.Negation) else ()


def _parse(text: str, start: str) -> object:
    if len(text) > LONGEST_TEXT:
        reason = Text("Uttrycket är för långt.", "The expression is too long.")
        raise ExpressionInvalid(reason, LONGEST_TEXT)
    try:
        return cast("object", _PARSER.parse(text, start=start))
    except UnexpectedInput as error:
        raise _unreadable(error, len(text)) from None


def _unreadable(error: UnexpectedInput, length: int) -> ExpressionInvalid:
    if isinstance(error, UnexpectedCharacters):
        return ExpressionInvalid(_misplaced(error), int(getattr(error, "pos_in_stream", 0)))
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        reason = Text("Uttrycket kan inte läsas härifrån.", "It cannot be read from here on.")
        return ExpressionInvalid(reason, error.token.start_pos or 0)
    reason = Text("Uttrycket tar slut för tidigt.", "The expression ends too early.")
    return ExpressionInvalid(reason, length)


def _misplaced(error: UnexpectedCharacters) -> Text:
    if getattr(error, "char", "") == '"':
        return Text(
            "Citattecknet har inget som hör ihop med det: ett ord står mellan två.",
            "The quotation mark has no other: a word stands between two.",
        )
    return Text("Tecknet kan inte stå här.", "This character cannot stand here.")
