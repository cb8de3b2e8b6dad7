"""Diagrams that nobody here wrote: each is read, drawn and linted, and upsets nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from documents.diagram import draw
from engine.confine import Limits
from engine.confined_lint import lint_confined
from engine.folder import DIAGRAM
from tests.engine.foreign_diagrams import (
    CORPUS,
    DIAGRAMS,
    DOCUMENT,
    NOTHING_KNOWN,
    document,
    lint,
    pages,
)

LIMITS = Limits(cpu_seconds=5, memory_bytes=512 * 1024 * 1024, wall_seconds=60)
"""For all of them together, in one child."""

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="The MIWG reference diagrams are not beside the repository (../shared/corpora/miwg).",
)
each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


@needs_corpus
def test_the_whole_set_is_there() -> None:
    assert (len(DIAGRAMS), DIAGRAMS[0].stem, DIAGRAMS[-1].stem) == (21, "A.1.0", "C.9.2")


@needs_corpus
@each_diagram
@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_that_a_page_draws_is_in_our_picture(path: Path, language: str) -> None:
    for number, planned in enumerate(pages(path), start=1):
        svg = draw(path.read_bytes(), title=path.stem, page=number, language=language)
        shown = {str(node.get("data-element")) for node in etree.fromstring(svg).iter("{*}g")}
        assert planned - {"None"} <= shown


@needs_corpus
@each_diagram
def test_the_linter_says_what_keeps_it_from_running_with_the_element(path: Path) -> None:
    reasons = [finding for finding in lint(path) if finding.is_error]
    ids = {node.get("id") for node in etree.parse(path).iter() if node.get("id")}
    assert reasons
    assert {finding.element for finding in reasons} <= ids
    for finding in reasons:
        assert finding.text.sv.endswith(".")
        assert finding.text.en.endswith(".")
        assert finding.text.sv != finding.text.en


@needs_corpus
def test_all_of_them_are_linted_within_the_limits_of_a_child() -> None:
    folders = {path.stem: {DIAGRAM: path.read_bytes()} for path in DIAGRAMS}
    found = lint_confined(folders, NOTHING_KNOWN, limits=LIMITS)
    assert {finding.process for finding in found if finding.is_error} == set(folders)


@needs_corpus
def test_the_document_says_what_the_linter_says() -> None:
    assert DOCUMENT.read_text("utf-8") == document()
