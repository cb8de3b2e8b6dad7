"""Decision tables: what each hit policy gives, and that a wrong table names all its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import (
    Decision,
    DecisionFailed,
    DecisionInvalid,
    DecisionTable,
    HitPolicy,
    decide,
    read_decision,
)
from engine.texts import Text

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
PROCESSES = Path(__file__).parents[2] / "processes"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def rule(number: int, cells: Sequence[str], results: Sequence[str]) -> str:
    inside = "".join(f"<inputEntry><text>{escaped(cell)}</text></inputEntry>" for cell in cells)
    outside = "".join(f"<outputEntry><text>{escaped(one)}</text></outputEntry>" for one in results)
    return f'<rule id="r{number}"><description>Why {number}.</description>{inside}{outside}</rule>'


def xml(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    policy: str = 'hitPolicy="UNIQUE"',
    inputs: Sequence[str] = ("age",),
    input_type: str = "number",
    input_values: str = "",
    outputs: Sequence[str] = ("track",),
    output_type: str = "string",
    output_values: str = "",
    default: str = "",
    namespace: str = NAMESPACE,
    beside: str = "",
) -> bytes:
    allowed_in = f"<inputValues><text>{input_values}</text></inputValues>" if input_values else ""
    allowed_out = (
        f"<outputValues><text>{output_values}</text></outputValues>" if output_values else ""
    )
    defaults = f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>" if default else ""
    columns = "".join(
        f'<input label="{name}"><inputExpression typeRef="{input_type}"><text>{name}</text>'
        f"</inputExpression>{allowed_in}</input>"
        for name in inputs
    ) + "".join(
        f'<output name="{name}" typeRef="{output_type}">{allowed_out}{defaults}</output>'
        for name in outputs
    )
    rows = "".join(rule(number, *row) for number, row in enumerate(rules, start=1))
    return (
        f'<definitions xmlns="{namespace}">{beside}<decision id="choose" name="Choose">'
        f"<decisionTable {policy}>{columns}{rows}</decisionTable></decision></definitions>"
    ).encode()


def table(*rules: tuple[Sequence[str], Sequence[str]], **options: Any) -> DecisionTable:
    return read_decision(xml(rules, **options))


def findings(body: bytes) -> str:
    with pytest.raises(DecisionInvalid) as caught:
        read_decision(body)
    assert all(finding.sv and finding.en for finding in caught.value.findings)
    return "\n".join(finding.en for finding in caught.value.findings)


OVERLAPPING = ((["> 10"], ['"a"']), (["> 20"], ['"b"']), (["> 30"], ['"a"']))


def decided(policy: str, age: int, **options: Any) -> Decision:
    return decide(table(*OVERLAPPING, policy=policy, **options), {"age": age})


def test_a_decision_says_what_was_decided_by_which_rule_from_what() -> None:
    decision = decided('hitPolicy="UNIQUE"', 15)
    assert decision == Decision({"track": "a"}, ("r1",), {"age": 15})


def test_the_author_s_words_are_kept_with_the_rule() -> None:
    found = table(*OVERLAPPING)
    assert (found.rules[0].id, found.rules[0].annotation.sv) == ("r1", "Why 1.")
    assert (found.id, found.name.sv) == ("choose", "Choose")
    assert found.hit_policy is HitPolicy.UNIQUE


def test_what_has_no_english_words_is_told_in_swedish_in_english() -> None:
    found = table(*OVERLAPPING)
    assert found.name == Text("Choose", "Choose")
    assert found.inputs[0].label == Text("age", "age")


def test_a_table_its_columns_and_its_rules_have_english_words_beside_the_swedish() -> None:
    found = read_decision((PROCESSES / "refer_case" / "legal_ground.dmn").read_bytes())
    assert found.name == Text("Pröva grunden", "Try the ground")
    assert found.inputs[0].label == Text("Inom kommunen", "Within the municipality")
    assert found.outputs[0].label == Text("Svar", "Answer")
    assert found.rules[-1].annotation.en == (
        "D8: chapter 26 sections 9 and 9 c demand a written reason."
    )


def test_unique_refuses_several_rules_and_names_them() -> None:
    with pytest.raises(DecisionFailed, match=r"Several rules hit: r1, r2"):
        decided('hitPolicy="UNIQUE"', 25)


def test_no_policy_means_unique() -> None:
    with pytest.raises(DecisionFailed):
        decided("", 25)


def test_first_takes_the_first_in_order() -> None:
    decision = decided('hitPolicy="FIRST"', 25)
    assert (decision.outputs, decision.rules) == ({"track": "a"}, ("r1",))


def test_any_takes_rules_that_agree_and_refuses_others() -> None:
    agreeing = table((["> 10"], ['"a"']), (["> 20"], ['"a"']), policy='hitPolicy="ANY"')
    assert decide(agreeing, {"age": 25}).rules == ("r1", "r2")
    with pytest.raises(DecisionFailed, match="disagree"):
        decided('hitPolicy="ANY"', 25)


def test_priority_takes_the_result_that_stands_first_among_the_output_values() -> None:
    decision = decided('hitPolicy="PRIORITY"', 35, output_values='"b", "a"')
    assert (decision.outputs, decision.rules) == ({"track": "b"}, ("r2",))
    decision = decided('hitPolicy="PRIORITY"', 35, output_values='"a", "b"')
    assert (decision.outputs, decision.rules) == ({"track": "a"}, ("r1", "r3"))


@pytest.mark.parametrize(("name", "expected"), [("SUM", 9), ("MIN", 2), ("MAX", 4), ("COUNT", 3)])
def test_collect_makes_one_number_of_all_that_hit(name: str, expected: int) -> None:
    collecting = table(
        (["> 1"], ["4"]),
        (["> 2"], ["2"]),
        (["> 3"], ["3"]),
        (["> 9"], ["100"]),
        policy=f'hitPolicy="COLLECT" aggregation="{name}"',
        output_type="number",
    )
    decision = decide(collecting, {"age": 5})
    assert (decision.outputs, decision.rules) == ({"track": expected}, ("r1", "r2", "r3"))


@pytest.mark.parametrize("policy", ["RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_a_policy_that_gives_a_list_is_refused(policy: str) -> None:
    assert "gives a list" in findings(xml(OVERLAPPING, policy=f'hitPolicy="{policy}"'))


def test_no_rule_is_a_failure_unless_the_table_has_a_default() -> None:
    with pytest.raises(DecisionFailed, match="No rule hits"):
        decided('hitPolicy="FIRST"', 5)
    decision = decided('hitPolicy="FIRST"', 5, default='"other"')
    assert (decision.outputs, decision.rules) == ({"track": "other"}, ())


@pytest.mark.parametrize(
    "variables",
    [{"kind": "x"}, {"kind": "B"}, {"kind": None}, {"kind": 1}, {"kind": True}, {}],
    ids=lambda value: str(value),
)
def test_a_value_its_column_does_not_allow_is_a_failure(variables: Mapping[str, Any]) -> None:
    strict = table((["-"], ['"a"']), inputs=("kind",), input_type="string", input_values='"a","b"')
    assert decide(strict, {"kind": "b"}).outputs == {"track": "a"}
    with pytest.raises(DecisionFailed):
        decide(strict, variables)


def test_a_computed_result_is_checked_against_its_column() -> None:
    computed = table((["-"], ["word"]), output_values='"a"')
    assert decide(computed, {"age": 1, "word": "a"}).outputs == {"track": "a"}
    for word in ("b", None, 1):
        with pytest.raises(DecisionFailed):
            decide(computed, {"age": 1, "word": word})


def test_a_failure_never_repeats_a_value() -> None:
    strict = table((["-"], ['"a"']), inputs=("kind",), input_type="string", input_values='"a"')
    with pytest.raises(DecisionFailed) as caught:
        decide(strict, {"kind": "19121212-1212"})
    assert "19121212" not in caught.value.text.sv + str(caught.value)


def test_every_fault_of_a_table_is_told_at_once() -> None:
    told = findings(
        xml(
            [
                (["> "], ['"c"']),
                (['"eleven"'], ["1 / 0"]),
                (["-", "-"], ["5"]),
                (["f(1)"], ["1.5"]),
            ],
            policy='hitPolicy="SOMETIMES" aggregation="SUM"',
            output_values='"a", "b"',
            outputs=("track", "track"),
            input_type="tAge",
        )
    )
    for part in (
        "Rule 1 “Why 1.” (r1), age: character 2",
        "number of cells",
        "no function named f",
        "hit policy is unknown",
        "aggregation does not fit",
        "a name of its own",
        "type is not known",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("rules", "options", "reason"),
    [
        ([(["-"], ['"c"'])], {"output_values": '"a"'}, "not one of those allowed"),
        ([(["-"], ["1"])], {}, "wrong type"),
        ([(["-"], ["1 / 0"])], {}, "division by zero"),
        ([(["-"], ["1.5"])], {"output_type": "number"}, "fraction"),
        ([(["-"], [""])], {}, "ends too early"),
        ([(['"eleven"'], ['"a"'])], {}, "can never occur"),
        ([(['"c"'], ['"a"'])], {"input_type": "string", "input_values": '"a"'}, "never occur"),
        ([(["-"], ['"a"'])], {"input_values": "limit"}, "must be constants"),
        ([(["-"], ['"a"'])], {"inputs": ("not valid",)}, "cannot be read"),
        ([(["-"], ['"a"', '"a"'])], {"outputs": ("a", "a")}, "name of its own"),
        ([(["-"], [])], {"outputs": ()}, "name of its own"),
        ([], {}, "no rules"),
        ([(["-"], ['"a"'])], {"policy": 'hitPolicy="PRIORITY"'}, "values in order"),
        (
            [(["-"], ["5"])],
            {
                "policy": 'hitPolicy="PRIORITY"',
                "output_values": "[1..5]",
                "output_type": "number",
            },
            "plain values",
        ),
        (
            [(["-"], ["1", "2"])],
            {
                "policy": 'hitPolicy="COLLECT" aggregation="MAX"',
                "output_type": "number",
                "outputs": ("a", "b"),
            },
            "exactly one output",
        ),
        (
            [(["-"], ["1"])],
            {
                "policy": 'hitPolicy="COLLECT" aggregation="SUM"',
                "output_type": "number",
                "namespace": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            },
            "DMN 1.1",
        ),
        ([(["-"], ['"a"'])], {"namespace": "urn:other"}, "not DMN"),
        ([(["-"], ['"a"'])], {"beside": '<import namespace="x"/>'}, "imports"),
        ([(["-"], ['"a"'])], {"beside": '<decision id="other"/>'}, "exactly one decision"),
        (
            [(["-"], ['"a"'])],
            {"beside": "<itemDefinition><allowedValues/></itemDefinition>"},
            "table's columns",
        ),
        (
            [(["-"], ['"a"'])],
            {"beside": '<inputData expressionLanguage="javascript"/>'},
            "must be FEEL",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_reason(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]], options: dict[str, Any], reason: str
) -> None:
    assert reason in findings(xml(rules, **options))


def test_a_rule_without_an_id_and_two_with_the_same_are_refused() -> None:
    good = xml(OVERLAPPING).decode()
    assert "no id" in findings(good.replace('id="r1"', "").encode())
    assert "the same id" in findings(good.replace('id="r1"', 'id="r2"').encode())


def test_a_decision_that_needs_another_is_refused() -> None:
    required = "<informationRequirement><requiredDecision/></informationRequirement><decisionTable"
    body = xml(OVERLAPPING).decode().replace("<decisionTable", required)
    assert "requires another decision" in findings(body.encode())


@pytest.mark.parametrize("body", [b"", b"<", b"not xml", b"<a/>", b" " * 1_000_001])
def test_what_is_no_dmn_is_refused(body: bytes) -> None:
    assert findings(body)


def test_entities_are_refused_and_never_read() -> None:
    attack = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + xml(
        [(["-"], ['"&e;"'])]
    ).replace(b"&amp;e;", b"&e;")
    assert "document type" in findings(attack)


def test_one_decision_of_several_can_be_named() -> None:
    body = xml(OVERLAPPING, beside='<decision id="other"/>')
    assert read_decision(body, "choose").id == "choose"


def test_an_older_namespace_means_the_same() -> None:
    older = "http://www.omg.org/spec/DMN/20180521/MODEL/"
    assert decided('hitPolicy="FIRST"', 11, namespace=older).outputs == {"track": "a"}


@pytest.mark.parametrize("file", sorted(PROCESSES.glob("*/*.dmn")), ids=lambda file: file.stem)
def test_every_table_we_ship_can_be_read(file: Path) -> None:
    assert read_decision(file.read_bytes()).rules


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.one_of(st.none(), st.booleans(), st.integers(), st.text()))
def test_any_table_and_value_give_a_decision_or_a_reason(cell: str, age: object) -> None:
    plain = "".join(character for character in cell if character.isprintable())
    try:
        decide(table(([plain], ['"a"']), input_type="Any"), {"age": age})
    except (DecisionInvalid, DecisionFailed) as reason:
        assert str(reason)  # noqa: PT017  # either way is right
