"""The standard's own test cases: the expected result or a refusal, never a wrong value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.decisions import DecisionFailed, DecisionInvalid, decide, read_decision
from engine.expressions import ExpressionFailed, ExpressionInvalid, compile_expression

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "dmn-tck"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
KIND = "{http://www.w3.org/2001/XMLSchema-instance}type"
CLOSE_ENOUGH = Decimal("0.00000001")
"""The corpus gives fifteen digits; we keep thirty-four."""

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="The DMN TCK is not beside the repository (../shared/corpora)."
)


@dataclass(frozen=True)
class Outcome:
    model: str
    result: str
    reason: str


def parts(node: etree._Element, name: str) -> list[etree._Element]:
    return list(node.iterchildren("{*}" + name))


def given(node: etree._Element) -> Any:
    """What a test case hands in or expects: a value, a context of components, or a list."""
    if components := parts(node, "component"):
        return {str(part.get("name")): given(part) for part in components}
    if lists := parts(node, "list"):
        return [given(item) for item in parts(lists[0], "item")]
    single = parts(node, "value")[0]
    text = single.text or ""
    if single.get(NIL) == "true":
        return None
    kind = str(single.get(KIND)).split(":")[1]
    if kind == "boolean":
        return text == "true"
    return Decimal(text) if kind == "decimal" else text


def computed(model: Path, name: str, inputs: dict[str, Any]) -> Any:
    """The decision of that name: a table by the reader, a single expression by the evaluator."""
    root = etree.parse(str(model)).getroot()
    decision = next(node for node in parts(root, "decision") if node.get("name") == name)
    if literal := parts(decision, "literalExpression"):
        text = parts(literal[0], "text")[0].text or ""
        return compile_expression(text).evaluate(inputs)
    return decide(read_decision(model.read_bytes(), decision.get("id")), inputs).outputs


def is_same(found: Any, expected: Any) -> bool:
    if isinstance(found, dict) and not isinstance(expected, dict):
        (found,) = found.values()
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(
            is_same(found[name], expected[name]) for name in expected
        )
    if isinstance(expected, Decimal) and type(found) in (int, Decimal):
        return abs(Decimal(found) - expected) < CLOSE_ENOUGH
    return type(found) is type(expected) and bool(found == expected)


def cases(model: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for file in sorted(model.parent.glob("*-test-*.xml")):
        for case in parts(etree.parse(str(file)).getroot(), "testCase"):
            inputs = {str(node.get("name")): given(node) for node in parts(case, "inputNode")}
            for result in parts(case, "resultNode"):
                yield str(result.get("name")), inputs, given(parts(result, "expected")[0])


@cache
def outcomes() -> tuple[Outcome, ...]:
    return tuple(
        outcome(model, *case) for model in sorted(CORPUS.glob("*/*.dmn")) for case in cases(model)
    )


def outcome(model: Path, name: str, inputs: dict[str, Any], expected: Any) -> Outcome:
    try:
        found = computed(model, name, inputs)
    except (DecisionInvalid, DecisionFailed, ExpressionInvalid, ExpressionFailed) as refusal:
        return Outcome(model.stem, "refused", str(refusal))
    return Outcome(model.stem, "passed" if is_same(found, expected) else "WRONG", name)


def test_no_case_of_the_standard_gives_a_wrong_value() -> None:
    counted = Counter((one.model, one.result) for one in outcomes())
    for model in sorted({one.model for one in outcomes()}):
        passed, refused = counted[model, "passed"], counted[model, "refused"]
        print(f"{model:45} passed {passed:3}  refused {refused:3}")
    assert len(outcomes()) > 50
    assert [one for one in outcomes() if one.result == "WRONG"] == []


def test_only_what_is_known_to_be_unsupported_is_refused() -> None:
    refused = Counter(one.model for one in outcomes() if one.result == "refused")
    assert refused == {
        "0001-input-data-string": 1,  # a name with a space
        "0002-input-data-number": 1,  # a name with a space
        "0003-input-data-string-allowed-values": 1,  # a name with a space
        "0105-feel-math": 9,  # division by zero, and sums with null: errors here, null there
        "0110-outputOrder-hitpolicy": 3,  # gives a list
        "0112-ruleOrder-hitpolicy-singleinoutcol": 3,  # gives a list
        "0114-min-collect-hitpolicy": 3,  # gives a fraction
    }


def test_every_refusal_has_a_sentence() -> None:
    refusals = [one.reason for one in outcomes() if one.result == "refused"]
    assert all(reason.strip() for reason in refusals)
