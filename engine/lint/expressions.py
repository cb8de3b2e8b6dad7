"""Whether the expressions in a diagram can be read at all, and what they are allowed to name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.elements import Element, ProcessModel
from engine.expressions import Expression, ExpressionInvalid, compile_expression
from engine.feel.nodes import ContextOf
from engine.findings import Finding, error, warning
from engine.lint.names import is_reserved, is_taken, reserved
from engine.lint.sentences import about, named, named_flow, within
from engine.repeats import COUNTER, FIGURES
from engine.texts import Text


def check_expressions(model: ProcessModel) -> Iterator[Finding]:
    """Findings about every expression of a process."""
    for flow in model.flows.values():
        if flow.condition:
            yield from _checked(flow.condition, flow.id, named_flow(flow), flow.line)
        if flow.condition and not flow.documentation.sv:
            yield warning(
                "documentation_missing",
                flow.id,
                Text(
                    f"{named_flow(flow).sv} har ett villkor men ingen beskrivning av det.",
                    f"{named_flow(flow).en} has a condition but no documentation of it.",
                ),
                flow.line,
            )
    for element in model.elements.values():
        said = [text for text in _said(element) if text]
        for expression in [*element.parameters.values(), *said]:
            yield from _checked(expression, element.id, named(element), element.line)
        if element.payload is not None:
            yield from _payload(element, element.payload)


def names_a_value(text: str) -> bool:
    """Whether an expression depends on any value; of one that cannot be read it is told anyway."""
    try:
        names = compile_expression(text).names
    except ExpressionInvalid:
        return True
    return bool(names - {COUNTER, *FIGURES})


def _said(element: Element) -> tuple[str | None, ...]:
    repeats = element.repeats
    again = () if repeats is None else (repeats.condition, repeats.times, repeats.collection)
    return (element.correlation_key, element.due, *again)


def _checked(text: str, element: str, subject: Text, line: int) -> Iterator[Finding]:
    try:
        expression = compile_expression(text)
    except ExpressionInvalid as invalid:
        yield error("expression_invalid", element, _unreadable(text, subject, invalid), line)
        return
    yield from _names(expression, element, line)


def _names(expression: Expression, element: str, line: int) -> Iterator[Finding]:
    for name in sorted(expression.names):
        if is_reserved(name):
            yield reserved(name, element, line)


def _payload(element: Element, text: str) -> Iterator[Finding]:
    yield from _checked(text, element.id, named(element), element.line)
    try:
        tree = compile_expression(text).tree
    except ExpressionInvalid:
        return
    if not isinstance(tree, ContextOf):
        yield about(
            "payload_not_context",
            element,
            "ska sända en uppsättning namngivna värden, till exempel {key: key}.",
            "shall send a context of named values, such as {key: key}.",
        )
        return
    for entry in tree.entries:
        if is_taken(entry.name):
            yield reserved(entry.name, element.id, element.line)


def _unreadable(text: str, subject: Text, invalid: ExpressionInvalid) -> Text:
    place, where = invalid.position + 1, within(subject)
    return Text(
        f"Uttrycket ”{text}” i {where.sv} går inte att läsa (tecken {place}): {invalid.text.sv}",
        f"The expression “{text}” in {where.en} cannot be read (character {place}): "
        f"{invalid.text.en}",
    )
