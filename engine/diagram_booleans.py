"""Yes and no in words, for who does not read 1 and 0: XML Schema has both (the diagram editor)."""

from __future__ import annotations

from lxml import etree

from engine.bpmn import BOOLEANS, DRAWN_BOOLEANS, is_boolean, is_true
from engine.safe_xml import XmlRefused, elements, parse


def in_words(xml: bytes) -> bytes:
    """The diagram with true and false for what says it otherwise; as it is when there is none."""
    try:
        root = parse(xml)
    except XmlRefused:
        return xml
    numbers = [
        (node, name)
        for node in elements(root)
        for name in BOOLEANS | DRAWN_BOOLEANS
        if is_boolean(said := node.get(name, "")) and said not in ("true", "false")
    ]
    for node, name in numbers:
        node.set(name, "true" if is_true(node.get(name)) else "false")
    if not numbers:
        return xml
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
