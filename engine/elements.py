"""A diagram read into plain values: the process, its elements, flows, lanes and messages."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from engine.bpmn import BPMN, FLOW_NODES, bpmn, extension, is_true
from engine.node_parts import (
    documentation_en_of,
    documentation_of,
    extension_of,
    name_en_of,
    name_of,
    optional_text,
    properties_of,
)
from engine.repeats import Repeats, repeats_of
from engine.safe_xml import XmlRefused, children, line_of, local_name, namespace, parse, text_of
from engine.texts import Text


@dataclass(frozen=True)
class Element:
    """A flow node. ``incoming`` and ``outgoing`` are ids of sequence flows, as the flows say.

    ``scope`` is the sub-process it stands in, None for the process itself. ``operation`` is what a
    service task does, or what completes a user task. ``event`` is what an event awaits or throws:
    message, timer, signal, error, escalation, or terminate; None for what is neither. ``message``
    is the name of the message, not the id of its declaration; ``code`` that of an error, an
    escalation or a signal, where None catches every one. ``due`` is when a timer event is due, None
    for what is no timer, and ``cycle`` when a process begins by itself (``engine/cycles.py``).
    ``attached_to`` is the host of a boundary event, which it interrupts unless told otherwise.
    ``inputs`` and ``outputs`` name the values that a call hands over and takes back
    (``value_names``), None for all. Expressions are FEEL text, not compiled. For the names see
    ``_name``, for the descriptions ``_documentation``.
    """

    id: str
    type: str
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    lane: str | None
    scope: str | None
    form: str | None
    operation: str | None
    parameters: Mapping[str, str]
    decision: str | None
    event: str | None
    message: str | None
    code: str | None
    correlation_key: str | None
    payload: str | None
    due: str | None
    cycle: str | None
    attached_to: str | None
    is_interrupting: bool
    called_process: str | None
    inputs: str | None
    outputs: str | None
    repeats: Repeats | None
    default_flow: str | None
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``condition`` is FEEL text."""

    id: str
    source: str
    target: str
    condition: str | None
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    line: int


@dataclass(frozen=True)
class Lane:
    """A lane; its id is the role that does what stands in it."""

    id: str
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    elements: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class ProcessModel:
    """One process. ``messages`` is from the id of a declaration to the name; ``lines`` from id.

    ``inputs`` and ``outputs`` name the values that it needs to begin and those that it gives
    (``value_names``), None where it does not say.
    """

    key: str
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    inputs: str | None
    outputs: str | None
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    messages: Mapping[str, str]
    lines: Mapping[str, int]

    @property
    def start_message(self) -> str | None:
        """The name of the message that starts the process, if one does."""
        starts = (e.message for e in self.inside(None) if e.type == "startEvent")
        return next((message for message in starts if message), None)

    def inside(self, scope: str | None) -> tuple[Element, ...]:
        """What stands in a sub-process, or in the process itself, in the order of the file."""
        return tuple(e for e in self.elements.values() if e.scope == scope)

    def below(self, scope: str) -> frozenset[str]:
        """The ids of everything in a sub-process, and in those within it."""
        own = self.inside(scope)
        deeper = (self.below(e.id) for e in own if e.type == "subProcess")
        return frozenset(e.id for e in own).union(*deeper)

    def attached(self, host: str) -> tuple[Element, ...]:
        """The boundary events of an element, in the order of the file."""
        return tuple(e for e in self.elements.values() if e.attached_to == host)

    @property
    def called_keys(self) -> frozenset[str]:
        """The keys of the processes that this one calls."""
        called = (element.called_process for element in self.elements.values())
        return frozenset(key for key in called if key)


def value_names(said: str) -> tuple[str, ...]:
    """The names of values in a text that sets commas between them; none in an empty one."""
    return tuple(name for part in said.split(",") if (name := part.strip()))


def read_process(xml: bytes) -> ProcessModel:
    """The process in a file, right or wrong: what may not be in it is the linter's business.

    Raises XmlRefused when the bytes cannot be read or hold no process.
    """
    return process_in(parse(xml))


