"""What stands in a table in English: our own properties beside the standard's Swedish words."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn import EXTENSION, extension
from engine.dmn.xml import child
from engine.safe_xml import namespace
from engine.texts import Text

NAME, LABEL, WHY = "name_en", "label_en", "description_en"
"""Of a decision its name, of a column its heading, of a rule why it is there."""


def both(node: etree._Element, swedish: str, name: str) -> Text:
    """The words in both languages; the Swedish ones stand in where there is no English."""
    return Text(swedish, english(node, name) or swedish)


def english(node: etree._Element, name: str) -> str:
    """The English words alone, or nothing."""
    return next((one.get("value", "").strip() for one in _entries(node, name)), "")


def write_english(node: etree._Element, name: str, value: str) -> None:
    """Put the English words of a rule in place of those there are; nothing takes them away."""
    for entry in list(_entries(node, name)):
        _remove(entry)
    if value:
        etree.SubElement(_properties(node), extension("property"), name=name, value=value)


def _entries(node: etree._Element, name: str) -> Iterator[etree._Element]:
    held = child(node, "extensionElements")
    if held is not None:
        path = f"{extension('properties')}/{extension('property')}"
        yield from (one for one in held.findall(path) if one.get("name") == name)


def _properties(node: etree._Element) -> etree._Element:
    """The list of properties, made in the place that the standard gives it if need be."""
    held = child(node, "extensionElements")
    if held is None:
        held = etree.Element(f"{{{namespace(node)}}}extensionElements")
        node.insert(0 if child(node, "description") is None else 1, held)
    found = held.find(extension("properties"))
    if found is not None:
        return found
    return etree.SubElement(held, extension("properties"), nsmap={"spiffworkflow": EXTENSION})


def _remove(entry: etree._Element) -> None:
    """Take a property away, and its list and their extension when they hold nothing else."""
    node = entry
    while (held := node.getparent()) is not None:
        held.remove(node)
        if len(held) or held.tag != extension("properties"):
            return
        node = held
