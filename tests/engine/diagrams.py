"""A whole process folder that uses everything that runs, for tests to spoil one thing at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from engine.findings import Finding
from engine.linter import LintContext, ProcessFacts
from engine.signatures import OperationSignature

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
    id="file" targetNamespace="https://example.org/processes">
"""
_EXTENSION = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
CONDITION = (
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">weight &gt; 5'
    "</bpmn:conditionExpression>"
)
FORM = {
    "id": "carry",
    "version": 1,
    "title": {"sv": "Bär paketet", "en": "Carry the parcel"},
    "schema": {
        "type": "object",
        "properties": {"place": {"type": "string", "maxLength": 80}},
        "required": ["place"],
        "additionalProperties": False,
    },
    "ui": [
        {
            "group": {"sv": "Var", "en": "Where"},
            "fields": [
                {
                    "name": "place",
                    "widget": "text",
                    "label": {"sv": "Plats", "en": "Place"},
                    "errors": {"required": {"sv": "Skriv var.", "en": "Write where."}},
                }
            ],
        }
    ],
}
DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tables" name="Tables"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
    namespace="https://example.org/tables">
  <decision id="grade" name="Grade">
    <extensionElements><spiffworkflow:properties>
    <spiffworkflow:property name="name_en" value="Grade"/>
    </spiffworkflow:properties></extensionElements>
    <decisionTable id="grade_table" hitPolicy="FIRST">
      <input id="input_weight" label="Weight">
        <extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="label_en" value="Weight"/>
        </spiffworkflow:properties></extensionElements>
        <inputExpression id="expression_weight" typeRef="number"><text>weight</text>
        </inputExpression>
      </input>
      <output id="output_grade" label="Grade" name="grade" typeRef="string">
        <extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="label_en" value="Grade"/>
        </spiffworkflow:properties></extensionElements>
      </output>
      <rule id="rule_heavy">
        <description>Heavy.</description>
        <extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="description_en" value="Heavy."/>
        </spiffworkflow:properties></extensionElements>
        <inputEntry id="heavy_in"><text>&gt; 5</text></inputEntry>
        <outputEntry id="heavy_out"><text>"heavy"</text></outputEntry>
      </rule>
      <rule id="rule_light">
        <inputEntry id="light_in"><text>-</text></inputEntry>
        <outputEntry id="light_out"><text>"light"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
CONTEXT = LintContext(
    operations={
        "weigh": OperationSignature(frozenset({"parcel"}), frozenset({"scale"})),
        "carried": OperationSignature(frozenset({"answers"})),
    },
    roles=frozenset({"carrier"}),
    processes={"finish_parcel": ProcessFacts(started_by=None, catches=frozenset({"asked"}))},
)


def properties(**values: str) -> str:
    """The extension that holds our properties."""
    found = "".join(
        f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in values.items()
    )
    return _EXTENSION.format(f"<spiffworkflow:properties>{found}</spiffworkflow:properties>")


