"""Where XML that somebody gave us is parsed: no entities, no network, no great depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.errors import Misfit
from engine.texts import Text

MAX_BYTES = 2_000_000
MAX_DEPTH = 64
MAX_ELEMENTS = 30_000
"""Far more than anybody has drawn or written in one file."""
_BOM = b"\xef\xbb\xbf"
_ENCODINGS = frozenset({"utf-8", "us-ascii", "iso-8859-1"})
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class XmlRefused(Misfit):
    """The bytes are not XML that we read; ``text`` says why and ``line`` where, when known."""

    def __init__(self, text: Text, line: int | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


def parse(body: bytes) -> etree._Element:
    """The root element. Raises XmlRefused.

    A document type is refused before the parser sees it: entities in attribute values are
    expanded whatever the parser's settings say. That is also why only encodings in which the
    words of XML are plain ASCII are read.
    """
    plain = _plain(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(plain, parser)
    except etree.XMLSyntaxError as error:
        raise XmlRefused(_BROKEN, error.lineno or None) from error
    if sum(1 for _ in elements(root)) > MAX_ELEMENTS:
        raise XmlRefused(_MANY)
    if _is_too_deep(root):
        raise XmlRefused(_DEEP)
    return root


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element below and including this one, in the order of the document."""
    return root.iter("*")


def children(node: etree._Element) -> Iterator[etree._Element]:
    """The elements directly below; comments are none."""
    return node.iterchildren("*")


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(node).localname


def namespace(node: etree._Element) -> str:
    """The namespace of an element, empty when it has none."""
    return etree.QName(node).namespace or ""


def text_of(node: etree._Element | None) -> str:
    """The text inside an element without the white space around it; empty when there is none."""
    return "".join(str(part) for part in node.itertext()).strip() if node is not None else ""


def line_of(node: etree._Element) -> int:
    """The line of the file where the element begins, from 1."""
    line: Any = node.sourceline
    return int(line or 0)


def _plain(body: bytes) -> bytes:
    if not body.strip():
        raise XmlRefused(_EMPTY)
    if len(body) > MAX_BYTES:
        raise XmlRefused(_LARGE)
    plain = body.removeprefix(_BOM)
    text = _decoded(plain)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmlRefused(_DOCTYPE)
    return text.encode("utf-8")


def _decoded(plain: bytes) -> str:
    declared = _ENCODING.match(plain)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise XmlRefused(_ENCODED)
    try:
        return plain.decode(encoding)
    except UnicodeDecodeError as error:
        raise XmlRefused(_ENCODED) from error


def _is_too_deep(root: etree._Element) -> bool:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in children(node)]
        if not level:
            return False
    return True


_EMPTY = Text("Filen är tom.", "The file is empty.")
_LARGE = Text(
    f"Filen är större än {MAX_BYTES} byte och läses inte.",
    f"The file is larger than {MAX_BYTES} bytes and is not read.",
)
_ENCODED = Text("Filen är inte text i UTF-8.", "The file is not text in UTF-8.")
_DOCTYPE = Text(
    "Filen innehåller en dokumenttyp eller entiteter. Sådana läses aldrig; ta bort dem.",
    "The file contains a document type or entities. Those are never read; remove them.",
)
_BROKEN = Text(
    "Filen är inte giltig XML; den är avbruten eller innehåller ett skrivfel.",
    "The file is not valid XML; it is cut short or contains a mistake.",
)
_MANY = Text(
    f"Filen har fler än {MAX_ELEMENTS} element och läses inte.",
    f"The file has more than {MAX_ELEMENTS} elements and is not read.",
)
_DEEP = Text(
    f"Filen är djupare nästlad än {MAX_DEPTH} nivåer och läses inte.",
    f"The file is nested deeper than {MAX_DEPTH} levels and is not read.",
)
