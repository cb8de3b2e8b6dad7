"""A decision table as plain cells: read, right or wrong, and written back without the rest moving.

What is in the cells is text of FEEL; ``engine.dmn`` says whether it can be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from engine.dmn.english import LABEL, NAME, WHY, both, english, write_english
from engine.dmn.xml import child, children, text_below
from engine.safe_xml import XmlRefused, elements, parse, text_of
from engine.texts import Text


@dataclass(frozen=True)
class Row:
    """A rule. cells: its conditions, then its results.

    annotation: why the rule is there, in Swedish; annotation_en: the same in English, or empty.
    """

    id: str
    annotation: str
    annotation_en: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """A table. columns: their labels, first the conditions, of which there are ``conditions``.

    types: the standard's word for what each column holds, or empty. allowed: the text of the values
    that each may have, empty when any will do.
    """

    id: str
    name: Text
    policy: str
    columns: tuple[Text, ...]
    types: tuple[str, ...]
    allowed: tuple[str, ...]
    conditions: int
    rows: tuple[Row, ...]


def read_cells(xml: bytes) -> Cells:
    """The first table of a file. Raises XmlRefused when there is none to read."""
    decision, table = _table(parse(xml))
    inputs, outputs = list(children(table, "input")), list(children(table, "output"))
    asked = [both(one, _asked(one), LABEL) for one in inputs]
    given = [both(one, one.get("label") or one.get("name") or "", LABEL) for one in outputs]
    return Cells(
        id=decision.get("id") or "",
        name=both(decision, decision.get("name") or "", NAME),
        policy=table.get("hitPolicy") or "UNIQUE",
        columns=(*asked, *given),
        types=(*map(_type_asked, inputs), *(one.get("typeRef") or "" for one in outputs)),
        allowed=(
            *(text_below(one, "inputValues") for one in inputs),
            *(text_below(one, "outputValues") for one in outputs),
        ),
        conditions=len(inputs),
        rows=tuple(_row(rule) for rule in children(table, "rule")),
    )


def write_cells(xml: bytes, rows: Sequence[Row]) -> bytes:
    """The file with these rules in this order: those it has by their ids, others made new."""
    root = parse(xml)
    _decision, table = _table(root)
    width = len(list(children(table, "input"))), len(list(children(table, "output")))
    held = {rule.get("id") or "": rule for rule in children(table, "rule")}
    for rule in held.values():
        table.remove(rule)
    for row in rows:
        rule = held[row.id] if row.id in held else _made(table, row.id, width)
        table.append(rule)
        _write(rule, row)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _table(root: etree._Element) -> tuple[etree._Element, etree._Element]:
    for node in elements(root):
        for found in children(node, "decisionTable"):
            return node, found
    raise XmlRefused(
        Text("Filen innehåller ingen beslutstabell.", "The file holds no decision table.")
    )


def _asked(column: etree._Element) -> str:
    return column.get("label") or text_of(child(column, "inputExpression"))


def _type_asked(column: etree._Element) -> str:
    asked = child(column, "inputExpression")
    return "" if asked is None else asked.get("typeRef") or ""


def _row(rule: etree._Element) -> Row:
    entries = [*children(rule, "inputEntry"), *children(rule, "outputEntry")]
    return Row(
        id=rule.get("id") or "",
        annotation=text_of(child(rule, "description")),
        annotation_en=english(rule, WHY),
        cells=tuple(text_of(child(entry, "text")) for entry in entries),
    )


def _made(table: etree._Element, own: str, width: tuple[int, int]) -> etree._Element:
    space = etree.QName(table).namespace
    rule = etree.Element(f"{{{space}}}rule", id=own)
    etree.SubElement(rule, f"{{{space}}}description")
    kinds = ["inputEntry"] * width[0] + ["outputEntry"] * width[1]
    for number, kind in enumerate(kinds, start=1):
        entry = etree.SubElement(rule, f"{{{space}}}{kind}", id=f"{own}_{number}")
        etree.SubElement(entry, f"{{{space}}}text")
    return rule


def _write(rule: etree._Element, row: Row) -> None:
    description = child(rule, "description")
    if description is None and row.annotation:
        description = etree.Element(f"{{{etree.QName(rule).namespace}}}description")
        rule.insert(0, description)
    if description is not None:
        description.text = row.annotation
    if english(rule, WHY) != row.annotation_en:
        write_english(rule, WHY, row.annotation_en)
    entries = [*children(rule, "inputEntry"), *children(rule, "outputEntry")]
    for entry, cell in zip(entries, row.cells, strict=True):
        text = child(entry, "text")
        if text is not None:
            text.text = cell
