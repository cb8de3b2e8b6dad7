"""What stands in one element of a diagram's XML: its names, descriptions and our extensions."""

from __future__ import annotations

from lxml import etree

from engine.bpmn import bpmn, extension
from engine.safe_xml import text_of
from engine.texts import Text


def name_of(node: etree._Element) -> Text:
    """What to call it: ``name`` is Swedish, and stands in where there is no English ``name_en``."""
    swedish = node.get("name", "")
    return Text(swedish, name_en_of(node) or swedish)


def name_en_of(node: etree._Element) -> str:
    """Its English name, empty when it has none."""
    return properties_of(node).get("name_en", "").strip()


def properties_of(node: etree._Element) -> dict[str, str]:
    """Our properties of it, by name."""
    properties = extension_of(node, "properties")
    found = [] if properties is None else properties.findall(extension("property"))
    return {entry.get("name", ""): entry.get("value", "") for entry in found}


def extension_of(node: etree._Element, name: str) -> etree._Element | None:
    """Our extension of that name, if it has one."""
    return node.find(f"{bpmn('extensionElements')}/{extension(name)}")


def optional_text(node: etree._Element | None) -> str | None:
    """The text in an element, None when there is no such element."""
    return None if node is None else text_of(node)


def documentation_of(node: etree._Element) -> Text:
    """What it is for: in Swedish as BPMN has it, in English as our ``documentation_en`` has."""
    swedish = text_of(node.find(bpmn("documentation")))
    return Text(swedish, documentation_en_of(node) or swedish)


def documentation_en_of(node: etree._Element) -> str:
    """Its English description, empty when it has none."""
    return properties_of(node).get("documentation_en", "").strip()
