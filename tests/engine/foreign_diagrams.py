"""What the linter says of the diagrams of the Model Interchange Working Group, as a document.

``python -m tests.engine.foreign_diagrams`` writes docs/foreign-diagrams.md anew;
test_foreign_diagrams.py keeps it true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from lxml import etree

from engine.findings import Finding
from engine.folder import DIAGRAM
from engine.linter import LintContext, lint_folder

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared/corpora/miwg"
DIAGRAMS = sorted(CORPUS.glob("*.bpmn"))
DOCUMENT = ROOT / "docs/foreign-diagrams.md"
NOTHING_KNOWN = LintContext(operations={}, roles=frozenset())
"""What the diagrams call, send and are done by is not ours, so nothing of it is known."""

_OPENING = """# Diagrams that nobody here wrote

The reference diagrams of the BPMN Model Interchange Working Group
(https://www.omgwiki.org/bpmn-miwg/) are drawings that tools exchange; few were meant to be run.
`tests/engine/test_foreign_diagrams.py` reads, draws and lints each, and our picture of each has
been laid beside the group's own. What keeps each from running here follows: the first reason of
every kind, with the id of its element. `python -m tests.engine.foreign_diagrams` makes this
document; a test keeps it true where the diagrams lie beside the repository.

| diagram | elements | pages drawn | what keeps it from running |
|---|---|---|---|
"""


def lint(path: Path) -> tuple[Finding, ...]:
    """What the linter says of one of the diagrams."""
    return lint_folder({DIAGRAM: path.read_bytes()}, NOTHING_KNOWN)


def pages(path: Path) -> list[set[str]]:
    """The ids that the file draws, page by page."""
    root = etree.parse(path)
    return [
        {str(drawn.get("bpmnElement")) for drawn in plane.iter("{*}BPMNShape", "{*}BPMNEdge")}
        for plane in root.iter("{*}BPMNPlane")
    ]


def document() -> str:
    """The whole document, of the diagrams that lie beside the repository."""
    linted = {path: lint(path) for path in DIAGRAMS}
    rows = "".join(_row(path, found) for path, found in linted.items())
    lists = "".join(_reasons(path, found) for path, found in linted.items())
    return _OPENING + rows + lists


def _row(path: Path, found: Sequence[Finding]) -> str:
    drawn = pages(path)
    errors = sum(finding.is_error for finding in found)
    verdict = f"{errors} reasons" if errors else "nothing: it runs"
    return f"| {path.stem} | {len(set().union(*drawn))} | {len(drawn)} | {verdict} |\n"


def _reasons(path: Path, found: Sequence[Finding]) -> str:
    lines = "".join(f"- {line}\n" for line in _one_of_each_kind(found))
    return f"\n## {path.stem}\n\n{lines or '- It runs.'}"


def _one_of_each_kind(found: Sequence[Finding]) -> Iterator[str]:
    errors = sorted((f for f in found if f.is_error), key=lambda finding: finding.code)
    for _, alike in groupby(errors, key=lambda finding: finding.code):
        first, *others = alike
        more = f" And {len(others)} more of this kind." if others else ""
        yield f"`{first.element}`: {' '.join(first.text.en.split())}{more}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
