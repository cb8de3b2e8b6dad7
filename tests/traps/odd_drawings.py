"""Diagrams that the library runs, each in a way of its own, and that our linter refuses."""

from __future__ import annotations

from tests.engine.diagrams import message_event, node, timer_event
from tests.traps import drawings


def _timer(kind: str, text: str) -> str:
    return (
        f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    )


REMINDED_FOR_EVER = drawings.drawn(
    drawings.person("carry")
    + drawings.boundary("again", "carry", _timer("timeCycle", "'R1000/PT0S'"), interrupts=False)
    + drawings.person("remind"),
    [("begun", "carry"), ("carry", "ended"), ("again", "remind"), ("remind", "ended")],
)
THREE_DAYS = drawings.BESIDE.replace(timer_event("soon"), _timer("timeDuration", "'3 dagar'"))
WORKED_OUT_BEFORE = drawings.drawn(
    node(
        "userTask",
        "carry",
        "<bpmn:extensionElements><spiffworkflow:preScript>soon = '2027-01-01T00:00:00+00:00'"
        "</spiffworkflow:preScript></bpmn:extensionElements>",
    )
    + drawings.boundary("too_late", "carry", timer_event("soon"))
    + node("endEvent", "late"),
    [("begun", "carry"), ("carry", "ended"), ("too_late", "late")],
)
CODE = drawings.drawn(
    drawings.person("first")
    + node("exclusiveGateway", "choose", default="choose_to_other")
    + drawings.person("chosen")
    + drawings.person("other"),
    [
        ("begun", "first"),
        ("first", "choose"),
        ("choose", "chosen", "__import__('os').getpid() &gt; 0"),
        ("choose", "other"),
        ("chosen", "ended"),
        ("other", "ended"),
    ],
)


def scripted(text: str) -> str:
    """A task, and behind it a script."""
    return drawings.drawn(
        drawings.person("first")
        + node("scriptTask", "add", f"<bpmn:script>{text}</bpmn:script>")
        + drawings.person("second"),
        [("begun", "first"), ("first", "add"), ("add", "second"), ("second", "ended")],
    )


EVENT_SUB_PROCESS = drawings.drawn(
    drawings.person("carry"),
    [("begun", "carry"), ("carry", "ended")],
    more=(
        '<bpmn:subProcess id="aside" triggeredByEvent="true">'
        '<bpmn:startEvent id="rung" isInterrupting="false">'
        '<bpmn:signalEventDefinition signalRef="signal_alarm"/></bpmn:startEvent>'
        '<bpmn:userTask id="run_out"/><bpmn:endEvent id="out"/>'
        '<bpmn:sequenceFlow id="rung_to_out" sourceRef="rung" targetRef="run_out"/>'
        '<bpmn:sequenceFlow id="run_to_out" sourceRef="run_out" targetRef="out"/>'
        "</bpmn:subProcess>"
    ),
).replace("<bpmndi:", '<bpmn:signal id="signal_alarm" name="alarm"/><bpmndi:', 1)
ENDLESS = drawings.drawn(
    node("exclusiveGateway", "meet") + node("exclusiveGateway", "again", default="again_to_ended"),
    [
        ("begun", "meet"),
        ("meet", "again"),
        ("again", "meet", "more"),
        ("again", "ended"),
    ],
)
"""A loop in which nobody is waited for."""


def _declared(xml: str, declaration: str) -> str:
    return xml.replace("<bpmndi:", f"{declaration}<bpmndi:", 1)


AWAITED = _declared(
    drawings.drawn(
        node("intermediateCatchEvent", "answered", message_event("answered")),
        [("begun", "answered"), ("answered", "ended")],
    ),
    '<bpmn:message id="message_answered" name="answered"/>',
)
_STRAIGHT: list[drawings.Way] = [("begun", "odd"), ("odd", "ended")]
SILENT = {
    "compensation thrown": drawings.drawn(
        node("intermediateThrowEvent", "odd", "<bpmn:compensateEventDefinition/>"), _STRAIGHT
    ),
    "link thrown": drawings.drawn(
        node("intermediateThrowEvent", "odd", '<bpmn:linkEventDefinition name="on"/>')
        + node("intermediateCatchEvent", "landed", '<bpmn:linkEventDefinition name="on"/>')
        + drawings.person("carry"),
        [("begun", "odd"), ("landed", "carry"), ("carry", "ended")],
    ),
    "nothing received": drawings.drawn(node("receiveTask", "odd"), _STRAIGHT),
    "nobody comes there": drawings.drawn(drawings.person("alone"), [("begun", "ended")]),
}
_OBJECT = '<bpmn:dataObject id="fact"/><bpmn:dataObjectReference id="ref" dataObjectRef="fact"/>'
_READS = (
    "<bpmn:dataInputAssociation id='reads'><bpmn:sourceRef>ref</bpmn:sourceRef>"
    "</bpmn:dataInputAssociation>"
)
_WRITES = (
    "<bpmn:dataOutputAssociation id='writes'><bpmn:targetRef>ref</bpmn:targetRef>"
    "</bpmn:dataOutputAssociation>"
)


def _within(name: str, inside: str, middle: str) -> str:
    return node(
        "subProcess",
        name,
        f'<bpmn:startEvent id="{name}_begun"/><bpmn:endEvent id="{name}_ended"/>{inside}'
        f'<bpmn:sequenceFlow id="{name}_in" sourceRef="{name}_begun" targetRef="{middle}"/>'
        f'<bpmn:sequenceFlow id="{name}_out" sourceRef="{middle}" targetRef="{name}_ended"/>',
    )


DATA_OBJECT = drawings.drawn(
    node("manualTask", "first", _WRITES) + node("manualTask", "second"),
    [("begun", "first"), ("first", "second"), ("second", "ended")],
    more=_OBJECT,
)
DATA_OBJECT_ABOVE = drawings.drawn(
    _within("outer", _within("inner", node("manualTask", "deep", _READS), "deep"), "inner"),
    [("begun", "outer"), ("outer", "ended")],
    more=_OBJECT,
)
