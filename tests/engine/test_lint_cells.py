"""Cells that never match, rules that never hit, and rules that hit together are told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import DecisionFailed, decide, read_decision
from engine.findings import Finding
from engine.lint.fixes import fix_of
from engine.linter import lint_folder
from tests.engine.diagrams import CONTEXT, folder, speak_both_languages

ENGINE = Path(__file__).parents[2] / "engine"


def table(
    *rules: tuple[str, ...], policy: str = "FIRST", kinds: tuple[str, ...] = ("number",)
) -> bytes:
    """A table whose columns are a, b, ..., and whose rules answer with their number."""
    columns = "".join(
        f'<input id="in_{name}" label="{name}"><inputExpression id="ask_{name}" typeRef="{kind}">'
        f"<text>{name}</text></inputExpression></input>"
        for name, kind in zip("abc", kinds, strict=False)
    )
    rows = "".join(
        f'<rule id="rule_{number}">'
        + "".join(
            f'<inputEntry id="c_{number}_{place}"><text>{_escaped(cell)}</text></inputEntry>'
            for place, cell in enumerate(cells)
        )
        + f'<outputEntry id="o_{number}"><text>{number}</text></outputEntry></rule>'
        for number, cells in enumerate(rules, start=1)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tables" name="x" '
        f'namespace="https://example.org"><decision id="grade" name="Grade"><decisionTable '
        f'id="t" hitPolicy="{policy}">{columns}<output id="out" name="grade" typeRef="number"/>'
        f"{rows}</decisionTable></decision></definitions>"
    ).encode()


def _escaped(cell: str) -> str:
    return cell.replace("&", "&amp;").replace("<", "&lt;")


def found(body: bytes) -> list[Finding]:
    findings = lint_folder({**folder(), "grade.dmn": body}, CONTEXT)
    speak_both_languages(findings)
    return [f for f in findings if f.code in (*_CELLS, *_RULES, "decision_invalid")]


_CELLS = ("cell_never_matches", "column_mixed_kinds")
_RULES = ("rule_never_hits", "rules_overlap")


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("string", "< 5"),
        ("string", "[1..5]"),
        ("number", '< "b"'),
        ("number", "[5..3]"),
        ("number", "]5..5]"),
        ("number", "[5..5["),
        ("number", "]5..6["),
        ("number", "1.5"),
        ("number", '["a".."b"]'),
        ("boolean", "< 5"),
        ("date", '[date("2026-03-02")..date("2026-03-01")]'),
        ("date", "> 5"),
        ("string", "not(<= 5, > 5)"),
    ],
)
def test_a_cell_that_never_matches_is_refused(kind: str, cell: str) -> None:
    findings = found(table((cell,), ("-",), kinds=(kind,)))
    assert [f.code for f in findings] == ["cell_never_matches"]
    assert findings[0].is_error
    assert "rule_1" in findings[0].text.en


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("number", "[5..5]"),
        ("number", "5, 7, > 9"),
        ("number", "not(5)"),
        ("number", "> limit"),
        ("number", "? > 5 and ? < 3"),
        ("string", '"a", "b"'),
        ("string", 'not("a")'),
        ("string", '> "a"'),
        ("boolean", "not(true)"),
        ("date", '> date("2026-03-01")'),
        ("date", 'date("2026-03-01")'),
        ("time", '> time("10:00:00")'),
        ("number", "null"),
        ("time", "null"),
    ],
)
def test_a_cell_that_can_match_or_that_nothing_is_known_of_passes(kind: str, cell: str) -> None:
    assert found(table((cell,), ("-",), kinds=(kind,))) == []


def test_a_column_that_is_compared_with_numbers_and_texts_needs_a_type() -> None:
    findings = found(table(("< 5",), ('"a"',), kinds=("Any",)))
    assert [f.code for f in findings] == ["column_mixed_kinds"]


def test_a_rule_below_one_that_takes_everything_never_hits() -> None:
    findings = found(table(("< 5", "-"), ("-", "true"), ("3", "true"), kinds=("number", "boolean")))
    assert [f.code for f in findings] == ["rule_never_hits"]
    assert "rule 3 (rule_3) is never used: rule 1" in findings[0].text.en
    assert not findings[0].is_error


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        ([("< 5",), (">= 5",)], 0),
        ([("< 5",), ("> 3",)], 1),
        ([("< 6",), ("> 5",)], 0),
        ([("5",), ("5",)], 1),
        ([("1",), ("2",), ("3",)], 0),
        ([("[1..3]",), ("[3..5]",), ("[5..7]",)], 2),
        ([("[1..3[",), ("[3..5[",), (">= 5",)], 0),
        ([("-",), ("5",)], 1),
        ([("< limit",), ("> 5",)], 0),
    ],
)
def test_rules_that_hit_together_where_only_one_may_are_told(
    rules: list[tuple[str, ...]], count: int
) -> None:
    findings = found(table(*rules, policy="UNIQUE"))
    assert [f.code for f in findings] == ["rules_overlap"] * count
    assert found(table(*rules, policy="ANY")) == []


NUMBERS = st.integers(-3, 3)
CELLS = st.one_of(
    NUMBERS.map(str),
    NUMBERS.map("< {}".format),
    NUMBERS.map(">= {}".format),
    st.tuples(NUMBERS, NUMBERS).map("[{0[0]}..{0[1]}]".format),
    st.tuples(NUMBERS, NUMBERS).map("]{0[0]}..{0[1]}[".format),
    NUMBERS.map("not({})".format),
    st.just("-"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_what_is_told_of_a_table_is_so_for_every_value(rules: list[tuple[str, ...]]) -> None:
    """Where nothing is told no two rules hit at once, and every rule can hit."""
    body = table(*rules, policy="UNIQUE", kinds=("number", "number"))
    findings, answers = found(body), list(_answers(body))
    told = {f.code for f in findings}
    if "rules_overlap" not in told:
        assert None not in answers
    if not told:
        assert set(answers) >= set(range(1, len(rules) + 1))
    dead = [f for f in findings if f.code == "cell_never_matches"]
    for finding in dead:
        (number,) = [n for n in range(1, 5) if f"(rule_{n})" in finding.text.en]
        assert number not in answers


def _answers(body: bytes) -> Iterator[int | None]:
    """The rule that hits for every pair of values; None where several do."""
    read = read_decision(body)
    for a, b in product(range(-5, 6), repeat=2):
        try:
            decision = decide(read, {"a": a, "b": b})
        except DecisionFailed as failed:
            if "Several rules" in str(failed):
                yield None
            elif "No rule" not in str(failed):
                raise
            continue
        yield int(decision.rules[0].removeprefix("rule_"))


def test_every_finding_says_what_to_do() -> None:
    codes = set(_codes())
    assert len(codes) > 100
    assert sorted(code for code in codes if not fix_of(code).sv) == []
    assert fix_of("no such code").en == ""
    for code in codes:
        assert fix_of(code).sv.endswith("."), code
        assert fix_of(code).en.endswith("."), code


def _codes() -> Iterator[str]:
    """Every code that is written in the linter, and those of forms, which begin with form."""
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(ast.Name(name), [ast.Constant(str(code)), *_]) if name in _MAKERS:
                    yield code
                case ast.Call(ast.Name("_finding"), [ast.Constant(str(code)), *_]):
                    if path.name == "form_checks.py":
                        yield f"form.{code}"
                case ast.Assign([ast.Name("code")], ast.Constant(str(code))):
                    yield code


_MAKERS = ("about", "error", "warning", "Finding", "make")
