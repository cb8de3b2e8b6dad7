"""Whether each step says what it must: its lane, form, operation, table or process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import BY_PEOPLE
from engine.elements import Element, ProcessModel, value_names
from engine.findings import Finding
from engine.lint.context import LintContext
from engine.lint.lanes import AUTOMATIC_LANE
from engine.lint.names import is_plain_name, is_reserved, reserved
from engine.lint.parts import PartsRead
from engine.lint.sentences import about
from engine.signatures import OperationSignature

ANSWERS = frozenset({"answers"})
"""What an operation that completes a user task is called with."""


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
        if element.type == "callActivity":
            yield from _call(model, element, context)
            yield from _values(element)


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
    elif signature.missing(ANSWERS) or signature.unknown(ANSWERS):
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


def _call(model: ProcessModel, element: Element, context: LintContext) -> Iterator[Finding]:
    key = element.called_process
    if not key:
        yield about(
            "call_missing",
            element,
            "säger inte vilken process det anropar.",
            "does not say which process it calls.",
        )
    elif key == model.key or model.key in _called_below(key, context):
        yield about(
            "call_recursive",
            element,
            f"anropar {key}, som i sin tur anropar den här processen; det tar aldrig slut.",
            f"calls {key}, which in turn calls this process; that never ends.",
        )
    elif key not in context.processes:
        yield about(
            "call_unknown",
            element,
            f"anropar processen {key}, som inte finns.",
            f"calls the process {key}, which does not exist.",
        )


def _values(element: Element) -> Iterator[Finding]:
    """The names of what a call hands over and takes back."""
    for said in (element.inputs, element.outputs):
        names = value_names(said or "")
        for name in sorted(set(names)):
            if is_reserved(name):
                yield reserved(name, element.id, element.line)
            elif not is_plain_name(name):
                yield about(
                    "call_value_name",
                    element,
                    f"lämnar över eller tar tillbaka {name}; namn på värden har små bokstäver, "
                    "siffror och understreck, med komma emellan.",
                    f"hands over or takes back {name}; names of values have small letters, digits "
                    "and underscores, with commas between them.",
                )
            if names.count(name) > 1:
                yield about(
                    "call_value_twice",
                    element,
                    f"nämner värdet {name} mer än en gång; stryk det ena.",
                    f"names the value {name} more than once; strike one of them.",
                )


def _called_below(key: str, context: LintContext) -> set[str]:
    called: set[str] = set()
    waiting = [key]
    while waiting:
        facts = context.processes.get(waiting.pop())
        new = (facts.calls if facts else frozenset()) - called
        called |= new
        waiting.extend(new)
    return called
