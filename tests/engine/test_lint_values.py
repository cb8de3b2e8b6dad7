"""What a step reads has been set before it, on every way there; else the linter says so."""

from __future__ import annotations

import json

import pytest

from engine.findings import Finding
from engine.linter import LintContext, lint_folder
from engine.signatures import OperationSignature
from tests.engine.diagrams import (
    FORM,
    diagram,
    flow,
    lane,
    message_event,
    node,
    operator,
    properties,
    speak_both_languages,
    timer_event,
)

GIVES = frozenset({"weight"})
CONTEXT = LintContext(
    {
        "weigh": OperationSignature(frozenset(), gives=GIVES),
        "mark": OperationSignature(frozenset({"as_what"}), gives=frozenset()),
        "old": OperationSignature(frozenset()),
        "carried": OperationSignature(frozenset({"answers", "weight"}), gives=frozenset({"done"})),
    },
    frozenset({"carrier"}),
)
SAID = {"name_en": "Name", "documentation_en": "Words."}
TASK = properties(form="carry", operation="carried", **SAID)
CONDITION = "<bpmn:conditionExpression>{}</bpmn:conditionExpression>"
CODES = ("value_never_set", "value_not_always_set", "process_output_never_set")


def weigh(name: str = "weigh") -> str:
    return node("serviceTask", name, operator("weigh"))


def mark(name: str = "mark", what: str = "weight") -> str:
    return node("serviceTask", name, operator("mark", as_what=what))


def task(name: str = "carry") -> str:
    return node("userTask", name, TASK)


def found(nodes: str, *ways: str, manual: str = "", **declared: str) -> list[Finding]:
    """What is said of values in a process whose ways are written as ``from>to``."""
    flows = "".join(flow(*way.split(">")) for way in ways)
    xml = diagram(
        node("startEvent", "begun") + nodes + node("endEvent", "ended"),
        flows,
        lanes=f"<bpmn:laneSet id='lanes'>{lane('carrier', manual)}</bpmn:laneSet>" * bool(manual),
        messages='<bpmn:message id="message_came" name="came"/>',
        key="job",
        **{"inputs": "", "outputs": "", **declared},
    )
    files = {"process.bpmn": xml.encode(), "forms/carry.json": json.dumps(FORM).encode()}
    told = lint_folder({**files, "CHANGES.md": b"# Changes\n"}, CONTEXT, key="job")
    speak_both_languages(told)
    return [one for one in told if one.code in CODES]


def codes(nodes: str, *ways: str, manual: str = "", **declared: str) -> list[tuple[str, str]]:
    told = found(nodes, *ways, manual=manual, **declared)
    return [(one.code, one.element or "") for one in told]


def test_what_is_given_before_it_is_read_is_right() -> None:
    ways = ("begun>weigh", "weigh>mark", "mark>ended")
    assert codes(weigh() + mark(), *ways) == []
    assert codes(mark(), "begun>mark", "mark>ended", inputs="weight") == []


def test_what_nothing_before_gives_is_an_error_with_the_name_of_step_and_value() -> None:
    [one] = found(mark() + weigh(), "begun>mark", "mark>weigh", "weigh>ended")
    assert (one.code, one.element, one.is_error) == ("value_never_set", "mark", True)
    assert "”Name” (mark) läser weight, som inget steg före har satt." in one.text.sv
    assert one.fix.sv


def test_the_completion_of_a_task_reads_the_values_that_its_operation_names() -> None:
    ways = ("begun>carry", "carry>ended")
    assert codes(task(), *ways, manual="carry") == [("value_never_set", "carry")]
    assert codes(task(), *ways, manual="carry", inputs="weight", outputs="done") == []


CHOICE = (
    node("exclusiveGateway", "choice", default="choice_to_meet")
    + node("exclusiveGateway", "meet")
    + weigh()
    + mark()
)
WAYS = ("begun>choice", "choice>weigh", "choice>meet", "weigh>meet", "meet>mark", "mark>ended")


def test_what_is_given_on_one_way_only_is_a_warning() -> None:
    [one] = found(CHOICE, *WAYS)
    assert (one.code, one.element, one.is_error) == ("value_not_always_set", "mark", False)
    assert found(CHOICE, *WAYS, inputs="weight") == []


def test_a_parallel_join_has_what_each_of_its_ways_brings() -> None:
    nodes = node("parallelGateway", "split") + node("parallelGateway", "meet") + weigh() + mark()
    ways = ("begun>split", "split>weigh", "split>meet", "weigh>meet", "meet>mark", "mark>ended")
    assert codes(nodes, *ways) == []


def test_a_condition_is_read_by_its_gateway() -> None:
    nodes = node("exclusiveGateway", "choice", default="choice_to_ended") + node("endEvent", "off")
    heavy = flow("choice", "off", CONDITION.format("weight = 7"))
    xml = diagram(
        node("startEvent", "begun") + nodes + node("endEvent", "ended"),
        flow("begun", "choice") + heavy + flow("choice", "ended"),
        lanes="",
        messages="",
        key="job",
        inputs="",
        outputs="",
    )
    told = lint_folder({"process.bpmn": xml.encode()}, CONTEXT, key="job")
    assert ("value_never_set", "choice") in [(one.code, one.element) for one in told]


def test_beside_a_step_only_what_was_set_before_it_is_set() -> None:
    late = node("boundaryEvent", "late", timer_event("due"), attachedToRef="weigh")
    ways = ("begun>weigh", "weigh>ended", "late>mark", "mark>off")
    nodes = weigh() + late + mark() + node("endEvent", "off")
    assert codes(nodes, *ways) == [("value_never_set", "mark")]


@pytest.mark.parametrize(
    "before",
    [
        node(
            "intermediateCatchEvent",
            "before",
            properties(correlation_key="1") + message_event("came"),
        ),
        node("serviceTask", "before", operator("old")),
    ],
    ids=["a message", "an operation that does not say"],
)
def test_behind_what_may_give_anything_nothing_is_told(before: str) -> None:
    assert codes(before + mark(), "begun>before", "before>mark", "mark>ended") == []


def test_what_belongs_to_an_instance_is_set_within_it_and_not_behind_it() -> None:
    several = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        f"{properties(collection='[1, 2]', item='letter')}</bpmn:multiInstanceLoopCharacteristics>"
    )
    inside = node("startEvent", "in") + mark("within", "letter + loop_counter")
    inside += node("endEvent", "out") + flow("in", "within") + flow("within", "out")
    nodes = node("subProcess", "each", properties(**SAID) + several + inside)
    ways = ("begun>each", "each>mark", "mark>ended")
    assert codes(nodes + mark(what="letter"), *ways) == [("value_never_set", "mark")]
    assert codes(nodes + mark(what="1"), *ways) == []


def test_a_process_gives_what_it_declares() -> None:
    ways = ("begun>weigh", "weigh>ended")
    assert codes(weigh(), *ways, outputs="weight") == []
    [one] = found(weigh(), *ways, outputs="weight, colour")
    assert (one.code, one.element, one.is_error) == ("process_output_never_set", "job", True)
    assert "colour, som inget steg i den sätter" in one.text.sv


def test_a_loop_is_followed_to_its_end() -> None:
    nodes = node("exclusiveGateway", "meet") + mark() + weigh()
    nodes += node("exclusiveGateway", "again", default="again_to_ended")
    ways = ("begun>meet", "meet>mark", "mark>weigh", "weigh>again", "again>meet", "again>ended")
    assert codes(nodes, *ways) == [("value_not_always_set", "mark")]
