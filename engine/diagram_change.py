"""Changes one step of a diagram without drawing: what it is called, who does it, what it does.

What stands in the file and is not asked about stays as it is. The linter says whether the result
can run; here nothing is checked but that the step is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, count

from lxml import etree

from engine.bpmn import ACTIVITIES, BPMN, bpmn, extension
from engine.diagram_lanes import move_to_lane
from engine.diagram_parts import (
    extended,
    remove,
    set_attribute,
    set_expression,
    set_property,
    write_text,
)
from engine.diagram_repeats import KIND, change_repeats
from engine.lint.names import is_plain_name
from engine.node_parts import extension_of
from engine.safe_xml import elements, parse

PARAMETER = "parameter."
"""What stands before the name of a parameter of an operation."""


NO_VALUES = "-"
"""What stands for no values at all where the names of values are written."""


class StepUnknown(LookupError):
    """There is no such step or flow in the diagram."""


def change_step(xml: bytes, element: str, values: Mapping[str, str]) -> bytes:
    """The diagram with these properties of one element; an empty value takes the property away.

    The properties are those of ``elements.Element``, a parameter as ``parameter.<name>``, how often
    it is done as diagram_repeats says, and ``condition`` of a flow. Of ``inputs`` and ``outputs``
    an empty value means all, NO_VALUES none. Raises StepUnknown, and XmlRefused.
    """
    root = parse(xml)
    node = _found(root, element)
    if "operation" in values and node.tag == bpmn("serviceTask"):
        _service(node, values)
    if KIND in values and etree.QName(node).localname in ACTIVITIES:
        change_repeats(node, values)
    for name, value in values.items():
        if name in _WRITERS:
            _WRITERS[name](root, node, value.strip())
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _found(root: etree._Element, element: str) -> etree._Element:
    for node in elements(root):
        if node.get("id") == element and etree.QName(node).namespace == BPMN:
            return node
    raise StepUnknown(element)


def _attribute(name: str) -> Callable[[etree._Element, etree._Element, str], None]:
    def _write(_root: etree._Element, node: etree._Element, value: str) -> None:
        set_attribute(node, name, value)

    return _write


def _property(name: str) -> Callable[[etree._Element, etree._Element, str], None]:
    def _write(_root: etree._Element, node: etree._Element, value: str) -> None:
        set_property(node, name, value or None)

    return _write


def _handed(name: str) -> Callable[[etree._Element, etree._Element, str], None]:
    """The names of values that a call hands over or takes back: all, or with a dash none."""

    def _write(_root: etree._Element, node: etree._Element, value: str) -> None:
        if node.tag == bpmn("callActivity"):
            set_property(node, name, "" if value == NO_VALUES else value or None)

    return _write


def _documentation(_root: etree._Element, node: etree._Element, value: str) -> None:
    held = node.find(bpmn("documentation"))
    if held is None and value:
        held = etree.Element(bpmn("documentation"))
        node.insert(0, held)
    write_text(held, value)


def _operation(_root: etree._Element, node: etree._Element, value: str) -> None:
    """What completes a user task; that of a service task is written with its parameters."""
    if node.tag != bpmn("serviceTask"):
        _property("operation")(_root, node, value)


def _service(node: etree._Element, values: Mapping[str, str]) -> None:
    held = extension_of(node, "serviceTaskOperator")
    if held is not None:
        remove(held)
    if not values["operation"].strip():
        return
    operator = extended(node, "serviceTaskOperator")
    operator.set("id", values["operation"].strip())
    parameters = etree.SubElement(operator, extension("parameters"))
    for name, value in values.items():
        if name.startswith(PARAMETER) and value.strip():
            own = {"id": name.removeprefix(PARAMETER), "type": "any", "value": value.strip()}
            etree.SubElement(parameters, extension("parameter"), own)


def _decision(_root: etree._Element, node: etree._Element, value: str) -> None:
    held = extension_of(node, "calledDecisionId")
    if held is None and value:
        held = extended(node, "calledDecisionId")
    write_text(held, value)


def _message(root: etree._Element, node: etree._Element, value: str) -> None:
    if (definition := _about_message(node)) is not None:
        _refer(root, definition, "message", value)


def _about_message(node: etree._Element) -> etree._Element | None:
    """What says which message it is: the definition of an event, or the task itself."""
    is_task = node.tag in (bpmn("sendTask"), bpmn("receiveTask"))
    return node if is_task else node.find(bpmn("messageEventDefinition"))


def _code(root: etree._Element, node: etree._Element, value: str) -> None:
    """The code of an error or an escalation, the name of a signal."""
    for kind in _CODES:
        definition = node.find(bpmn(f"{kind}EventDefinition"))
        if definition is not None:
            _refer(root, definition, kind, value)


def _refer(root: etree._Element, definition: etree._Element, kind: str, value: str) -> None:
    """Let it be about the declaration with this name or code; one that is not there is made."""
    if not value:
        _attribute(f"{kind}Ref")(root, definition, "")
        return
    code = _CODES.get(kind, "name")
    declared = [one for one in root.findall(bpmn(kind)) if one.get(code) == value]
    found = declared[0] if declared else _declare(root, kind, {code: value, "name": value})
    definition.set(f"{kind}Ref", found.get("id", ""))


_CODES = {"error": "errorCode", "escalation": "escalationCode", "signal": "name"}


def _declare(root: etree._Element, kind: str, values: dict[str, str]) -> etree._Element:
    """A declaration before the process."""
    made = etree.Element(bpmn(kind), {"id": _free_id(root, kind, values["name"]), **values})
    place = next((n for n, child in enumerate(root) if child.tag == bpmn("process")), len(root))
    root.insert(place, made)
    return made


def _free_id(root: etree._Element, kind: str, name: str) -> str:
    """An id that nothing has, with the name in it if that is one that an id can have."""
    taken = {node.get("id") for node in elements(root)}
    wanted = [f"{kind}_{name}"] if is_plain_name(name) else []
    numbered = (f"{kind}_{number}" for number in count(1))
    return next(own for own in chain(wanted, numbered) if own not in taken)


def _payload(_root: etree._Element, node: etree._Element, value: str) -> None:
    definition = _about_message(node)
    if definition is None:
        return
    held = extension_of(definition, "messagePayload")
    if held is None and value:
        held = extended(definition, "messagePayload")
    write_text(held, value)


def _time(name: str) -> Callable[[etree._Element, etree._Element, str], None]:
    def _write(_root: etree._Element, node: etree._Element, value: str) -> None:
        definition = node.find(bpmn("timerEventDefinition"))
        if definition is not None:
            set_expression(definition, name, value)

    return _write


def _condition(_root: etree._Element, node: etree._Element, value: str) -> None:
    set_expression(node, "conditionExpression", value)


_WRITERS: Mapping[str, Callable[[etree._Element, etree._Element, str], None]] = {
    "name": _attribute("name"),
    "name_en": _property("name_en"),
    "documentation": _documentation,
    "documentation_en": _property("documentation_en"),
    "lane": move_to_lane,
    "form": _property("form"),
    "operation": _operation,
    "decision": _decision,
    "called_process": _attribute("calledElement"),
    "inputs": _handed("inputs"),
    "outputs": _handed("outputs"),
    "message": _message,
    "correlation_key": _property("correlation_key"),
    "payload": _payload,
    "code": _code,
    "due": _time("timeDate"),
    "cycle": _time("timeCycle"),
    "default_flow": _attribute("default"),
    "condition": _condition,
}
