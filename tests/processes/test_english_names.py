"""What the shipped processes say of themselves is there in English as well, and is English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn import BPMN, bpmn
from engine.decisions import read_decision
from engine.elements import Element, Flow, Lane, ProcessModel, read_process
from engine.lint.names import check_english_descriptions, check_english_names
from engine.lint.tables import check_english_table
from front.shipped import PROCESSES

SHIPPED = sorted(PROCESSES.glob("*/process.bpmn"))
TABLES = sorted(PROCESSES.glob("*/*.dmn"))
LAWS = re.compile(r"socialtjänstförordningen|\böre\b")
"""Words without an English one: an ordinance, and what Swedish money is counted in."""
Described = ProcessModel | Element | Lane | Flow
LONGER = 30
"""How much longer an English name may be, so that it fits where the Swedish one is drawn."""


def _folder(path: Path) -> str:
    return path.parent.name


@pytest.mark.parametrize("path", SHIPPED, ids=_folder)
def test_everything_that_has_a_name_has_one_in_english(path: Path) -> None:
    lacking = [own for own, _swedish, english in _names(path) if not english]
    assert lacking == []


@pytest.mark.parametrize("path", SHIPPED, ids=_folder)
def test_no_english_name_is_swedish_or_much_longer(path: Path) -> None:
    for own, swedish, english in _names(path):
        assert not re.search("[åäöÅÄÖ]", english), own
        assert len(english) <= len(swedish) + LONGER, own
        assert english == english.strip(), own


@pytest.mark.parametrize("path", SHIPPED, ids=_folder)
def test_the_linter_misses_no_english_name(path: Path) -> None:
    assert list(check_english_names(read_process(path.read_bytes()))) == []


@pytest.mark.parametrize("path", SHIPPED, ids=_folder)
def test_every_description_is_there_in_english(path: Path) -> None:
    model = read_process(path.read_bytes())
    described: list[Described] = [
        model,
        *model.elements.values(),
        *model.lanes.values(),
        *model.flows.values(),
    ]
    for one in described:
        assert bool(one.documentation.sv) == bool(one.documentation_en), one
        assert not re.search("[åäöÅÄÖ]", LAWS.sub("", one.documentation_en)), one
        assert one.documentation_en.endswith(".") or not one.documentation_en, one
    assert list(check_english_descriptions(model)) == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_table_is_there_in_english(path: Path) -> None:
    table = read_decision(path.read_bytes())
    labels = [*(one.label for one in table.inputs), *(one.label for one in table.outputs)]
    for text in [table.name, *labels, *(rule.annotation for rule in table.rules)]:
        assert not re.search("[åäöÅÄÖ]", LAWS.sub("", text.en)), text
    assert list(check_english_table(path.name, path.read_bytes())) == []


def test_no_two_steps_of_a_process_are_one_in_english_and_two_in_swedish() -> None:
    for path in SHIPPED:
        called: dict[str, set[str]] = {}
        for element in read_process(path.read_bytes()).elements.values():
            if element.type == "userTask":
                called.setdefault(element.name.en, set()).add(element.name.sv)
        assert [names for names in called.values() if len(names) > 1] == []


def _names(path: Path) -> Iterator[tuple[str, str, str]]:
    """The id and both names of everything named; the name of a message is an id of its own."""
    for node in etree.parse(path).getroot().iter(f"{{{BPMN}}}*"):
        if (swedish := node.get("name")) and node.tag != bpmn("message"):
            entries = [
                entry
                for held in node.iterchildren(bpmn("extensionElements"))
                for entry in held.iter()
                if entry.get("name") == "name_en"
            ]
            yield node.get("id", ""), swedish, entries[0].get("value", "") if entries else ""