def process_in(root: etree._Element) -> ProcessModel:
    """The process below the root: the executable one, else the first. Raises XmlRefused."""
    process = _process(root)
    properties = properties_of(process)
    messages = {_id(node): node.get("name", "") for node in root.findall(bpmn("message"))}
    lanes = {lane.id: lane for lane in _lanes(process)}
    scopes = list(_scopes(process))
    flows = {flow.id: flow for scope in scopes for flow in _flows(scope)}
    surroundings = _Surroundings.of(lanes.values(), flows.values(), messages, _codes(root))
    elements = {
        _id(node): _element(node, _id(scope) if scope is not process else None, surroundings)
        for scope in scopes
        for node in children(scope)
        if namespace(node) == BPMN and local_name(node) in FLOW_NODES and _id(node)
    }
    return ProcessModel(
        key=_id(process),
        name=name_of(process),
        name_en=name_en_of(process),
        documentation=documentation_of(process),
        documentation_en=documentation_en_of(process),
        inputs=properties.get("inputs"),
        outputs=properties.get("outputs"),
        elements=MappingProxyType(elements),
        flows=MappingProxyType(flows),
        lanes=MappingProxyType(lanes),
        messages=MappingProxyType(messages),
        lines=MappingProxyType(_lines(process)),
    )


def _process(root: etree._Element) -> etree._Element:
    processes = root.findall(bpmn("process"))
    if not processes or root.tag != bpmn("definitions"):
        raise XmlRefused(
            Text(
                "Filen innehåller ingen process enligt BPMN 2.0.",
                "The file holds no process as BPMN 2.0 writes it.",
            )
        )
    executable = [node for node in processes if is_true(node.get("isExecutable"))]
    return (executable or processes)[0]


def _scopes(process: etree._Element) -> Iterator[etree._Element]:
    """The process, then every sub-process in it, whichever it stands in."""
    waiting = deque([process])
    while waiting:
        scope = waiting.popleft()
        yield scope
        waiting.extend(scope.findall(bpmn("subProcess")))


def _codes(root: etree._Element) -> dict[str, str]:
    """The codes of errors and escalations and the names of signals, by their declaration's id."""
    kinds = {"error": "errorCode", "escalation": "escalationCode", "signal": "name"}
    return {
        _id(node): node.get(attribute, "")
        for kind, attribute in kinds.items()
        for node in root.findall(bpmn(kind))
    }


def _lanes(process: etree._Element) -> Iterator[Lane]:
    for node in process.findall(f"{bpmn('laneSet')}/{bpmn('lane')}"):
        yield Lane(
            id=_id(node),
            name=name_of(node),
            name_en=name_en_of(node),
            documentation=documentation_of(node),
            documentation_en=documentation_en_of(node),
            elements=tuple(text_of(ref) for ref in node.findall(bpmn("flowNodeRef"))),
            line=line_of(node),
        )


def _flows(process: etree._Element) -> Iterator[Flow]:
    for node in process.findall(bpmn("sequenceFlow")):
        condition = node.find(bpmn("conditionExpression"))
        yield Flow(
            id=_id(node),
            source=node.get("sourceRef", ""),
            target=node.get("targetRef", ""),
            condition=None if condition is None else text_of(condition),
            name=name_of(node),
            name_en=name_en_of(node),
            documentation=documentation_of(node),
            documentation_en=documentation_en_of(node),
            line=line_of(node),
        )


