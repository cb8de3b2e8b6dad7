"""What a change writes in one element of a diagram's XML: node_parts the other way round."""

from __future__ import annotations

from lxml import etree

from engine.bpmn import EXTENSION, XSI, bpmn, extension
from engine.node_parts import extension_of


def set_attribute(node: etree._Element, name: str, value: str) -> None:
    """Without a value there is no attribute."""
    if value:
        node.set(name, value)
    elif name in node.attrib:
        del node.attrib[name]


def set_property(node: etree._Element, name: str, value: str | None) -> None:
    """Our property of that name; None takes it away, an empty one is kept."""
    held = extension_of(node, "properties")
    known = [] if held is None else held.findall(extension("property"))
    for entry in known:
        if held is not None and entry.get("name") == name:
            held.remove(entry)
    if value is not None:
        held = extended(node, "properties") if held is None else held
        etree.SubElement(held, extension("property"), name=name, value=value)
    drop_if_empty(held)


def set_expression(node: etree._Element, name: str, value: str) -> None:
    """The expression in the element of BPMN of that name; without one the element goes."""
    held = node.find(bpmn(name))
    if held is None and value:
        held = etree.SubElement(node, bpmn(name), {f"{{{XSI}}}type": "bpmn:tFormalExpression"})
    write_text(held, value)


def extended(node: etree._Element, name: str) -> etree._Element:
    """A new extension element, in the place that the standard gives them."""
    held = node.find(bpmn("extensionElements"))
    if held is None:
        held = etree.Element(bpmn("extensionElements"))
        node.insert(len(node.findall(bpmn("documentation"))), held)
    return etree.SubElement(held, extension(name), nsmap={"spiffworkflow": EXTENSION})


def write_text(held: etree._Element | None, value: str) -> None:
    """Put a text in place of what stands there; without a text the element goes."""
    if held is None:
        return
    if not value:
        remove(held)
        return
    for child in list(held):
        held.remove(child)
    held.text = value


def drop_if_empty(held: etree._Element | None) -> None:
    """Take away what holds nothing."""
    if held is not None and len(held) == 0:
        remove(held)


def remove(held: etree._Element) -> None:
    """Take it away, and the extension elements around it when it was the last of them."""
    parent = held.getparent()
    if parent is None:
        return
    parent.remove(held)
    if parent.tag == bpmn("extensionElements"):
        drop_if_empty(parent)
