"""Every name in the shipped diagrams is there in English as well, and is English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn import BPMN, bpmn
from engine.elements import read_process
from engine.lint.names import check_english_names
from front.shipped import PROCESSES

SHIPPED = sorted(PROCESSES.glob("*/process.bpmn"))
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
