"""How often a step is done is written as the engine reads it, and nothing else is touched."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.diagram_change import change_step
from engine.elements import read_process
from engine.repeats import Repeats

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
    xmlns:other="urn:other" targetNamespace="urn:test">
  <bpmn:process id="again" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>one</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="one" sourceRef="start" targetRef="step"/>
    <bpmn:subProcess id="step" name="Ring">
      <bpmn:documentation>Varje granne.</bpmn:documentation>
      <bpmn:incoming>one</bpmn:incoming>
      <bpmn:startEvent id="inner"/>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>"""
LOOP = {
    "repeats.kind": "loop",
    "repeats.while": 'outcome = "again"',
    "repeats.at_most": "3",
    "repeats.tests_first": "true",
}
EACH = {
    "repeats.kind": "parallel",
    "repeats.collection": "recipients",
    "repeats.item": "recipient",
    "repeats.until": "done = true",
}


def read(xml: bytes) -> Repeats | None:
    return read_process(xml).elements["step"].repeats


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (LOOP, Repeats("loop", 'outcome = "again"', at_most=3, tests_first=True)),
        (EACH, Repeats("parallel", "done = true", None, "recipients", "recipient")),
        ({"repeats.kind": "sequential", "repeats.times": "2"}, Repeats("sequential", times="2")),
        ({"repeats.kind": "parallel"}, Repeats("parallel")),
        ({"repeats.kind": "once", "repeats.times": "2"}, None),
        ({"repeats.kind": "nonsense", "repeats.times": "2"}, None),
        ({"name": "Ring"}, None),
    ],
)
def test_what_was_said_is_what_is_read(said: dict[str, str], expected: Repeats | None) -> None:
    assert read(change_step(DIAGRAM, "step", said)) == expected


def test_saying_it_again_changes_nothing_and_another_kind_leaves_nothing_of_the_first() -> None:
    several = {"repeats.kind": "sequential", "repeats.times": "n", "repeats.until": "done = true"}
    by_count = change_step(DIAGRAM, "step", several)
    assert change_step(by_count, "step", several) == by_count
    assert read(change_step(by_count, "step", {**several, **EACH, "repeats.times": ""})) == Repeats(
        "parallel", "done = true", None, "recipients", "recipient"
    )
    assert read(change_step(by_count, "step", LOOP)) == read(change_step(DIAGRAM, "step", LOOP))
    # A loop has nothing of what instances have: what is sent of that is not written.
    assert b"recipients" not in change_step(DIAGRAM, "step", {**EACH, **LOOP})
    undone = change_step(by_count, "step", {"repeats.kind": "once"})
    assert etree.tostring(etree.fromstring(undone), method="c14n") == etree.tostring(
        etree.fromstring(change_step(DIAGRAM, "step", {})), method="c14n"
    )


def test_it_stands_where_the_standard_puts_it_and_keeps_what_others_wrote() -> None:
    ending = change_step(
        DIAGRAM, "step", {"repeats.kind": "parallel", "repeats.until": "done = true"}
    )
    marked = ending.replace(
        b"<bpmn:multiInstanceLoopCharacteristics>",
        b'<bpmn:multiInstanceLoopCharacteristics other:mark="kept">',
    )
    assert marked != ending
    both = change_step(marked, "step", {**EACH, "repeats.times": "2"})
    step = etree.fromstring(both).find(".//{*}subProcess")
    assert step is not None
    assert [etree.QName(child).localname for child in step] == [
        "documentation", "incoming", "multiInstanceLoopCharacteristics", "startEvent",
    ]  # fmt: skip
    assert [etree.QName(child).localname for child in step[2]] == [
        "extensionElements", "loopCardinality", "completionCondition",
    ]  # fmt: skip
    assert step[2].get("{urn:other}mark") == "kept"


def test_what_is_no_activity_is_never_repeated() -> None:
    said = change_step(DIAGRAM, "start", {"repeats.kind": "parallel", "repeats.times": "2"})
    assert b"LoopCharacteristics" not in said
