"""Whether what people read in a decision table is there in English as well."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import safe_xml
from engine.dmn.english import LABEL, NAME, WHY, english
from engine.dmn.xml import children
from engine.findings import Finding, warning
from engine.safe_xml import XmlRefused, parse
from engine.texts import Text


def check_english_table(file: str, body: bytes) -> Iterator[Finding]:
    """A warning for the name, each heading and each explanation that is only there in Swedish."""
    try:
        root = parse(body)
    except XmlRefused:
        return  # That is told of the file already.
    for decision in children(root, "decision"):
        if decision.get("name") and not english(decision, NAME):
            yield _only_swedish(file, Text("tabellens namn", "the name of the table"))
        for table in children(decision, "decisionTable"):
            yield from _headings(file, table)
            yield from _explanations(file, table)


def _headings(file: str, table: etree._Element) -> Iterator[Finding]:
    for column in (*children(table, "input"), *children(table, "output")):
        if (label := column.get("label")) and not english(column, LABEL):
            yield _only_swedish(file, Text(f"rubriken {label}", f"the heading {label}"))


def _explanations(file: str, table: etree._Element) -> Iterator[Finding]:
    for number, rule in enumerate(children(table, "rule"), start=1):
        said = [*children(rule, "description"), *children(rule, "annotationEntry")]
        if any(safe_xml.text_of(one) for one in said) and not english(rule, WHY):
            place = Text(f"förklaringen till regel {number}", f"the explanation of rule {number}")
            yield _only_swedish(file, place)


def _only_swedish(file: str, place: Text) -> Finding:
    return warning(
        "table_en_missing",
        file,
        Text(
            f"{file}: {place.sv} saknas på engelska; på engelska sidor visas det svenska.",
            f"{file}: {place.en} is missing in English; English pages show the Swedish words.",
        ),
    )
