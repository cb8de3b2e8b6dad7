"""What of DMN is not read is refused with its element, and what stands twice as well."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.decisions import DecisionInvalid, read_decision
from engine.dmn.allowed import ALLOWED, check_decision
from engine.dmn.faults import Faults
from engine.linter import lint_folder
from tests.engine.diagrams import CONTEXT, DECISION, folder, speak_both_languages

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ONCE = [(owner, child) for owner, a in ALLOWED.items() for child in sorted(a.once)]
MANY = [(owner, child) for owner, a in ALLOWED.items() for child in sorted(a.many)]
TABLE = DECISION[DECISION.index("<decisionTable") : DECISION.index("</decision>")]
HEAVY = "<text>&gt; 5</text>"
INPUT = '<inputExpression id="expression_weight"'

# Each row: the one thing that is changed in a right table, and the element that the sentence names.
NOT_READ = [
    (TABLE, TABLE + TABLE.replace("grade_table", "other"), "decision (grade)"),
    (HEAVY, "<text>&gt; 50</text>" + HEAVY, "inputEntry (heavy_in)"),
    (INPUT, '<inputExpression id="other"><text>99</text></inputExpression>' + INPUT,
     "input (input_weight)"),
    ("<decisionTable", "<literalExpression><text>1</text></literalExpression><decisionTable",
     "decision (grade)"),
    ('hitPolicy="FIRST"', 'hitpolicy="FIRST"', "decisionTable (grade_table)"),
    ('<rule id="rule_heavy">', '<rule id="rule_heavy"><unknown/>', "rule (rule_heavy)"),
    ('<inputEntry id="heavy_in">', '<x:inputEntry xmlns:x="urn:x"><x:text>1</x:text>'
     '</x:inputEntry><inputEntry id="heavy_in">', "rule (rule_heavy)"),
    (HEAVY, "&gt; 5", "inputEntry (heavy_in)"),
    (HEAVY, "&gt; 50" + HEAVY, "inputEntry (heavy_in)"),
    (HEAVY, HEAVY + "&gt; 50", "inputEntry (heavy_in)"),
    (HEAVY, "<text>&gt; <b/>5</text>", "text (heavy_in)"),
    (' typeRef="string">', ' typeRef="string"><outputValues><text>"a"</text></outputValues>'
     "<defaultOutputEntry><text>1</text></defaultOutputEntry><defaultOutputEntry/>",
     "output (output_grade)"),
    ("<decision id", "<businessKnowledgeModel/><decision id", "definitions (tables)"),
    ("<decision id", '<invocable xmlns="urn:x"/><decision id', "definitions (tables)"),
]  # fmt: skip


def refusals(xml: str) -> tuple[str, ...]:
    """Why it is not read, in English; each is a sentence in both languages."""
    with pytest.raises(DecisionInvalid) as caught:
        read_decision(xml.encode())
    for reason in caught.value.findings:
        assert reason.sv.endswith(".")
        assert reason.sv != reason.en
    return tuple(reason.en for reason in caught.value.findings)


@pytest.mark.parametrize(("old", "new", "place"), NOT_READ)
def test_what_is_not_read_is_refused_by_its_element(old: str, new: str, place: str) -> None:
    assert old in DECISION
    told = refusals(DECISION.replace(old, new, 1))
    assert any(reason.startswith(f"The element {place}: ") for reason in told), told


def faults(node: etree._Element) -> list[str]:
    found = Faults()
    check_decision(node, found)
    return [reason.en for reason in found.found]


def holding(owner: str, child: str, times: int) -> etree._Element:
    """An element with so many of a child, and the text that it may need."""
    held = etree.Element(f"{{{NAMESPACE}}}{owner}", {"id": "held"})
    for name in [child] * times + ["text"] * (child != "text" and "text" in ALLOWED[owner].once):
        part = etree.SubElement(held, f"{{{NAMESPACE}}}{name}")
        if "text" in ALLOWED.get(name, ALLOWED["text"]).once:
            etree.SubElement(part, f"{{{NAMESPACE}}}text")
    return held


@pytest.mark.parametrize(("owner", "child"), ONCE)
def test_what_is_read_once_is_refused_twice(owner: str, child: str) -> None:
    assert faults(holding(owner, child, 1)) == []
    (told,) = faults(holding(owner, child, 2))
    assert told.startswith(f"The element {owner} (held): the element {child} is there more than")


@pytest.mark.parametrize(("owner", "child"), MANY)
def test_what_may_stand_many_times_is_let_be(owner: str, child: str) -> None:
    assert faults(holding(owner, child, 3)) == []


def test_extensions_and_decoration_of_others_are_let_be() -> None:
    vendor = '<inputEntry xmlns:x="urn:x" x:colour="red" id="heavy_in">'
    xml = DECISION.replace('<inputEntry id="heavy_in">', vendor)
    xml = xml.replace("<decision id", '<x:DMNDI xmlns:x="urn:x"><x:any/></x:DMNDI><decision id')
    xml = xml.replace("</spiffworkflow:properties></ext", "</spiffworkflow:properties><a/></ext")
    assert read_decision(xml.encode()) == read_decision(DECISION.encode())


UNFIT = [
    ("output_name", 'name="grade" typeRef', 'name="Betyg" typeRef'),
    ("output_name", 'name="grade" typeRef', 'name="the grade" typeRef'),
    ("output_name", 'name="grade" typeRef', 'name="not" typeRef'),
    ("output_name", 'name="grade" typeRef', 'name="true" typeRef'),
    ("name_reserved", 'name="grade" typeRef', 'name="typename" typeRef'),
    ("result_too_large", '"heavy"', f'"{"x" * 501}"'),
    (
        "result_too_large",
        ' typeRef="string">',
        f' typeRef="string"><defaultOutputEntry><text>"{"x" * 501}"</text></defaultOutputEntry>',
    ),
    ("decision_invalid", HEAVY, HEAVY + HEAVY),
]


@pytest.mark.parametrize(("code", "old", "new"), UNFIT)
def test_a_table_whose_answer_no_process_can_keep_is_refused(code: str, old: str, new: str) -> None:
    files = {**folder(), "grade.dmn": DECISION.replace(old, new).encode()}
    found = [finding for finding in lint_folder(files, CONTEXT) if finding.code == code]
    assert [finding.is_error for finding in found] == [True]
    assert found[0].fix.sv
    assert found[0].fix.en
    speak_both_languages(found)
