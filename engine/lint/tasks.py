"""Whether each step says what it must: its lane, form, operation or table."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import BY_PEOPLE
from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.context import LintContext
from engine.lint.lanes import AUTOMATIC_LANE
from engine.lint.names import is_reserved, reserved
from engine.lint.parts import PartsRead
from engine.lint.sentences import about
from engine.signatures import OperationSignature


def check_tasks(model: ProcessModel, parts: PartsRead, context: LintContext) -> Iterator[Finding]:
    """Findings about steps, in the order of the file."""
    for element in model.elements.values():
        yield from _form(element, parts)
        if element.type in BY_PEOPLE:
            yield from _user_task(element, context)
        if element.type == "serviceTask":
            yield from _service_task(element, context)
        if element.type == "businessRuleTask":
            yield from _decision(element, parts)


def _form(element: Element, parts: PartsRead) -> Iterator[Finding]:
    if element.form is not None and element.form not in parts.forms:
        yield about(
            "form_unknown",
            element,
            f"använder formuläret {element.form}, som inte finns i mappen.",
            f"uses the form {element.form}, which is not in the folder.",
        )
    if element.form is None and element.type in BY_PEOPLE:
        yield about("form_missing", element, "saknar formulär.", "has no form.")


def _user_task(element: Element, context: LintContext) -> Iterator[Finding]:
    if not element.name.sv:
        yield about(
            "name_missing",
            element,
            "saknar namn; det är namnet som syns i inkorgen.",
            "has no name; the name is what people see in their inbox.",
        )
    if element.lane is None:
        yield about(
            "lane_missing",
            element,
            "står inte i någon bana; då får ingen uppgiften.",
            "stands in no lane; then nobody gets the task.",
        )
    if element.lane == AUTOMATIC_LANE:
        yield about(
            "lane_automatic",
            element,
            "står i systemets bana; en människa ska ha den.",
            "stands in the lane of the system; a person shall have it.",
        )
    if element.operation is not None:
        yield from _completion(element, context.operations.get(element.operation))


def _completion(element: Element, signature: OperationSignature | None) -> Iterator[Finding]:
    if signature is None:
        yield _operation_unknown(element)
    elif not signature.completes:
        yield about(
            "completion_unfit",
            element,
            f"avslutas med {element.operation}, som inte är gjord för svaren från ett formulär.",
            f"is completed by {element.operation}, which is not made for the answers of a form.",
        )


def _service_task(element: Element, context: LintContext) -> Iterator[Finding]:
    if not element.operation:
        yield about("operation_missing", element, "saknar operation.", "has no operation.")
    elif element.operation not in context.operations:
        yield _operation_unknown(element)
    else:
        yield from _parameters(element, context.operations[element.operation])
    for name in element.parameters:
        if is_reserved(name):
            yield reserved(name, element.id, element.line)


def _operation_unknown(element: Element) -> Finding:
    return about(
        "operation_unknown",
        element,
        f"använder operationen {element.operation}, som inte finns.",
        f"uses the operation {element.operation}, which does not exist.",
    )


def _parameters(element: Element, signature: OperationSignature) -> Iterator[Finding]:
    given = frozenset(element.parameters)
    for name in signature.missing(given):
        yield about(
            "parameter_missing",
            element,
            f"saknar parametern {name}, som {element.operation} behöver.",
            f"lacks the parameter {name}, which {element.operation} needs.",
        )
    for name in signature.unknown(given):
        yield about(
            "parameter_unknown",
            element,
            f"har parametern {name}, som {element.operation} inte känner till.",
            f"has the parameter {name}, which {element.operation} does not know.",
        )


def _decision(element: Element, parts: PartsRead) -> Iterator[Finding]:
    if not element.decision:
        yield about(
            "decision_missing",
            element,
            "säger inte vilken beslutstabell som gäller.",
            "does not say which decision table applies.",
        )
    elif element.decision not in parts.decisions | parts.unread:
        yield about(
            "decision_unknown",
            element,
            f"använder beslutet {element.decision}, som inte finns i mappen.",
            f"uses the decision {element.decision}, which is not in the folder.",
        )
