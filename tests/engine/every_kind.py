"""A process, drawn, with every kind of element that the first ones did not have."""

from __future__ import annotations

import json
import re

from tests.engine.diagrams import (
    FORM,
    cycle_event,
    diagram,
    flow,
    lane,
    message_event,
    node,
    properties,
    timer_event,
)

KEY = "every_kind"
_DRAWN = (
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
KEYED = properties(correlation_key="message")
THREE = (
    '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression"'
    ">3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)
AGAIN = (
    '<bpmn:standardLoopCharacteristics loopMaximum="2"><bpmn:loopCondition '
    'xsi:type="bpmn:tFormalExpression">message != null</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)
IF = (
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">message != null'
    "</bpmn:conditionExpression>"
)
INSIDE = (
    ("hall_begun", "note"),
    ("note", "is_fit"),
    ("is_fit", "call_out"),
    ("is_fit", "hall_failed"),
    ("call_out", "hall_ended"),
)
WAYS = (
    ("begun", "fan"),
    ("fan", "look"),
    ("fan", "tell"),
    ("look", "meet"),
    ("tell", "meet"),
    ("meet", "hall"),
    ("hall", "race"),
    ("amiss", "gone"),
    ("asked_for", "asked_end"),
    ("race", "heard"),
    ("race", "waited"),
    ("heard", "raced"),
    ("waited", "raced"),
    ("raced", "answer"),
    ("answer", "all_over"),
)
ON_EDGE = ("amiss", "asked_for")


def about(kind: str, name: str) -> str:
    return f'<bpmn:{kind}EventDefinition {kind}Ref="{kind}_{name}"/>'


def every_kind(start: str = "") -> str:
    """The file; ``start`` is what begins it, a message if nothing else."""
    hall = (
        node("startEvent", "hall_begun")
        + node("manualTask", "note", properties(form="carry") + AGAIN)
        + node("intermediateThrowEvent", "call_out", about("escalation", "help"))
        + node("exclusiveGateway", "is_fit", default="is_fit_to_call_out")
        + node("endEvent", "hall_ended")
        + node("endEvent", "hall_failed", about("error", "amiss"))
        + "".join(
            flow(*way, IF.replace("!=", "=") if way[1] == "hall_failed" else "") for way in INSIDE
        )
    )
    nodes = (
        node("startEvent", "begun", start or message_event("came"))
        + node("inclusiveGateway", "fan", default="fan_to_tell")
        + node("userTask", "look", properties(form="carry", name_en="Look") + THREE)
        + node("sendTask", "tell", KEYED, messageRef="message_told")
        + node("inclusiveGateway", "meet")
        + node("subProcess", "hall", properties(name_en="Hall") + hall)
        + node("boundaryEvent", "amiss", about("error", "amiss"), attachedToRef="hall")
        + node("endEvent", "gone", about("signal", "done"))
        + node(
            "boundaryEvent",
            "asked_for",
            about("escalation", "help"),
            attachedToRef="hall",
            cancelActivity="false",
        )
        + node("endEvent", "asked_end")
        + node("eventBasedGateway", "race")
        + node("intermediateCatchEvent", "heard", about("signal", "done"))
        + node("intermediateCatchEvent", "waited", timer_event("limit"))
        + node("exclusiveGateway", "raced")
        + node("receiveTask", "answer", KEYED, messageRef="message_answered")
        + node("endEvent", "all_over", "<bpmn:terminateEventDefinition/>")
    )
    outer = [name for way in WAYS for name in way]
    flows = "".join(flow(*way, IF if way == ("fan", "look") else "") for way in WAYS)
    lanes = f"<bpmn:laneSet id='lanes'>{lane('registrar', *dict.fromkeys(outer))}</bpmn:laneSet>"
    written = diagram(nodes, flows, lanes=lanes, messages="", key=KEY)
    whole, plane = _declarations(), _plane()
    written = re.sub(r"<bpmndi:BPMNDiagram.*", "", written, flags=re.DOTALL)
    written = written.replace("<bpmn:process ", f"{whole}<bpmn:process ")
    written = written.replace(' id="file"', f' {_DRAWN} id="file"')
    for name in re.findall(r' id="([a-z_]+)" name="Name"', written):
        title = name.replace("_", " ").capitalize()
        written = written.replace(f'id="{name}" name="Name"', f'id="{name}" name="{title}"')
    return f"{written}{plane}</bpmn:definitions>"


def files(start: str = "") -> dict[str, bytes]:
    """The folder of the process."""
    return {
        "process.bpmn": every_kind(start).encode(),
        "CHANGES.md": b"# Changes\n",
        "forms/carry.json": json.dumps(FORM).encode(),
    }


def weekly() -> str:
    return cycle_event("R/2026-03-02T06:00:00/P1W")


def _declarations() -> str:
    pool = f'<bpmn:participant id="pool" name="Every" processRef="{KEY}"/>'
    return (
        f'<bpmn:collaboration id="whole">{pool}</bpmn:collaboration>'
        + "".join(f'<bpmn:message id="message_{m}" name="{m}"/>' for m in ("came", "told"))
        + '<bpmn:message id="message_answered" name="answered"/>'
        + '<bpmn:error id="error_amiss" name="amiss" errorCode="amiss"/>'
        + '<bpmn:escalation id="escalation_help" name="help" escalationCode="help"/>'
        + '<bpmn:signal id="signal_done" name="done"/>'
    )


_PLACES = {
    "begun": (100, 200), "fan": (200, 200), "look": (300, 120), "tell": (300, 280),
    "meet": (450, 200), "hall": (520, 120), "hall_begun": (560, 180), "note": (620, 160),
    "is_fit": (740, 175), "call_out": (810, 182), "hall_ended": (870, 182),
    "hall_failed": (747, 240), "amiss": (700, 282), "gone": (800, 380),
    "asked_for": (600, 282), "asked_end": (600, 380), "race": (960, 195), "heard": (1050, 140),
    "waited": (1050, 260), "raced": (1130, 195), "answer": (1220, 180), "all_over": (1380, 202),
}  # fmt: skip
_SIZES = {"look": (100, 80), "tell": (100, 80), "note": (100, 80), "answer": (100, 80)}
_SIZES |= {"hall": (400, 180)} | dict.fromkeys(("fan", "meet", "race", "raced", "is_fit"), (50, 50))


def _plane() -> str:
    shapes = [_shape("pool", 20, 80, 1480, 380), _shape("registrar", 50, 80, 1450, 380)]
    shapes += [_shape(n, *_PLACES[n], *_SIZES.get(n, (36, 36))) for n in _PLACES]
    edges = [_edge(*way) for way in (*WAYS, *INSIDE)]
    inside = "".join(shapes + edges)
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="whole">{inside}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="drawing">{plane}</bpmndi:BPMNDiagram>'


def _shape(name: str, x: int, y: int, width: int, height: int) -> str:
    flags = ' isHorizontal="true"' if name in ("pool", "registrar") else ""
    flags = ' isExpanded="true"' if name == "hall" else flags
    return (
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"{flags}><dc:Bounds x="{x}" y="{y}" '
        f'width="{width}" height="{height}"/></bpmndi:BPMNShape>'
    )


def _edge(source: str, target: str) -> str:
    points = "".join(
        f'<di:waypoint x="{x + width // 2}" y="{y + height // 2}"/>'
        for (x, y), (width, height) in (
            (_PLACES[n], _SIZES.get(n, (36, 36))) for n in (source, target)
        )
    )
    own = f"{source}_to_{target}"
    return f'<bpmndi:BPMNEdge id="{own}_di" bpmnElement="{own}">{points}</bpmndi:BPMNEdge>'
