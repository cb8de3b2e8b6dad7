"""How the parts of a DMN file are found: by their names in the standard's own namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import safe_xml

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""The versions that are read; what Bokvar uses of them means the same in all, unless it says."""


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of that name directly below; those of other namespaces are not ours."""
    namespace = safe_xml.namespace(node)
    for found in safe_xml.children(node):
        if safe_xml.local_name(found) == name and safe_xml.namespace(found) == namespace:
            yield found


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first of them, if there is one."""
    return next(children(node, name), None)


def text_below(node: etree._Element, name: str) -> str:
    """The expression within a named part: the content of its text element, or nothing."""
    part = child(node, name)
    return text_of(part) if part is not None else ""


def text_of(part: etree._Element) -> str:
    """The expression of a cell, or nothing."""
    return safe_xml.text_of(child(part, "text"))