@dataclass(frozen=True)
class _Surroundings:
    """What else is known of an element, by its id, so that large files are read in one go."""

    lane: Mapping[str, str]
    incoming: Mapping[str, list[str]]
    outgoing: Mapping[str, list[str]]
    messages: Mapping[str, str]
    codes: Mapping[str, str]

    @classmethod
    def of(
        cls,
        lanes: Iterable[Lane],
        flows: Iterable[Flow],
        messages: Mapping[str, str],
        codes: Mapping[str, str],
    ) -> _Surroundings:
        lane = {element: lane.id for lane in lanes for element in lane.elements}
        incoming: dict[str, list[str]] = defaultdict(list)
        outgoing: dict[str, list[str]] = defaultdict(list)
        for flow in flows:
            incoming[flow.target].append(flow.id)
            outgoing[flow.source].append(flow.id)
        return cls(lane, incoming, outgoing, messages, codes)

    def lane_of(self, node: etree._Element) -> str | None:
        """The lane of an element: its own, else that of the sub-process it stands in."""
        while (lane := self.lane.get(_id(node))) is None:
            parent = node.getparent()
            if parent is None or parent.tag != bpmn("subProcess"):
                return None
            node = parent
        return lane


def _element(node: etree._Element, scope: str | None, around: _Surroundings) -> Element:
    own, properties = _id(node), properties_of(node)
    kind = local_name(node)
    event, definition = _event(node)
    operator = extension_of(node, "serviceTaskOperator")
    return Element(
        id=own,
        type=kind,
        name=name_of(node),
        name_en=name_en_of(node),
        documentation=documentation_of(node),
        documentation_en=documentation_en_of(node),
        lane=around.lane_of(node),
        scope=scope,
        form=properties.get("form"),
        operation=properties.get("operation") if operator is None else operator.get("id"),
        parameters=MappingProxyType(_parameters(operator)),
        decision=optional_text(extension_of(node, "calledDecisionId")),
        event=event,
        message=around.messages.get(_reference(definition, "messageRef")) or None,
        code=_code(event, definition, around.codes),
        correlation_key=properties.get("correlation_key"),
        payload=_payload(definition),
        due=None if kind == "startEvent" else _time(node, "timeDate"),
        cycle=_time(node, "timeCycle") if kind == "startEvent" else None,
        attached_to=node.get("attachedToRef") if kind == "boundaryEvent" else None,
        is_interrupting=kind == "boundaryEvent"
        and is_true(node.get("cancelActivity"), otherwise=True),
        called_process=node.get("calledElement") if kind == "callActivity" else None,
        inputs=properties.get("inputs"),
        outputs=properties.get("outputs"),
        repeats=repeats_of(node),
        default_flow=node.get("default"),
        incoming=tuple(around.incoming.get(own, ())),
        outgoing=tuple(around.outgoing.get(own, ())),
        line=line_of(node),
    )


def _parameters(operator: etree._Element | None) -> dict[str, str]:
    path = f"{extension('parameters')}/{extension('parameter')}"
    found = [] if operator is None else operator.findall(path)
    return {entry.get("id", ""): entry.get("value", "") for entry in found}


_REFERENCES = {"error": "errorRef", "escalation": "escalationRef", "signal": "signalRef"}


def _event(node: etree._Element) -> tuple[str | None, etree._Element | None]:
    """What an event is about, and the element that says so; a task may itself name a message."""
    if local_name(node) in ("sendTask", "receiveTask"):
        return "message", node
    for kind in ("message", "timer", *_REFERENCES, "terminate"):
        definition = node.find(bpmn(f"{kind}EventDefinition"))
        if definition is not None:
            return kind, definition
    return None, None


def _reference(definition: etree._Element | None, attribute: str) -> str:
    return "" if definition is None else definition.get(attribute, "")


def _code(
    event: str | None, definition: etree._Element | None, codes: Mapping[str, str]
) -> str | None:
    attribute = _REFERENCES.get(event or "")
    return (codes.get(_reference(definition, attribute)) or None) if attribute else None


def _payload(definition: etree._Element | None) -> str | None:
    return None if definition is None else optional_text(extension_of(definition, "messagePayload"))


def _time(node: etree._Element, name: str) -> str | None:
    definition = node.find(bpmn("timerEventDefinition"))
    return None if definition is None else text_of(definition.find(bpmn(name)))


def _lines(process: etree._Element) -> dict[str, int]:
    return {_id(node): line_of(node) for node in process.iter("*") if _id(node)}


def _id(node: etree._Element) -> str:
    return node.get("id", "")
