"""Whether what a step reads has been set before it, and a process gives what it declares."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import BY_PEOPLE, CHOOSING, THROWING
from engine.elements import Element, ProcessModel, value_names
from engine.expressions import ExpressionInvalid, compile_expression
from engine.findings import Finding, Severity, error
from engine.lint.context import LintContext, declared
from engine.lint.parts import PartsRead
from engine.lint.sentences import about, describe
from engine.lint.value_flow import Names, ValueFlow, own_values
from engine.texts import Text

_NONE: frozenset[str] = frozenset()


def check_values(model: ProcessModel, parts: PartsRead, context: LintContext) -> Iterator[Finding]:
    """Findings about values that are read and not set, in the order of the file."""
    given = {e.id: _gives(e, parts, context) for e in model.elements.values()}
    flow = ValueFlow.of(model, given)
    for element in model.elements.values():
        names = _reads(model, element, parts, context) - own_values(element)
        for name in sorted(names):
            yield from _set(element, name, flow)
    yield from _declared(model, flow)


def _set(element: Element, name: str, flow: ValueFlow) -> Iterator[Finding]:
    ever, always = flow.ever[element.id], flow.always[element.id]
    is_call = element.type == "callActivity"
    sv, en = ("lämnar över", "hands over") if is_call else ("läser", "reads")
    if ever is not None and name not in ever:
        yield about(
            "value_never_set",
            element,
            f"{sv} {name}, som inget steg före har satt.",
            f"{en} {name}, which no step before it has set.",
        )
    elif always is not None and name not in always:
        yield about(
            "value_not_always_set",
            element,
            f"{sv} {name}, som inte är satt på alla vägar dit.",
            f"{en} {name}, which is not set on every way there.",
            Severity.WARNING,
        )


def _declared(model: ProcessModel, flow: ValueFlow) -> Iterator[Finding]:
    """What a process says that it gives, and nothing in it sets."""
    if flow.at_end is None:
        return
    subject = describe("process", model.key, model.name)
    for name in sorted((declared(model.outputs) or _NONE) - flow.at_end):
        yield error(
            "process_output_never_set",
            model.key,
            Text(
                f"{subject.sv} säger att den ger {name}, som inget steg i den sätter.",
                f"{subject.en} says that it gives {name}, which no step in it sets.",
            ),
            model.lines.get(model.key),
        )


def _gives(element: Element, parts: PartsRead, context: LintContext) -> Names:
    """What an element adds to the values of the process."""
    if element.event in ("message", "error", "escalation") and element.type not in THROWING:
        return _NONE if element.type == "startEvent" else None
    if element.type == "callActivity":
        return declared(element.outputs)
    if element.type == "businessRuleTask":
        table = parts.tables.get(element.decision or "")
        return frozenset(output.name for output in table.outputs) if table else None
    if element.operation is not None:
        signature = context.operations.get(element.operation)
        return signature.gives if signature else None
    if element.type in BY_PEOPLE:
        return parts.routing.get(element.form or "")
    return _NONE if element.type != "serviceTask" else None


def _reads(
    model: ProcessModel, element: Element, parts: PartsRead, context: LintContext
) -> frozenset[str]:
    """The values that an element cannot do without.

    Keys of what is awaited and times are left out: what is known of the instance answers for what
    is not set.
    """
    texts = [*element.parameters.values()]
    if element.repeats is not None:
        texts += [text for text in (element.repeats.times, element.repeats.collection) if text]
    if element.type in CHOOSING:
        texts += [model.flows[flow].condition or "" for flow in element.outgoing]
    if element.type in THROWING and element.event == "message":
        texts += [element.correlation_key or "", element.payload or ""]
    found = _NONE.union(*(_names(text) for text in texts if text))
    if element.type == "callActivity":
        return found.union(value_names(element.inputs or ""))
    table = parts.tables.get(element.decision or "")
    if element.type == "businessRuleTask" and table is not None:
        return found.union(*(column.expression.names for column in table.inputs))
    signature = context.operations.get(element.operation or "")
    if element.type in BY_PEOPLE and signature is not None:
        return found | signature.reads
    return found


def _names(text: str) -> frozenset[str]:
    try:
        return compile_expression(text).names
    except ExpressionInvalid:
        return _NONE  # Told with the other expressions.
