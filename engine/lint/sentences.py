"""How findings speak: what things are called in both languages, and sentences about elements."""

from __future__ import annotations

from lxml import etree

from engine.elements import Element, Flow
from engine.findings import Finding, Severity
from engine.naming import called, capital
from engine.safe_xml import local_name
from engine.texts import Text

NAMELESS = Text("", "")


def about(
    code: str, element: Element, sv: str, en: str, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding whose sentence begins with the element; ``sv`` and ``en`` go on from there."""
    subject = named(element)
    text = Text(f"{subject.sv} {sv}", f"{subject.en} {en}")
    return Finding(code, element.id, severity, text, element.line)


def named_kind(kind: str) -> Text:
    """The kind of an element in words; its name in the standard when we have no word."""
    return _KINDS.get(kind, Text(f"elementet {kind}", f"the element {kind}"))


def id_around(node: etree._Element) -> str | None:
    """The id of an element of the file, else of the nearest around it that has one."""
    current: etree._Element | None = node
    while current is not None:
        if own := current.get("id"):
            return own
        current = current.getparent()
    return None


def named(element: Element) -> Text:
    """An element as the beginning of a sentence."""
    return describe(element.type, element.id, element.name)


def named_flow(flow: Flow) -> Text:
    """A flow as the beginning of a sentence."""
    return describe("sequenceFlow", flow.id, flow.name)


def described(node: etree._Element) -> Text:
    """What stands in the file as the beginning of a sentence."""
    name = node.get("name", "")
    return describe(local_name(node), node.get("id"), Text(name, name))


def describe(kind: str, own_id: str | None, name: Text) -> Text:
    """The beginning of a sentence about an element: its kind and its name, which is what a person
    has drawn, and then its id; without a name its id alone."""
    return capital(called(named_kind(kind), name, own_id or ""))


def within(subject: Text) -> Text:
    """The beginning of a sentence, inside one."""
    return Text(subject.sv[:1].lower() + subject.sv[1:], subject.en[:1].lower() + subject.en[1:])


_KINDS = {
    "process": Text("processen", "the process"),
    "message": Text("meddelandet", "the message"),
    "participant": Text("poolen", "the pool"),
    "lane": Text("banan", "the lane"),
    "childLaneSet": Text("banor i en bana", "lanes inside a lane"),
    "sequenceFlow": Text("flödet", "the sequence flow"),
    "startEvent": Text("starthändelsen", "the start event"),
    "endEvent": Text("sluthändelsen", "the end event"),
    "intermediateCatchEvent": Text("den väntande händelsen", "the catching event"),
    "intermediateThrowEvent": Text("den sändande händelsen", "the throwing event"),
    "boundaryEvent": Text("kanthändelsen", "the boundary event"),
    "userTask": Text("användaruppgiften", "the user task"),
    "serviceTask": Text("det automatiska steget", "the service task"),
    "businessRuleTask": Text("beslutssteget", "the business rule task"),
    "scriptTask": Text("skriptsteget", "the script task"),
    "manualTask": Text("det manuella steget", "the manual task"),
    "sendTask": Text("sändsteget", "the send task"),
    "receiveTask": Text("mottagningssteget", "the receive task"),
    "task": Text("steget utan typ", "the task without a type"),
    "callActivity": Text("anropet", "the call activity"),
    "subProcess": Text("delprocessen", "the sub-process"),
    "adHocSubProcess": Text("ad hoc-delprocessen", "the ad-hoc sub-process"),
    "transaction": Text("transaktionen", "the transaction"),
    "exclusiveGateway": Text("den exklusiva grinden", "the exclusive gateway"),
    "parallelGateway": Text("den parallella grinden", "the parallel gateway"),
    "inclusiveGateway": Text("den inklusiva grinden", "the inclusive gateway"),
    "complexGateway": Text("den komplexa grinden", "the complex gateway"),
    "eventBasedGateway": Text("den händelsestyrda grinden", "the event-based gateway"),
    "dataObject": Text("dataobjektet", "the data object"),
    "dataObjectReference": Text("dataobjektet", "the data object"),
    "dataStoreReference": Text("datalagret", "the data store"),
    "standardLoopCharacteristics": Text("en upprepning", "a loop"),
    "multiInstanceLoopCharacteristics": Text("en flerfaldig körning", "a multi-instance loop"),
    "messageEventDefinition": Text("ett meddelande", "a message"),
    "timerEventDefinition": Text("en timer", "a timer"),
    "timeDate": Text("tiden", "the time"),
    "timeDuration": Text("tidslängden", "the duration"),
    "timeCycle": Text("tidsintervallet", "the time cycle"),
    "errorEventDefinition": Text("ett fel", "an error"),
    "escalationEventDefinition": Text("en eskalering", "an escalation"),
    "signalEventDefinition": Text("en signal", "a signal"),
    "conditionalEventDefinition": Text("ett villkor", "a condition"),
    "compensateEventDefinition": Text("en kompensation", "a compensation"),
    "linkEventDefinition": Text("en länk", "a link"),
    "cancelEventDefinition": Text("ett avbrott", "a cancellation"),
    "conditionExpression": Text("ett villkor", "a condition"),
    "loopCondition": Text("ett villkor", "a condition"),
    "completionCondition": Text("ett villkor för att sluta", "a condition to stop"),
    "loopCardinality": Text("ett antal gånger", "a number of times"),
    "documentation": Text("en beskrivning", "a documentation"),
    "extensionElements": Text("tillägg (extensionElements)", "extensions (extensionElements)"),
    "text": Text("en text", "a text"),
    "terminateEventDefinition": Text("ett tvärt slut", "a termination"),
}
