"""Whether each event is about one thing that is named, and what is thrown is caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import EVENTS, bpmn
from engine.elements import Element, ProcessModel
from engine.findings import Finding, Severity
from engine.lint.sentences import about

_KINDS = ("message", "timer", "signal", "error", "escalation", "terminate")
_CODED = {
    "error": ("errorRef och errorCode", "errorRef and errorCode"),
    "escalation": ("escalationRef och escalationCode", "escalationRef and escalationCode"),
    "signal": ("signalRef", "signalRef"),
}


def check_events(root: etree._Element, model: ProcessModel) -> Iterator[Finding]:
    """Findings about events of every kind; messages and timers have more of their own."""
    definitions = _definitions(root)
    for element in model.elements.values():
        if element.type not in EVENTS:
            continue
        if definitions[element.id] > 1:
            yield about(
                "event_several",
                element,
                "gäller flera saker; en händelse gäller en.",
                "is about several things; an event is about one.",
            )
        yield from _kind(element)
        yield from _code(element)
        yield from _caught(model, element)


def _definitions(root: etree._Element) -> Counter[str]:
    """How many definitions each event has, by the id of the event."""
    found = (node for kind in _KINDS for node in root.iter(bpmn(f"{kind}EventDefinition")))
    events = (node.getparent() for node in found)
    return Counter(event.get("id", "") for event in events if event is not None)


def _kind(element: Element) -> Iterator[Finding]:
    if element.event is None and element.type not in ("startEvent", "endEvent"):
        yield about(
            "event_empty",
            element,
            "säger inte vad den gäller.",
            "does not say what it is about.",
        )
    if element.event is not None and element.type == "startEvent" and element.scope is not None:
        yield about(
            "start_inside",
            element,
            "börjar en delprocess, som börjar när man kommer till den; den kan inte vänta.",
            "begins a sub-process, which begins when one comes to it; it cannot wait.",
        )
    if element.event == "error" and element.type == "boundaryEvent" and not element.is_interrupting:
        yield about(
            "error_not_interrupting",
            element,
            "fångar ett fel, och ett fel avbryter alltid (cancelActivity).",
            "catches an error, and an error always interrupts (cancelActivity).",
        )


def _code(element: Element) -> Iterator[Finding]:
    is_catch_all = element.type == "boundaryEvent" and element.event in ("error", "escalation")
    if element.event in _CODED and not element.code and not is_catch_all:
        sv, en = _CODED[element.event]
        yield about("code_missing", element, f"saknar {sv}.", f"has no {en}.")


def _caught(model: ProcessModel, element: Element) -> Iterator[Finding]:
    """An error that leaves the process must be caught by whoever calls it."""
    is_thrown = element.type == "endEvent" and element.event == "error"
    if is_thrown and not _is_caught(model, element):
        yield about(
            "error_uncaught",
            element,
            f"kastar felet {element.code}, som inget i processen fångar; då måste den som anropar "
            "processen göra det.",
            f"throws the error {element.code}, which nothing in the process catches; then whoever "
            "calls the process must.",
            Severity.WARNING,
        )


def _is_caught(model: ProcessModel, thrown: Element) -> bool:
    scope = thrown.scope
    while scope is not None:
        for event in model.attached(scope):
            if event.event == thrown.event and event.code in (None, thrown.code):
                return True
        scope = model.elements[scope].scope
    return False
