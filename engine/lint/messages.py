"""Whether messages have names and keys, and whether what is sent is awaited by somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import CATCHING, EVENTS, bpmn
from engine.elements import Element, ProcessModel
from engine.findings import Finding, Severity, error
from engine.lint.context import LintContext, ProcessFacts
from engine.lint.names import check_id
from engine.lint.sentences import about
from engine.safe_xml import line_of
from engine.texts import Text

_INTERMEDIATE = CATCHING | {"intermediateThrowEvent"}


def check_messages(
    root: etree._Element, model: ProcessModel, context: LintContext
) -> Iterator[Finding]:
    """Findings about messages and the events that send and await them."""
    for node in root.findall(bpmn("message")):
        yield from check_id("message", node.get("name", ""), line_of(node))
    definitions = _definitions(root)
    for element in model.elements.values():
        is_timer = element.due is not None and not definitions[element.id]
        if element.type in EVENTS and not is_timer:
            yield from _event(element, definitions[element.id])
    yield from _started_twice(model, context)
    yield from _unheard(model, context)


def _event(element: Element, definitions: int) -> Iterator[Finding]:
    if definitions > 1:
        yield about(
            "message_several",
            element,
            "har flera meddelanden; en händelse har ett.",
            "has several messages; an event has one.",
        )
    if element.message is None and (definitions or element.type in _INTERMEDIATE):
        yield about(
            "message_missing",
            element,
            "säger inte vilket meddelande den gäller.",
            "does not say which message it is about.",
        )
    if element.type in _INTERMEDIATE and not element.correlation_key:
        yield about(
            "correlation_missing",
            element,
            "saknar correlation_key; utan den kan ett meddelande hamna fel.",
            "has no correlation_key; without it a message can go to the wrong place.",
        )


def _definitions(root: etree._Element) -> Counter[str]:
    """How many messages each event has, by the id of the event."""
    events = (node.getparent() for node in root.iter(bpmn("messageEventDefinition")))
    return Counter(event.get("id", "") for event in events if event is not None)


def _started_twice(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    message = model.start_message
    others = sorted(
        key
        for key, facts in context.processes.items()
        if message and facts.started_by == message and key != model.key
    )
    if others:
        yield error(
            "message_starts_several",
            model.key,
            Text(
                f"Meddelandet {message} startar redan {others[0]}; ett meddelande startar en "
                "enda process.",
                f"The message {message} already starts {others[0]}; a message starts only one "
                "process.",
            ),
        )


def _unheard(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    everyone = [ProcessFacts.of(model), *context.processes.values()]
    heard = {facts.started_by for facts in everyone} | {
        name for facts in everyone for name in facts.catches
    }
    for element in model.elements.values():
        is_sent = element.type == "intermediateThrowEvent" and element.message is not None
        if is_sent and element.message not in heard:
            yield about(
                "message_unheard",
                element,
                f"sänder {element.message}, som ingen process startas av eller väntar på.",
                f"sends {element.message}, which starts no process and which none awaits.",
                Severity.WARNING,
            )
