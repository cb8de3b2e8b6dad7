"""A call and the process that it calls name the same values, and each that does not is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.confined_lint import check
from engine.findings import Finding, from_plain
from engine.lint_change import lint_change
from engine.linter import LintContext
from tests.engine.diagrams import (
    CONTEXT,
    diagram,
    flow,
    message_event,
    node,
    operator,
    properties,
    speak_both_languages,
)

ALONE = replace(CONTEXT, processes={})
STEP = node("serviceTask", "step", operator("weigh", parcel="1"))


def process(key: str, inside: str = STEP, **declared: str) -> dict[str, bytes]:
    """A process of one step, which gives nobody knows what unless it is said what it is."""
    xml = diagram(
        node("startEvent", "begun") + inside + node("endEvent", "ended"),
        flow("begun", "step") + flow("step", "ended"),
        lanes="",
        messages="",
        key=key,
        **declared,
    )
    return {"process.bpmn": xml.encode(), "CHANGES.md": b"# Changes\n"}


def calling(**handed: str) -> dict[str, bytes]:
    english = {"name_en": "Name", "documentation_en": "Words."}
    said = properties(**english, **handed)
    return process("caller", node("callActivity", "step", said, calledElement="called"))


def found(
    caller: dict[str, bytes], called: dict[str, bytes], context: LintContext = ALONE
) -> list[Finding]:
    told = check({"caller": caller, "called": called}, context, ())
    return [from_plain(one) for one in told]


BOTH = {"inputs": "notice, case", "outputs": "outcome"}


def test_a_call_that_names_what_is_declared_has_no_findings() -> None:
    assert found(calling(**BOTH), process("called", **BOTH)) == []
    none = {"inputs": "", "outputs": ""}
    assert found(calling(**none), process("called", **none)) == []
    less = {**BOTH, "outputs": ""}
    assert found(calling(**less), process("called", **BOTH)) == []


# fmt: off
WRONG = [
    ({"outputs": "outcome"}, BOTH, "call_inputs_missing", "step", "vilka värden det lämnar över"),
    ({"inputs": "notice, case"}, BOTH, "call_outputs_missing", "step", "vilka värden det tar"),
    ({**BOTH, "inputs": "case"}, BOTH, "call_input_missing", "step", "notice, som called behöver"),
    ({**BOTH, "inputs": "case, notice, secret"}, BOTH, "call_input_unknown", "step", "secret"),
    ({**BOTH, "outputs": "case"}, BOTH, "call_output_unknown", "step", "tar tillbaka case"),
    (BOTH, {"outputs": "outcome"}, "process_inputs_missing", "called", "anropas av caller"),
    (BOTH, {"inputs": "notice, case"}, "process_outputs_missing", "called", "anropas av caller"),
    (BOTH, {**BOTH, "inputs": "notice, case, Fel"}, "call_value_name", "called", "Fel"),
    (BOTH, {**BOTH, "outputs": "outcome, outcome"}, "call_value_twice", "called", "outcome"),
    (BOTH, {**BOTH, "outputs": "outcome, typename"}, "name_reserved", "called", "typename"),
]
# fmt: on


@pytest.mark.parametrize(("handed", "declared", "code", "element", "words"), WRONG)
def test_what_a_call_and_its_process_do_not_agree_on_is_told(
    handed: dict[str, str], declared: dict[str, str], code: str, element: str, words: str
) -> None:
    told = found(calling(**handed), process("called", **declared))
    [one] = [finding for finding in told if finding.code == code]
    assert one.is_error
    assert one.element == element
    assert words in one.text.sv
    assert one.fix.sv
    speak_both_languages(told)


def test_a_process_that_nobody_calls_need_declare_nothing() -> None:
    assert [one.code for one in found(process("caller"), process("called"))] == []


def test_a_draft_from_before_there_were_declarations_is_told_what_to_write() -> None:
    old, older = calling(), process("called")
    told = lint_change("caller", old, {"called": older}, ALONE)
    codes = {(one.process, one.code) for one in told}
    assert {("caller", "call_inputs_missing"), ("caller", "call_outputs_missing")} <= codes
    assert all(one.fix.sv and one.fix.en for one in told)


def test_a_new_call_of_a_process_without_declarations_is_told_of_that_process() -> None:
    before = found(process("caller"), process("called"))
    after = found(calling(**BOTH), process("called"))
    assert before == []
    assert {(one.process, one.code) for one in after} == {
        ("called", "process_inputs_missing"),
        ("called", "process_outputs_missing"),
    }


def sending(content: str) -> dict[str, bytes]:
    inside = properties(correlation_key="1") + message_event("wanted", content)
    return about_wanted(process("caller", node("intermediateThrowEvent", "step", inside)))


def started(**declared: str) -> dict[str, bytes]:
    files = about_wanted(process("called", **declared))
    begun, by = node("startEvent", "begun"), node("startEvent", "begun", message_event("wanted"))
    return {"process.bpmn": files["process.bpmn"].replace(begun.encode(), by.encode())}


def about_wanted(files: dict[str, bytes]) -> dict[str, bytes]:
    message = b'<bpmn:message id="message_wanted" name="wanted"/><bpmn:process'
    return {"process.bpmn": files["process.bpmn"].replace(b"<bpmn:process", message, 1)}


def test_a_message_that_starts_a_process_holds_what_it_needs() -> None:
    def codes(content: str, **declared: str) -> list[str]:
        told = found(sending(content), started(**declared))
        speak_both_languages(told)
        assert all(one.fix.sv for one in told)
        return [f"{one.code} {one.element}" for one in told if "message_v" in one.code]

    assert codes("{notice: 1}", inputs="notice") == []
    assert codes("{notice: 1, more: 2}", inputs="notice") == []
    assert codes("{more: 2}", inputs="notice") == ["message_value_missing step"]
    assert codes("{}", inputs="case, notice") == ["message_value_missing step"] * 2
    assert codes("{}") == []
