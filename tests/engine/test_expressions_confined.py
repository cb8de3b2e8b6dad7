"""Whatever is written as an expression, only a value or one of two errors comes out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.expressions import (
    ExpressionFailed,
    ExpressionInvalid,
    compile_expression,
    compile_unary_tests,
)

VARIABLES: dict[str, Any] = {
    "word": "nej",
    "nothing": None,
    "yes": True,
    "loan": {"rate": Decimal("0.5"), "parts": [1, 2]},
}

SIGNS = [*"()[]{},:?.+-*/=<>", "..", "**", "!=", "<=", ">="]
PLAIN_WORDS = [
    "x",
    "word",
    "true",
    "null",
    "if",
    "then",
    "else",
    "and",
    "or",
    "not",
    "between",
    "in",
]
PLAIN_VALUES = [
    "0",
    "2.5",
    "1000",
    '"a"',
    '"P1D"',
    "date",
    "duration",
    "min",
    "string",
    "__class__",
]
WORDS = st.sampled_from([*SIGNS, *PLAIN_WORDS, *PLAIN_VALUES])
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map(" ".join))
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "<", ">=", "and", "or", "in"])
LEAVES = st.sampled_from(
    [
        *(
            "x",
            "word",
            "nothing",
            "yes",
            "loan",
            "loan.parts",
            "missing",
            "1",
            "-2.5",
            '"a"',
            "null",
        ),
        *("[1..x]", "[]", "{a: x}", 'date("2026-01-01")', 'duration("P1M")', "true", "10 ** 900"),
    ]
)
SENTENCES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.tuples(parts, OPERATORS, parts).map(lambda three: f"({' '.join(three)})"),
        st.tuples(st.sampled_from(["not", "abs", "min", "string", "count"]), parts).map(
            lambda two: f"{two[0]}({two[1]})"
        ),
        st.tuples(parts, parts, parts).map(lambda p: f"(if {p[0]} then {p[1]} else {p[2]})"),
    ),
    max_leaves=12,
)
OUTSIDE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("(" * 1999)
@example("[" * 2000)
@example("not(" * 450 + "x" + ")" * 450)
@example("x" + ".a" * 900)
@example("if x then " * 180 + "x" + " else x" * 20)
@example('"' + "\\" * 1500)
def test_any_text_is_an_expression_or_invalid(text: str) -> None:
    for compile_text in (compile_expression, compile_unary_tests):
        try:
            compile_text(text)
        except ExpressionInvalid as error:
            assert 0 <= error.position <= len(text)  # noqa: PT017  # either way is right


@settings(max_examples=200, deadline=None)
@given(SENTENCES, OUTSIDE)
@example("x = x", {"a": [1.5]})
def test_any_expression_gives_a_value_or_fails(text: str, outside: object) -> None:
    variables = {**VARIABLES, "x": outside}
    try:
        found = compile_expression(text).evaluate(variables)
        compile_unary_tests(text).matches(outside, variables)
    except (ExpressionFailed, ExpressionInvalid):
        return
    assert not isinstance(found, float | int) or isinstance(found, bool)
    assert not isinstance(found, Decimal) or found.is_finite()
