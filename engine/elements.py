"""A diagram read into plain values: the process, its elements, flows, lanes and messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from engine.bpmn import BPMN, FLOW_NODES, bpmn, extension
from engine.safe_xml import XmlRefused, children, line_of, local_name, namespace, parse, text_of
from engine.texts import Text


@dataclass(frozen=True)
class Element:
    """A flow node. ``incoming`` and ``outgoing`` are ids of sequence flows, as the flows say.

    ``operation`` is what a service task does, or what completes a user task. ``message`` is the
    name of the message, not the id of its declaration. ``due`` is when a timer event is due, None
    for what is no timer. ``attached_to`` is the host of a boundary event, which it interrupts
    unless told otherwise. Expressions are FEEL text, not compiled. For the names see ``_name``,
    for the descriptions ``_documentation``.
    """

    id: str
    type: str
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    lane: str | None
    form: str | None
    operation: str | None
    parameters: Mapping[str, str]
    decision: str | None
    message: str | None
    correlation_key: str | None
    payload: str | None
    due: str | None
    attached_to: str | None
    is_interrupting: bool
    called_process: str | None
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
    """One process. ``messages`` is from the id of a declaration to the name; ``lines`` from id."""

    key: str
    name: Text
    name_en: str
    documentation: Text
    documentation_en: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    messages: Mapping[str, str]
    lines: Mapping[str, int]

    @property
    def start_message(self) -> str | None:
        """The name of the message that starts the process, if one does."""
        starts = (e.message for e in self.elements.values() if e.type == "startEvent")
        return next((message for message in starts if message), None)

    def attached(self, host: str) -> tuple[Element, ...]:
        """The boundary events of an element, in the order of the file."""
        return tuple(e for e in self.elements.values() if e.attached_to == host)

    @property
    def called_keys(self) -> frozenset[str]:
        """The keys of the processes that this one calls."""
        called = (element.called_process for element in self.elements.values())
        return frozenset(key for key in called if key)


def read_process(xml: bytes) -> ProcessModel:
    """The process in a file, right or wrong: what may not be in it is the linter's business.

    Raises XmlRefused when the bytes cannot be read or hold no process.
    """
    return process_in(parse(xml))


def process_in(root: etree._Element) -> ProcessModel:
    """The process below the root: the executable one, else the first. Raises XmlRefused."""
    process = _process(root)
    messages = {_id(node): node.get("name", "") for node in root.findall(bpmn("message"))}
    lanes = {lane.id: lane for lane in _lanes(process)}
    flows = {flow.id: flow for flow in _flows(process)}
    surroundings = _Surroundings.of(lanes.values(), flows.values(), messages)
    elements = {
        _id(node): _element(node, surroundings)
        for node in children(process)
        if namespace(node) == BPMN and local_name(node) in FLOW_NODES and _id(node)
    }
    return ProcessModel(
        key=_id(process),
        name=_name(process),
        name_en=_name_en(process),
        documentation=_documentation(process),
        documentation_en=_documentation_en(process),
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
    executable = [node for node in processes if node.get("isExecutable") == "true"]
    return (executable or processes)[0]


def _lanes(process: etree._Element) -> Iterator[Lane]:
    for node in process.findall(f"{bpmn('laneSet')}/{bpmn('lane')}"):
        yield Lane(
            id=_id(node),
            name=_name(node),
            name_en=_name_en(node),
            documentation=_documentation(node),
            documentation_en=_documentation_en(node),
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
            name=_name(node),
            name_en=_name_en(node),
            documentation=_documentation(node),
            documentation_en=_documentation_en(node),
            line=line_of(node),
        )


@dataclass(frozen=True)
class _Surroundings:
    """What else is known of an element, by its id, so that large files are read in one go."""

    lane: Mapping[str, str]
    incoming: Mapping[str, list[str]]
    outgoing: Mapping[str, list[str]]
    messages: Mapping[str, str]

    @classmethod
    def of(
        cls, lanes: Iterable[Lane], flows: Iterable[Flow], messages: Mapping[str, str]
    ) -> _Surroundings:
        lane = {element: lane.id for lane in lanes for element in lane.elements}
        incoming: dict[str, list[str]] = defaultdict(list)
        outgoing: dict[str, list[str]] = defaultdict(list)
        for flow in flows:
            incoming[flow.target].append(flow.id)
            outgoing[flow.source].append(flow.id)
        return cls(lane, incoming, outgoing, messages)


def _element(node: etree._Element, around: _Surroundings) -> Element:
    own, properties = _id(node), _properties(node)
    kind = local_name(node)
    operator = _extension(node, "serviceTaskOperator")
    return Element(
        id=own,
        type=kind,
        name=_name(node),
        name_en=_name_en(node),
        documentation=_documentation(node),
        documentation_en=_documentation_en(node),
        lane=around.lane.get(own),
        form=properties.get("form"),
        operation=properties.get("operation") if operator is None else operator.get("id"),
        parameters=MappingProxyType(_parameters(operator)),
        decision=_optional_text(_extension(node, "calledDecisionId")),
        message=_message(node, around.messages),
        correlation_key=properties.get("correlation_key"),
        payload=_payload(node),
        due=_due(node),
        attached_to=node.get("attachedToRef") if kind == "boundaryEvent" else None,
        is_interrupting=kind == "boundaryEvent" and node.get("cancelActivity") != "false",
        called_process=node.get("calledElement") if kind == "callActivity" else None,
        default_flow=node.get("default"),
        incoming=tuple(around.incoming.get(own, ())),
        outgoing=tuple(around.outgoing.get(own, ())),
        line=line_of(node),
    )


def _name(node: etree._Element) -> Text:
    """What to call it: ``name`` is Swedish, and stands in where there is no English ``name_en``."""
    swedish = node.get("name", "")
    return Text(swedish, _name_en(node) or swedish)


def _name_en(node: etree._Element) -> str:
    return _properties(node).get("name_en", "").strip()


def _properties(node: etree._Element) -> dict[str, str]:
    properties = _extension(node, "properties")
    found = [] if properties is None else properties.findall(extension("property"))
    return {entry.get("name", ""): entry.get("value", "") for entry in found}


def _parameters(operator: etree._Element | None) -> dict[str, str]:
    path = f"{extension('parameters')}/{extension('parameter')}"
    found = [] if operator is None else operator.findall(path)
    return {entry.get("id", ""): entry.get("value", "") for entry in found}


def _message(node: etree._Element, messages: Mapping[str, str]) -> str | None:
    definition = node.find(bpmn("messageEventDefinition"))
    if definition is None:
        return None
    return messages.get(definition.get("messageRef", "")) or None


def _payload(node: etree._Element) -> str | None:
    definition = node.find(bpmn("messageEventDefinition"))
    if definition is None:
        return None
    return _optional_text(_extension(definition, "messagePayload"))


def _due(node: etree._Element) -> str | None:
    definition = node.find(bpmn("timerEventDefinition"))
    return None if definition is None else text_of(definition.find(bpmn("timeDate")))


def _extension(node: etree._Element, name: str) -> etree._Element | None:
    return node.find(f"{bpmn('extensionElements')}/{extension(name)}")


def _optional_text(node: etree._Element | None) -> str | None:
    return None if node is None else text_of(node)


def _documentation(node: etree._Element) -> Text:
    """What it is for: in Swedish as BPMN has it, in English as our ``documentation_en`` has."""
    swedish = text_of(node.find(bpmn("documentation")))
    return Text(swedish, _documentation_en(node) or swedish)


def _documentation_en(node: etree._Element) -> str:
    return _properties(node).get("documentation_en", "").strip()


def _lines(process: etree._Element) -> dict[str, int]:
    return {_id(node): line_of(node) for node in process.iter("*") if _id(node)}


def _id(node: etree._Element) -> str:
    return node.get("id", "")
