"""The linter names everything that cannot run or must not, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from engine.findings import Finding, Severity
from engine.lint.chain import Chain
from engine.lint.fixes import fix_of
from engine.linter import LintContext, ProcessFacts, facts_of, lint_folder
from tests.engine.diagrams import (
    CARRIED,
    CONDITION,
    CONTEXT,
    DECISION,
    FINISHED,
    PROCESS,
    cycle_event,
    diagram,
    flow,
    folder,
    message_event,
    node,
    properties,
    small,
    speak_both_languages,
    spoiled,
    timer_event,
)

TASK = '<bpmn:userTask id="carry" name="Name">'
SERVICE = '<bpmn:serviceTask id="weigh" name="Name">'
PARAMETER = '<spiffworkflow:parameter id="parcel" type="any" value="parcel"/>'
PROCESS_END = "</bpmn:process>"
BEGUN = '<bpmn:startEvent id="begun" name="Name"><bpmn:documentation>Words.</bpmn:documentation>'
THROWN = "<spiffworkflow:messagePayload>{parcel: parcel}</spiffworkflow:messagePayload>"
KEYED = properties(correlation_key="parcel")
CATCH = '<bpmn:intermediateCatchEvent id="answered" name="Name">'
THROW = '<bpmn:intermediateThrowEvent id="ask" name="Name">'
ENDED = '<bpmn:endEvent id="ended" name="Name">'
LATE = (
    '<bpmn:boundaryEvent id="too_late" name="Name" attachedToRef="carry">'
    "<bpmn:documentation>Words.</bpmn:documentation>"
)
TIME = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">{}</bpmn:timeDate>'
TWICE = node(
    "boundaryEvent", "off", KEYED + message_event("called_off"), attachedToRef="finish"
) + flow("off", "ended")
FAILED = node("boundaryEvent", "failed", "<bpmn:errorEventDefinition/>", attachedToRef="finish") + (
    flow("failed", "ended")
)
RACE = node("eventBasedGateway", "race") + "".join(
    node("intermediateCatchEvent", own, KEYED + message_event("answered"))
    + flow("race", own)
    + flow(own, "ended")
    for own in ("one", "two")
)


def lint(parts: Mapping[str, bytes], context: LintContext = CONTEXT) -> tuple[Finding, ...]:
    return lint_folder(parts, context, key="send_parcel")


def test_a_folder_that_uses_everything_that_runs_has_no_findings() -> None:
    assert lint(folder()) == ()


# Each row: what the finding is called, and the one thing that is changed in a right diagram.
ERRORS = [
    ("start_several", PROCESS_END, node("startEvent", "begun_too") + PROCESS_END),
    ("dead_end", flow("finish", "ended"), ""),
    ("unreachable", PROCESS_END, node("exclusiveGateway", "lost") + flow("lost", "ended")
     + PROCESS_END),
    ("never_ends", PROCESS_END, node("exclusiveGateway", "stuck") + flow("meet", "stuck")
     + flow("stuck", "stuck") + PROCESS_END),
    ("end_continues", PROCESS_END, flow("ended", "meet") + PROCESS_END),
    ("start_has_incoming", PROCESS_END, flow("carry", "begun") + PROCESS_END),
    ("several_outgoing", PROCESS_END, flow("carry", "weigh") + PROCESS_END),
    ("flow_broken", PROCESS_END, flow("meet", "nowhere") + PROCESS_END),
    ("flow_doubled", PROCESS_END, flow("carry", "meet").replace("_to_", "_too_") + PROCESS_END),
    ("endless_loop", PROCESS_END, flow("meet", "weigh") + PROCESS_END),
    ("join_waits_for_ever", PROCESS_END, flow("come_together", "part_ways") + PROCESS_END),
    ("default_missing", ' default="is_heavy_to_meet"', ""),
    ("default_unknown", ' default="is_heavy_to_meet"', ' default="begun_to_weigh"'),
    (
        "default_has_condition",
        flow("is_heavy", "meet"),
        flow("is_heavy", "meet", CONDITION),
    ),
    ("condition_missing", CONDITION, ""),
    ("condition_misplaced", flow("begun", "weigh"), flow("begun", "weigh", CONDITION)),
    ("expression_invalid", "weight &gt; 5<", "weight &gt;&gt; 5<"),
    ("expression_invalid", "weight &gt; 5<", "__import__('os').system('true')<"),
    ("expression_invalid", PARAMETER, PARAMETER.replace('value="parcel"', 'value="("')),
    ("expression_invalid", "{parcel: parcel}", "{parcel: }"),
    ("expression_invalid", KEYED, properties(correlation_key="1 +")),
    ("name_reserved", "weight &gt; 5<", "typename = 5<"),
    ("name_reserved", "{parcel: parcel}", "{typename: parcel}"),
    ("name_reserved", "begun", "spiff_begun"),
    ("payload_not_context", "{parcel: parcel}", "parcel"),
    ("message_missing", 'messageRef="message_asked"', 'messageRef="message_lost"'),
    ("message_missing", ' name="answered"', ""),
    ("event_several", BEGUN, BEGUN + '<bpmn:messageEventDefinition messageRef="x"/>'),
    ("correlation_missing", KEYED, ""),
    ("correlation_constant", KEYED, properties(correlation_key="&quot;all&quot;")),
    ("correlation_constant", KEYED, properties(correlation_key="loop_counter")),
    ("event_several", LATE, LATE + message_event("answered")),
    ("event_several", LATE, LATE + timer_event("give_up_at")),
    ("timer_without_time", "give_up_at", ""),
    ("timer_without_time", TIME.format("rested_at"), ""),
    ("timer_several_times", TIME.format("rested_at"), TIME.format("rested_at") * 2),
    ("timer_constant", "give_up_at", '"2026-03-02T10:00:00Z"'),
    ("expression_invalid", "give_up_at", "give_up_at +"),
    ("name_reserved", "give_up_at", "spiff_time"),
    ("element_not_supported", BEGUN, BEGUN + timer_event("give_up_at")),
    ("cycle_invalid", BEGUN, BEGUN + "<bpmn:timerEventDefinition/>"),
    ("cycle_invalid", BEGUN, BEGUN + cycle_event("P1D")),
    ("timer_several_times", BEGUN, BEGUN + cycle_event("R/2026-01-01T06:00:00/P1D", times=2)),
    ("event_empty", timer_event("rested_at"), ""),
    ("event_empty", timer_event("give_up_at"), ""),
    ("boundary_host_missing", ' attachedToRef="carry"', ""),
    ("boundary_host_missing", ' attachedToRef="carry"', ' attachedToRef="lift"'),
    ("boundary_host_kind", ' attachedToRef="carry"', ' attachedToRef="meet"'),
    ("boundary_host_kind", ' attachedToRef="carry"', ' attachedToRef="too_late"'),
    ("boundary_has_incoming", PROCESS_END, flow("meet", "too_late") + PROCESS_END),
    ("boolean_unclear", ' cancelActivity="false"', ' cancelActivity="no"'),
    ("boolean_unclear", ' isExecutable="true"', ' isExecutable="True"'),
    ("child_repeated", CONDITION, CONDITION + CONDITION.replace("&gt; 5", "&lt; 5")),
    ("child_repeated", CARRIED, CARRIED + properties(form="carry")),
    ("boundary_message_twice", PROCESS_END, TWICE + PROCESS_END),
    ("boundary_code_twice", PROCESS_END, FAILED + FAILED.replace("failed", "failed_too")
     + PROCESS_END),
    ("boundary_never_comes", PROCESS_END, FAILED.replace('"finish"', '"carry"') + PROCESS_END),
    ("boundary_never_comes", PROCESS_END, FAILED.replace('"finish"', '"weigh"').replace(
        "errorE", "escalationE") + PROCESS_END),
    ("race_twice", PROCESS_END, RACE + PROCESS_END),
    ("dead_end", flow("too_late", "meet"), ""),
    ("several_outgoing", PROCESS_END, flow("too_late", "ended") + PROCESS_END),
    ("form_missing", 'name="form"', 'name="operation"'),
    ("form_unknown", 'value="carry"', 'value="lift"'),
    ("name_missing", TASK, '<bpmn:userTask id="carry">'),
    ("lane_missing", "<bpmn:flowNodeRef>carry</bpmn:flowNodeRef>", ""),
    ("lane_unknown", '"carrier"', '"postman"'),
    ("lane_automatic", '"carrier"', '"automatic"'),
    ("lane_twice", "<bpmn:flowNodeRef>carry<", "<bpmn:flowNodeRef>carry</bpmn:flowNodeRef>"
     "<bpmn:flowNodeRef>carry<"),
    ("lane_member_unknown", "<bpmn:flowNodeRef>carry<", "<bpmn:flowNodeRef>lift<"),
    ("operation_missing", '<spiffworkflow:serviceTaskOperator id="weigh">',
     "<spiffworkflow:serviceTaskOperator>"),
    ("operation_unknown", 'serviceTaskOperator id="weigh"', 'serviceTaskOperator id="burn"'),
    ("operation_unknown", 'value="carried"', 'value="dropped"'),
    ("completion_unfit", 'value="carried"', 'value="weigh"'),
    ("parameter_missing", PARAMETER, ""),
    ("parameter_unknown", PARAMETER, PARAMETER + PARAMETER.replace('id="parcel"', 'id="size"')),
    ("extension_repeated", PARAMETER, PARAMETER + PARAMETER),
    ("decision_missing", "<spiffworkflow:calledDecisionId>grade<",
     "<spiffworkflow:calledDecisionId><"),
    ("decision_unknown", "<spiffworkflow:calledDecisionId>grade<",
     "<spiffworkflow:calledDecisionId>mark<"),
    ("call_missing", ' calledElement="finish_parcel"', ""),
    ("call_unknown", '"finish_parcel"', '"finish_it"'),
    ("call_recursive", '"finish_parcel"', '"send_parcel"'),
    ("id_duplicate", 'id="ended"', 'id="begun"'),
    ("id_missing", 'id="ended"', ""),
    ("id_not_plain", "finish", "Finish-Up"),
    ("key_mismatch", '"send_parcel"', '"send_letter"'),
    ("not_executable", ' isExecutable="true"', ""),
    ("process_several", PROCESS_END, PROCESS_END + '<bpmn:process id="other"/>'),
    ("diagram_unreadable", "</bpmn:definitions>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new"), ERRORS)
def test_one_planted_fault_is_found_by_its_own_code(code: str, old: str, new: str) -> None:
    found = [finding for finding in lint(spoiled(old, new)) if finding.code == code]

    assert Severity.ERROR in {finding.severity for finding in found}
    speak_both_languages(found)


RETAGGED = [
    ("start_missing", "startEvent", "begun", "exclusiveGateway"),
    ("end_missing", "endEvent", "ended", "exclusiveGateway"),
    ("event_empty", "startEvent", "begun", "intermediateCatchEvent"),
    ("join_without_split", "parallelGateway", "part_ways", "exclusiveGateway"),
    ("element_not_supported", "parallelGateway", "part_ways", "complexGateway"),
    ("default_missing", "parallelGateway", "part_ways", "inclusiveGateway"),
    ("join_waits_for_ever", "parallelGateway", "part_ways", "inclusiveGateway"),
    ("race_target", "parallelGateway", "part_ways", "eventBasedGateway"),
]


@pytest.mark.parametrize(("code", "kind", "element", "other"), RETAGGED)
def test_an_element_of_the_wrong_kind_is_found(
    code: str, kind: str, element: str, other: str
) -> None:
    right = node(kind, element)
    xml = diagram().replace(right, node(other, element))
    if right not in diagram():
        xml = diagram().replace(message_event("parcel_came"), "")
        xml = xml.replace(right, node(other, element))

    found = [finding for finding in lint(folder(xml)) if finding.code == code]

    assert found
    speak_both_languages(found)


def test_a_file_without_a_process_is_not_a_diagram() -> None:
    xml = diagram().replace("bpmn:process", "bpmn:drawing")

    assert [finding.code for finding in lint(folder(xml))] == ["diagram_unreadable"]


WARNINGS = [
    ("documentation_missing", f"{TASK}<bpmn:documentation>Words.</bpmn:documentation>", TASK),
    ("documentation_missing", "<bpmn:documentation>When.</bpmn:documentation>", ""),
    ("merge_without_gateway", flow("carry", "meet"), flow("carry", "grade_parcel")),
    ("shape_missing", '<bpmndi:BPMNShape id="carry_di" bpmnElement="carry"/>', ""),
    ("message_unheard", 'name="asked"', 'name="shouted"'),
    ("form_unused", CARRIED, ""),
    ("name_en_missing", '<spiffworkflow:property name="name_en" value="Carry"/>', ""),
    ("name_en_missing", 'name="name_en" value="Finish"', 'name="name_en" value=" "'),
    ("name_en_missing", "<bpmn:process id", '<bpmn:process name="Namn" id'),
    ("documentation_en_missing", ' value="Carry it."', ' value=" "'),
    ("documentation_en_missing", FINISHED, properties(name_en="Finish")),
    ("documentation_en_missing", PROCESS, ""),
    ("decision_unused", "<spiffworkflow:calledDecisionId>grade<",
     "<spiffworkflow:calledDecisionId>mark<"),
    ("id_not_plain", "finish_to_ended", "Flow_1"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new"), WARNINGS)
def test_what_a_process_can_live_with_is_a_warning(code: str, old: str, new: str) -> None:
    found = [finding for finding in lint(spoiled(old, new)) if finding.code == code]

    assert [finding.severity for finding in found] == [Severity.WARNING]
    speak_both_languages(found)


REFUSED = [
    "<bpmn:scriptTask id='s'><bpmn:script>import os</bpmn:script></bpmn:scriptTask>",
    "<bpmn:task id='s'/>",
    "<bpmn:subProcess id='s' triggeredByEvent='true'/>",
    "<bpmn:adHocSubProcess id='s'/>",
    "<bpmn:transaction id='s'/>",
    "<bpmn:complexGateway id='s'/>",
    "<bpmn:dataObjectReference id='s'/>",
    "<bpmn:dataStoreReference id='s'/>",
    "<bpmn:ioSpecification id='s'/>",
    "<other:thing xmlns:other='https://example.org/other' id='s'/>",
]


@pytest.mark.parametrize("element", REFUSED)
def test_an_element_that_is_not_on_the_list_is_refused_by_name(element: str) -> None:
    parts = spoiled(PROCESS_END, element + PROCESS_END)

    found = [f for f in lint(parts) if f.code == "element_not_supported"]

    assert [finding.element for finding in found] == ["s"]
    speak_both_languages(found)


_NOWHERE = ("conditional", "compensate", "link", "cancel")


@pytest.mark.parametrize(
    ("element", "opening", "kind"),
    [
        *(("begun", BEGUN, k) for k in (*_NOWHERE, "signal", "error", "escalation", "terminate")),
        *(("answered", CATCH, k) for k in (*_NOWHERE, "error", "escalation", "terminate")),
        *(("too_late", LATE, k) for k in (*_NOWHERE, "terminate")),
        *(("ask", THROW, k) for k in (*_NOWHERE, "timer", "error", "terminate")),
        *(("ended", ENDED, k) for k in (*_NOWHERE, "timer")),
    ],
)
def test_an_event_of_a_kind_that_does_not_run_there_is_refused(
    element: str, opening: str, kind: str
) -> None:
    parts = spoiled(opening, f"{opening}<bpmn:{kind}EventDefinition/>")

    found = [f for f in lint(parts) if f.code == "event_definition_not_supported"]

    assert [finding.element for finding in found] == [element]
    speak_both_languages(found)


@pytest.mark.parametrize("kind", ["timeDuration", "timeCycle"])
def test_a_timer_that_waits_for_a_duration_is_told_to_wait_for_a_stored_time(kind: str) -> None:
    written = timer_event("give_up_at").replace("timeDate", kind)

    found = [
        finding
        for finding in lint(spoiled(timer_event("give_up_at"), written))
        if finding.code == "element_not_supported"
    ]

    assert [finding.element for finding in found] == ["too_late"]
    assert "timeDate" in found[0].text.en
    speak_both_languages(found)


def test_what_only_a_boundary_event_leads_to_can_be_reached() -> None:
    aside = node("exclusiveGateway", "aside") + flow("too_late", "aside") + flow("aside", "meet")
    parts = spoiled(flow("too_late", "meet"), aside)

    assert [finding.code for finding in lint(parts) if finding.is_error] == []


def test_a_boundary_event_may_stand_in_the_lane_of_its_host_or_in_none() -> None:
    own = "<bpmn:flowNodeRef>carry</bpmn:flowNodeRef>"
    parts = spoiled(own, own + own.replace("carry", "too_late"))

    assert [finding.code for finding in lint(parts) if finding.is_error] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PARAMETER, PARAMETER + "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"),
        (SERVICE, SERVICE + "<bpmn:extensionElements><spiffworkflow:preScript>import os"
         "</spiffworkflow:preScript></bpmn:extensionElements>"),
        (TASK, TASK + "<bpmn:extensionElements><spiffworkflow:postScript>import os"
         "</spiffworkflow:postScript></bpmn:extensionElements>"),
        (TASK, TASK + properties(formJsonSchemaFilename="a.json")),
        (CATCH, CATCH + "<bpmn:extensionElements><o:x xmlns:o='https://example.org/o'/>"
         "</bpmn:extensionElements>"),
        ('<bpmn:messageEventDefinition messageRef="message_answered">',
         '<bpmn:messageEventDefinition messageRef="message_answered"><bpmn:extensionElements>'
         + THROWN + "</bpmn:extensionElements>"),
    ],
)  # fmt: skip
def test_scripts_and_unknown_extensions_are_refused(old: str, new: str) -> None:
    found = [f for f in lint(spoiled(old, new)) if f.code == "extension_not_supported"]

    assert len(found) == 1
    speak_both_languages(found)


@pytest.mark.parametrize(
    "attribute",
    ["isForCompensation='true'", "startQuantity='2'", "default='x'", "completionQuantity='2'",
     "xmlns:camunda='http://camunda.org/schema/1.0/bpmn' camunda:asyncBefore='true'"],
)  # fmt: skip
def test_an_attribute_that_would_not_be_obeyed_is_refused(attribute: str) -> None:
    parts = spoiled('<bpmn:userTask id="carry"', f'<bpmn:userTask {attribute} id="carry"')

    found = [f for f in lint(parts) if f.code == "attribute_not_supported"]

    assert [finding.element for finding in found] == ["carry"]
    speak_both_languages(found)


def test_a_process_with_too_much_in_it_is_told_to_be_divided_and_not_looked_at_further() -> None:
    many = "".join(node("exclusiveGateway", f"gateway_{number}") for number in range(600))

    codes = [f.code for f in lint(spoiled(PROCESS_END, many + PROCESS_END)) if f.is_error]

    assert codes == ["process_too_large"]


_AGAIN = "<bpmn:loopCondition>weight &gt; 5</bpmn:loopCondition>"


def _looping(most: str) -> dict[str, bytes]:
    """Carried by a person again and again."""
    kind = "bpmn:standardLoopCharacteristics"
    return spoiled(TASK, f"{TASK}<{kind} loopMaximum='{most}'>{_AGAIN}</{kind}>")


@pytest.mark.parametrize("most", ["abc", "-1", "0", "1.5", "101", "9" * 400, "5 gånger"])
def test_how_often_a_loop_goes_at_most_is_a_number_also_when_a_person_is_awaited(most: str) -> None:
    (found,) = [finding for finding in lint(_looping(most)) if finding.code == "loop_limit"]
    assert found.element == "carry"
    assert f"”{most[:50]}" in found.text.sv
    assert len(found.text.sv) < 200
    assert "heltal från 1 till 100" in found.text.sv
    assert fix_of(found.code).sv
    speak_both_languages([found])


@pytest.mark.parametrize("most", ["1", "100", " 7 ", ""])
def test_how_often_a_loop_goes_at_most_may_be_left_out_or_be_a_number(most: str) -> None:
    told = {finding.code for finding in lint(_looping(most))}
    assert not told & {"loop_limit", "loop_unbounded"}


def test_a_loop_that_waits_for_a_person_may_go_round() -> None:
    waiting = spoiled(flow("carry", "meet"), flow("carry", "weigh"))

    assert "endless_loop" not in {finding.code for finding in lint(waiting)}


def test_a_ring_of_calls_through_another_process_is_found() -> None:
    ring = {"finish_parcel": ProcessFacts(calls=frozenset({"send_parcel"}))}

    codes = {f.code for f in lint(folder(), replace(CONTEXT, processes=ring))}

    assert "call_recursive" in codes


def test_a_message_that_starts_another_process_already_is_refused() -> None:
    taken = {**CONTEXT.processes, "other": ProcessFacts(started_by="parcel_came")}

    codes = {f.code for f in lint(folder(), replace(CONTEXT, processes=taken))}

    assert "message_starts_several" in codes


FILES = [
    ("diagram_missing", {"process.bpmn": None}),
    ("form.unreadable", {"forms/carry.json": b"{"}),
    ("form_id", {"forms/lift.json": folder()["forms/carry.json"]}),
    ("part_name", {"forms/Lift-It.json": folder()["forms/carry.json"]}),
    ("part_name", {"../evil.dmn": DECISION.encode()}),
    ("decision_invalid", {"grade.dmn": b"<definitions/>"}),
    ("decision_duplicate", {"grade_too.dmn": DECISION.encode()}),
    ("name_reserved", {"grade.dmn": DECISION.replace('name="grade"', 'name="typename"').encode()}),
    ("part_too_large", {"letters/long.typ": b"x" * 2_000_001}),
    ("part_unknown", {"process.bpmn~": b""}),
]


@pytest.mark.parametrize(("code", "changes"), FILES)
def test_what_is_wrong_with_a_file_is_told_with_its_name(
    code: str, changes: dict[str, bytes | None]
) -> None:
    parts = {k: v for k, v in {**folder(), **changes}.items() if v is not None}

    found = [finding for finding in lint(parts) if finding.code == code]

    assert {finding.element for finding in found} == set(changes)
    speak_both_languages(found)


def test_a_table_that_cannot_be_read_is_told_once_and_not_at_the_step_that_uses_it() -> None:
    parts = {**folder(), "grade.dmn": DECISION.replace('"light"', '"light').encode()}

    found = [finding for finding in lint(parts) if finding.is_error]

    assert [(one.code, one.element) for one in found] == [("decision_invalid", "grade.dmn")]
    assert "Regel 2 (rule_light), " in found[0].text.sv
    assert "Citattecknet" in found[0].text.sv


def test_a_word_in_a_table_that_nothing_asks_for_is_most_likely_a_text_without_its_marks() -> None:
    parts = {**folder(), "grade.dmn": DECISION.replace('"light"', "light").encode()}

    found = [finding for finding in lint(parts) if finding.code == "decision_bare_word"]

    assert [finding.element for finding in found] == ["grade.dmn"]
    assert '"light"' in found[0].text.sv
    speak_both_languages(found)


@pytest.mark.parametrize(
    ("lost", "place"),
    [
        ('name="name_en" value="Grade"', "the name of the table"),
        ('name="label_en" value="Weight"', "the heading Weight"),
        ('name="label_en" value="Grade"', "the heading Grade"),
        ('name="description_en" value="Heavy."', "the explanation of rule 1"),
    ],
)
def test_what_is_read_in_a_table_and_is_only_in_swedish_is_a_warning(lost: str, place: str) -> None:
    parts = {**folder(), "grade.dmn": DECISION.replace(lost, 'name="x" value="y"').encode()}

    (found,) = lint(parts)

    assert (found.code, found.element, found.severity) == (
        "table_en_missing",
        "grade.dmn",
        Severity.WARNING,
    )
    assert place in found.text.en
    speak_both_languages([found])


def test_a_letter_that_is_not_there_is_found_where_it_is_named() -> None:
    known = replace(CONTEXT, known_values={"parcel": frozenset({"p1"}), "grade": frozenset({"x"})})
    named = spoiled(PARAMETER, PARAMETER.replace('value="parcel"', "value='\"p2\"'"))
    right = spoiled(PARAMETER, PARAMETER.replace('value="parcel"', "value='\"p1\"'"))
    found = [f for f in lint_folder(named, known) if f.code == "value_unknown"]
    speak_both_languages(found)
    assert [f.element for f in found] == ["grade.dmn", "grade.dmn", "weigh"]
    assert "weigh" not in {f.element for f in lint_folder(right, known)}


def test_the_facts_of_a_process_that_cannot_be_read_are_none() -> None:
    assert facts_of({"process.bpmn": b"<"}) is None
    facts = facts_of(small("a", calls="b"))
    assert facts is not None
    assert replace(facts, chain=Chain()) == ProcessFacts(
        calls=frozenset({"b"}), needs=frozenset(), gives=frozenset()
    )


def _formless(name: str) -> Finding:
    """What is said of the task when it has lost its form."""
    xml = diagram().replace(TASK, f'<bpmn:userTask id="carry" name="{name}">')
    found = lint(folder(xml.replace('name="form"', 'name="operation"', 1)))
    return next(one for one in found if one.code == "form_missing")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bär paketet", "”Bär paketet” (carry)"),
        ("Bär&#10;paketet", "”Bär paketet” (carry)"),
        ("", "carry"),
        ("Bär " * 200, f"”{'Bär ' * 14}…” (carry)"),
    ],
    ids=["named", "on two lines", "nameless", "too long"],
)
def test_a_sentence_says_the_name_that_was_drawn_and_then_the_id(name: str, said: str) -> None:
    found = _formless(name)
    assert found.text.sv == f"Användaruppgiften {said} saknar formulär."
    assert found.text.en == "The user task “Carry” (carry) has no form."
