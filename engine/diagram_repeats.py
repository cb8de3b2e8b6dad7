"""Changes how often a step of a diagram is done: what engine.repeats reads."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.bpmn import bpmn
from engine.diagram_parts import set_attribute, set_expression, set_property

REPEATS = "repeats."
"""What stands before what is said of how often a step is done."""
KIND, WHILE, UNTIL = f"{REPEATS}kind", f"{REPEATS}while", f"{REPEATS}until"
TIMES, COLLECTION, ITEM = f"{REPEATS}times", f"{REPEATS}collection", f"{REPEATS}item"
AT_MOST, TESTS_FIRST = f"{REPEATS}at_most", f"{REPEATS}tests_first"
ONCE = "once"

_LOOP, _SEVERAL = bpmn("standardLoopCharacteristics"), bpmn("multiInstanceLoopCharacteristics")
_TAGS = {"loop": _LOOP, "sequential": _SEVERAL, "parallel": _SEVERAL}
_BEFORE = frozenset(
    bpmn(name)
    for name in (
        "documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef",
        "incoming", "outgoing", "ioSpecification", "property", "dataInputAssociation",
        "dataOutputAssociation", "resourceRole", "performer", "humanPerformer", "potentialOwner",
    )
)  # fmt: skip
"""What the standard puts before the repetition in a step."""
_LAST = (bpmn("loopCardinality"), bpmn("completionCondition"))


def change_repeats(node: etree._Element, values: Mapping[str, str]) -> None:
    """Let the step be done as often as KIND says: ``once`` or a kind of repeats.Repeats.

    WHILE, AT_MOST and TESTS_FIRST ("true") belong to a loop; TIMES, COLLECTION, ITEM and UNTIL to
    instances. What belongs to another kind is not written, and what the file said of that goes.
    """
    kind = values[KIND]
    said = {name: value.strip() for name, value in values.items()}
    if kind == "loop":
        _write_loop(_characteristics(node, kind), said)
    elif kind in _TAGS:
        _write_several(_characteristics(node, kind), said)
    else:
        _drop_others(node, "")


def _write_loop(held: etree._Element, said: Mapping[str, str]) -> None:
    set_attribute(held, "loopMaximum", said.get(AT_MOST, ""))
    set_attribute(held, "testBefore", "true" if said.get(TESTS_FIRST) == "true" else "")
    set_expression(held, "loopCondition", said.get(WHILE, ""))


def _write_several(held: etree._Element, said: Mapping[str, str]) -> None:
    set_attribute(held, "isSequential", "true" if said[KIND] == "sequential" else "")
    set_property(held, "collection", said.get(COLLECTION) or None)
    set_property(held, "item", said.get(ITEM) or None)
    set_expression(held, "loopCardinality", said.get(TIMES, ""))
    set_expression(held, "completionCondition", said.get(UNTIL, ""))
    held[:] = sorted(held, key=lambda child: child.tag in _LAST and 1 + _LAST.index(child.tag))


def _characteristics(node: etree._Element, kind: str) -> etree._Element:
    """What says of the step that it is done in this way; made when it said another or none."""
    _drop_others(node, _TAGS[kind])
    held = node.find(_TAGS[kind])
    if held is None:
        held = etree.Element(_TAGS[kind])
        place = (n for n, child in enumerate(node) if child.tag in _BEFORE)
        node.insert(max(place, default=-1) + 1, held)
    return held


def _drop_others(node: etree._Element, kept: str) -> None:
    for tag in (_LOOP, _SEVERAL):
        held = node.find(tag)
        if held is not None and tag != kept:
            node.remove(held)
