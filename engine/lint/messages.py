"""Whether messages have names and keys, and whether what is sent is awaited by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from engine.bpmn import RECEIVING, THROWING, bpmn
from engine.elements import Element, ProcessModel
from engine.expressions import ExpressionInvalid, compile_expression
from engine.feel.nodes import ContextOf
from engine.findings import Finding, Severity, error
from engine.lint.context import LintContext, ProcessFacts
from engine.lint.expressions import names_a_value
from engine.lint.names import check_id
from engine.lint.sentences import about
from engine.safe_xml import line_of
from engine.texts import Text


def check_messages(
    root: etree._Element, model: ProcessModel, context: LintContext
) -> Iterator[Finding]:
    """Findings about messages and what sends and awaits them."""
    for node in root.findall(bpmn("message")):
        yield from _plainly_named(node)
    for element in model.elements.values():
        if element.event == "message":
            yield from _named(element)
    yield from _started_twice(model, context)
    yield from _unheard(model, context)
    yield from _lacking(model, context)


def _plainly_named(node: etree._Element) -> Iterator[Finding]:
    """The name is what senders and receivers know it by; the finding stands at the declaration."""
    for finding in check_id("message", node.get("name", ""), line_of(node)):
        yield replace(finding, element=node.get("id") or finding.element)


def _named(element: Element) -> Iterator[Finding]:
    if element.message is None:
        yield about(
            "message_missing",
            element,
            "säger inte vilket meddelande som gäller.",
            "does not say which message it is about.",
        )
    if element.type in RECEIVING | THROWING and not element.correlation_key:
        yield about(
            "correlation_missing",
            element,
            "saknar correlation_key; utan den kan ett meddelande hamna fel.",
            "has no correlation_key; without it a message can go to the wrong place.",
        )
    elif element.type in RECEIVING and not names_a_value(element.correlation_key or ""):
        yield about(
            "correlation_constant",
            element,
            f"väntar med nyckeln {element.correlation_key}, som är densamma i alla ärenden; då tar "
            "det ena ärendet det andras meddelande.",
            f"waits with the key {element.correlation_key}, which is the same for all that wait; "
            "then one takes the message of another.",
        )


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
        is_sent = element.type in THROWING and element.message is not None
        if is_sent and element.message not in heard:
            yield about(
                "message_unheard",
                element,
                f"sänder {element.message}, som ingen process startas av eller väntar på.",
                f"sends {element.message}, which starts no process and which none awaits.",
                Severity.WARNING,
            )


def _lacking(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    """Whether what is sent holds the values that the process needs which it starts."""
    needs = {
        facts.started_by: (key, facts.needs)
        for key, facts in context.processes.items()
        if facts.started_by
    }
    for element in model.elements.values():
        if element.type in THROWING and element.message in needs:
            key, wanted = needs[element.message]
            for name in sorted((wanted or frozenset()) - _content(element)):
                yield about(
                    "message_value_missing",
                    element,
                    f"sänder inte {name}, som {key} behöver.",
                    f"does not send {name}, which {key} needs.",
                )


def _content(element: Element) -> frozenset[str]:
    """The names of what a message holds."""
    try:
        tree = compile_expression(element.payload or "{}").tree
    except ExpressionInvalid:
        return frozenset()
    entries = tree.entries if isinstance(tree, ContextOf) else ()
    return frozenset(entry.name for entry in entries)
