"""What stands twice where one is read is refused, and a yes or no is read as XML Schema has it."""

from __future__ import annotations

import pytest
from lxml import etree

from db.session import Database
from engine.bpmn import bpmn
from engine.diagram_booleans import in_words
from engine.elements import Element, process_in
from engine.lint.allowed_elements import ALLOWED
from engine.lint.once import MANY, told_twice
from engine.linter import lint_folder
from engine.safe_xml import parse
from tests.engine.diagrams import (
    CONTEXT,
    flow,
    folder,
    node,
    operator,
    properties,
    speak_both_languages,
)
from tests.engine.house import House, drawn, line

ONCE = [
    (owner, child)
    for owner, allowed in ALLOWED.items()
    for child in sorted({*allowed.children, "extensionElements"} - MANY)
    if not child.endswith(("EventDefinition", "timeDate", "timeCycle"))
]
SEVERAL = [(owner, child) for owner, a in ALLOWED.items() for child in sorted(a.children & MANY)]
FORM = properties(form="carry")
THREE = '<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality>'
NEVER = '<bpmn:loopCondition xsi:type="bpmn:tFormalExpression">false</bpmn:loopCondition>'


def holding(owner: str, child: str, times: int) -> etree._Element:
    """An element with so many of a child."""
    held = etree.Element(bpmn(owner), {"id": "held"})
    for _ in range(times):
        etree.SubElement(held, bpmn(child))
    return held


@pytest.mark.parametrize(("owner", "child"), ONCE)
def test_what_is_read_once_is_refused_twice(owner: str, child: str) -> None:
    assert not list(told_twice(holding(owner, child, 1)))
    (found,) = told_twice(holding(owner, child, 2))
    assert (found.code, found.element) == ("child_repeated", "held")
    speak_both_languages([found])


@pytest.mark.parametrize(("owner", "child"), SEVERAL)
def test_what_may_stand_many_times_is_let_be(owner: str, child: str) -> None:
    assert not list(told_twice(holding(owner, child, 3)))


def several(said: str) -> str:
    kind = "bpmn:multiInstanceLoopCharacteristics"
    return f"<{kind} {said}>{THREE}</{kind}>"


def looped(said: str) -> str:
    return f"<bpmn:standardLoopCharacteristics {said}>{NEVER}</bpmn:standardLoopCharacteristics>"


def carried(inside: str) -> str:
    return line("first", ("carry", node("userTask", "carry", FORM + inside)))


def codes(xml: str) -> list[str]:
    """The errors about a process that is otherwise right."""
    found = lint_folder(folder(xml), CONTEXT, key="first")
    speak_both_languages(found)
    return [finding.code for finding in found if finding.is_error]


def test_a_loop_and_several_instances_of_one_step_are_refused() -> None:
    assert codes(carried(looped(""))) == codes(carried(several(""))) == []
    assert codes(carried(looped("") + several(""))) == ["child_repeated"]


def test_two_operations_or_two_conditions_are_refused() -> None:
    both = operator("weigh", parcel="message") + operator("weigh", parcel="message")
    assert codes(line("first", ("weigh", node("serviceTask", "weigh", both)))) == ["child_repeated"]
    condition = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{}</bpmn:conditionExpression>'
    )
    steps = [
        ("ask", node("exclusiveGateway", "ask", default="ask_to_ended")),
        ("carry", node("userTask", "carry", FORM)),
    ]
    ways = [("begun", "ask"), ("ask", "ended"), ("carry", "ended")]
    xml = drawn("first", steps, ways)
    one = xml.replace(
        "</bpmn:process>", flow("ask", "carry", condition.format("1 = 1")) + "</bpmn:process>"
    )
    two = one.replace(
        condition.format("1 = 1"), condition.format("1 = 2") + condition.format("1 = 1")
    )
    assert codes(one) == []
    assert codes(two) == ["child_repeated"]


def read(xml: str) -> Element:
    return process_in(parse(xml.encode())).elements["carry"]


@pytest.mark.parametrize("said", ["true", "1", " true ", "1\n"])
def test_a_yes_is_true_or_one(said: str) -> None:
    repeats = read(carried(several(f'isSequential="{said}"'))).repeats
    assert repeats is not None
    assert repeats.kind == "sequential"
    repeats = read(carried(looped(f'testBefore="{said}"'))).repeats
    assert repeats is not None
    assert repeats.tests_first
    assert codes(carried(several(f'isSequential="{said}"'))) == []


@pytest.mark.parametrize("said", ["false", "0", " 0 "])
def test_a_no_is_false_or_nought(said: str) -> None:
    repeats = read(carried(several(f'isSequential="{said}"'))).repeats
    assert repeats is not None
    assert repeats.kind == "parallel"
    assert codes(carried(several(f'isSequential="{said}"'))) == []
    late = node("boundaryEvent", "late", attachedToRef="carry", cancelActivity=said)
    xml = carried("").replace("</bpmn:process>", late + "</bpmn:process>")
    assert not process_in(parse(xml.encode())).elements["late"].is_interrupting


@pytest.mark.parametrize("said", ["", "True", "yes", "2", "ja", "true false", "0.0"])
@pytest.mark.parametrize("name", ["isSequential", "testBefore"])
def test_what_is_neither_yes_nor_no_is_refused(name: str, said: str) -> None:
    inside = {"isSequential": several, "testBefore": looped}[name](f'{name}="{said}"')
    assert codes(carried(inside)) == ["boolean_unclear"]


def test_a_process_that_is_executable_by_a_one_is_one() -> None:
    xml = carried("").replace('isExecutable="true"', 'isExecutable="1"')
    assert codes(xml) == []
    other = '<bpmn:process id="drawing"/><bpmn:process'
    model = process_in(parse(xml.replace("<bpmn:process", other, 1).encode()))
    assert model.key == "first"


@pytest.mark.parametrize(
    "body", [b"", b"<", b"\xff", carried(several('isSequential="true"')).encode()]
)
def test_what_has_no_number_for_a_word_is_left_as_it_is(body: bytes) -> None:
    assert in_words(body) is body


def test_numbers_become_words_for_who_reads_only_those_and_nothing_else_changes() -> None:
    words = carried(several('isSequential="true"') + looped('testBefore="false"'))
    numbers = words.replace('"true"', '"1"').replace('"false"', '" 0 "')
    found = parse(in_words(numbers.encode()))
    assert etree.tostring(found, method="c14n") == etree.tostring(
        parse(words.encode()), method="c14n"
    )


def test_what_is_sequential_by_a_one_is_done_one_at_a_time(database: Database) -> None:
    house = House(database, {})
    house.deploy(first=carried(several('isSequential="1"')))
    house.correlate("came")
    for _ in range(3):
        assert house.open_tasks() == ["carry"]
        house.complete("carry")
    assert house.instance().state == "completed"


def test_what_asks_first_by_a_one_is_not_done_when_the_answer_is_no(database: Database) -> None:
    house = House(database, {})
    house.deploy(first=carried(looped('testBefore="1"')))
    house.correlate("came")
    assert house.open_tasks() == []
    assert house.instance().state == "completed"