def node(kind: str, own_id: str, inside: str = "", **attributes: str) -> str:
    """An element with a name and a documentation."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<bpmn:{kind} id="{own_id}" name="Name"{more}>'
        f"<bpmn:documentation>Words.</bpmn:documentation>{inside}</bpmn:{kind}>\n"
    )


def flow(source: str, target: str, inside: str = "") -> str:
    """A sequence flow named after what it joins."""
    return (
        f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" '
        f'targetRef="{target}">{inside}</bpmn:sequenceFlow>\n'
    )


def message_event(name: str, payload: str = "") -> str:
    """The definition of an event that is about a message."""
    inside = (
        _EXTENSION.format(f"<spiffworkflow:messagePayload>{payload}</spiffworkflow:messagePayload>")
        if payload
        else ""
    )
    return (
        f'<bpmn:messageEventDefinition messageRef="message_{name}">{inside}'
        "</bpmn:messageEventDefinition>"
    )


def timer_event(due: str) -> str:
    """The definition of an event that waits for a time."""
    return (
        f'<bpmn:timerEventDefinition><bpmn:timeDate xsi:type="bpmn:tFormalExpression">{due}'
        "</bpmn:timeDate></bpmn:timerEventDefinition>"
    )


def cycle_event(cycle: str, times: int = 1) -> str:
    """The definition of a start whose time comes again and again."""
    written = f'<bpmn:timeCycle xsi:type="bpmn:tFormalExpression">{cycle}</bpmn:timeCycle>'
    return f"<bpmn:timerEventDefinition>{written * times}</bpmn:timerEventDefinition>"


def operator(name: str, **parameters: str) -> str:
    """The extension that says which operation a service task runs."""
    given = "".join(
        f'<spiffworkflow:parameter id="{name}" type="any" value="{value}"/>'
        for name, value in parameters.items()
    )
    return _EXTENSION.format(
        f'<spiffworkflow:serviceTaskOperator id="{name}"><spiffworkflow:parameters>{given}'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )


def lane(role: str, *members: str) -> str:
    """A lane and what stands in it."""
    inside = "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
    return f'<bpmn:lane id="{role}" name="Role">{inside}</bpmn:lane>'


_DOCUMENTED = "<bpmn:documentation>When.</bpmn:documentation>" + CONDITION
CARRIED = properties(
    name_en="Carry", documentation_en="Carry it.", form="carry", operation="carried"
)
"""What is said of the one task, with its form."""
FINISHED = properties(name_en="Finish", documentation_en="Finish it.", inputs="", outputs="")
_DECISION = _EXTENSION.format(
    "<spiffworkflow:calledDecisionId>grade</spiffworkflow:calledDecisionId>"
)
_ELEMENTS = (
    node("startEvent", "begun", message_event("parcel_came"))
    + node("serviceTask", "weigh", operator("weigh", parcel="parcel"))
    + node("exclusiveGateway", "is_heavy", default="is_heavy_to_meet")
    + node("userTask", "carry", CARRIED)
    + node("boundaryEvent", "too_late", timer_event("give_up_at"), attachedToRef="carry")
    + node("exclusiveGateway", "meet")
    + node("businessRuleTask", "grade_parcel", _DECISION)
    + node("parallelGateway", "part_ways")
    + node(
        "intermediateThrowEvent",
        "ask",
        properties(correlation_key="parcel") + message_event("asked", "{parcel: parcel}"),
    )
    + node(
        "intermediateCatchEvent",
        "answered",
        properties(correlation_key="parcel") + message_event("answered"),
    )
    + node("parallelGateway", "come_together")
    + node("intermediateCatchEvent", "rest", timer_event("rested_at"))
    + node("callActivity", "finish", FINISHED, calledElement="finish_parcel")
    + node(
        "boundaryEvent",
        "called_off",
        properties(correlation_key="parcel") + message_event("called_off"),
        attachedToRef="finish",
        cancelActivity="false",
    )
    + node("endEvent", "ended")
)
_FLOWS = (
    flow("begun", "weigh")
    + flow("weigh", "is_heavy")
    + flow("is_heavy", "carry", _DOCUMENTED)
    + flow("is_heavy", "meet")
    + flow("carry", "meet")
    + flow("meet", "grade_parcel")
    + flow("grade_parcel", "part_ways")
    + flow("part_ways", "ask")
    + flow("part_ways", "answered")
    + flow("ask", "come_together")
    + flow("answered", "come_together")
    + flow("too_late", "meet")
    + flow("come_together", "rest")
    + flow("rest", "finish")
    + flow("called_off", "ended")
    + flow("finish", "ended")
)
_MESSAGES = "".join(
    f'<bpmn:message id="message_{name}" name="{name}"/>\n'
    for name in ("parcel_came", "asked", "answered", "called_off")
)
_LANES = f"<bpmn:laneSet id='lanes'>{lane('carrier', 'carry')}</bpmn:laneSet>\n"


IN_ENGLISH = {"documentation_en": "Words in English."}
PROCESS = properties(**IN_ENGLISH)


def diagram(
    elements: str = _ELEMENTS,
    flows: str = _FLOWS,
    *,
    lanes: str = _LANES,
    messages: str = _MESSAGES,
    key: str = "send_parcel",
    **values: str,
) -> str:
    """A file with one process, in which everything that has an id is drawn; ``values`` are the
    inputs and outputs that it declares."""
    said = properties(**IN_ENGLISH, **values)
    process = (
        f'<bpmn:process id="{key}" isExecutable="true">'
        f"<bpmn:documentation>Words.</bpmn:documentation>{said}\n{lanes}{elements}{flows}"
        "</bpmn:process>\n"
    )
    return f"{_HEAD}{process}{messages}{_drawing(elements + flows)}</bpmn:definitions>\n"


def _drawing(written: str) -> str:
    own = {part.split('"', 1)[0]: None for part in written.split(' id="')[1:]}
    shapes = "".join(f'<bpmndi:BPMNShape id="{i}_di" bpmnElement="{i}"/>\n' for i in own)
    plane = f'<bpmndi:BPMNPlane id="plane">{shapes}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="drawing">{plane}</bpmndi:BPMNDiagram>'


def folder(xml: str | None = None, **changes: bytes) -> dict[str, bytes]:
    """The files of the process; ``changes`` are forms by name."""
    files: dict[str, bytes] = {
        "process.bpmn": (diagram() if xml is None else xml).encode(),
        "grade.dmn": DECISION.encode(),
        "forms/carry.json": json.dumps(FORM).encode(),
        "CHANGES.md": b"# Changes\n",
    }
    return {**files, **{f"forms/{name}.json": body for name, body in changes.items()}}


def spoiled(old: str, new: str) -> dict[str, bytes]:
    """The folder with one thing in its diagram changed, which must be there."""
    xml = diagram()
    if old not in xml:
        raise ValueError(f"The diagram has no {old!r} to spoil.")
    return folder(xml.replace(old, new))


def small(key: str, *, calls: str = "", word: str = "Words.") -> Mapping[str, bytes]:
    """A process of one step: a call of another process, or nothing to do at all."""
    none = {"inputs": "", "outputs": ""}
    call = node("callActivity", "step", properties(**none), calledElement=calls) if calls else ""
    middle = call or node("exclusiveGateway", "step")
    xml = diagram(
        node("startEvent", "begun") + middle + node("endEvent", "ended"),
        flow("begun", "step") + flow("step", "ended"),
        lanes="",
        messages="",
        key=key,
        **none,
    )
    return {"process.bpmn": xml.replace("Words.", word).encode()}


def speak_both_languages(found: Iterable[Finding]) -> None:
    """Fail unless every finding is a sentence in Swedish and in English."""
    for finding in found:
        assert finding.text.sv.endswith("."), finding.text.sv
        assert finding.text.en.endswith("."), finding.text.en
        assert finding.text.sv != finding.text.en
