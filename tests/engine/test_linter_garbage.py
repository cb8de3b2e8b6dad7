"""Whatever bytes stand in a process folder, the linter answers with findings and never raises."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.linter import lint_folder
from tests.engine.diagrams import CONTEXT, folder, speak_both_languages

MIWG = Path(__file__).parents[3] / "shared" / "corpora" / "miwg"
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<x y="&c;">&c;</x>"""
XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
GARBAGE = {
    "empty": b"",
    "spaces": b"  \n",
    "binary": bytes(range(256)),
    "cut": folder()["process.bpmn"][:700],
    "bomb": BOMB.encode(),
    "outside": XXE.encode(),
    "outside in utf-16": XXE.encode("utf-16"),
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?><x/>',
    "unknown encoding": b'<?xml version="1.0" encoding="made-up"?><x/>',
    "deep": b"<a>" * 200 + b"</a>" * 200,
    "deeper": b"<a>" * 100_000,
    "large": b"<a>" + b" " * 2_000_001 + b"</a>",
    "no process": b"<a/>",
    "other": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    "nothing in it": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    b"<process/></definitions>",
    "nul": b"<a>\0</a>",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_in_any_file_is_a_finding_and_nothing_is_raised(name: str) -> None:
    for file in ("process.bpmn", "grade.dmn", "forms/carry.json"):
        found = lint_folder({**folder(), file: GARBAGE[name]}, CONTEXT)

        assert any(finding.is_error for finding in found)
        speak_both_languages(found)


def test_spoiling_any_few_bytes_never_raises() -> None:
    chance = random.Random(20261123)  # noqa: S311  Nothing secret hangs on it.
    good = folder()
    for _ in range(60):
        file = chance.choice(["process.bpmn", "grade.dmn", "forms/carry.json"])
        body = bytearray(good[file])
        for _ in range(chance.randint(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)

        assert isinstance(lint_folder({**good, file: bytes(body)}, CONTEXT), tuple)


@pytest.mark.skipif(not MIWG.is_dir(), reason="the MIWG diagrams are not beside the repository")
@pytest.mark.parametrize("path", sorted(MIWG.glob("*.bpmn")), ids=lambda path: path.stem)
def test_a_reference_diagram_is_told_why_it_cannot_run(path: Path) -> None:
    found = [f for f in lint_folder({"process.bpmn": path.read_bytes()}, CONTEXT) if f.is_error]

    assert found
    assert "diagram_unreadable" not in {finding.code for finding in found}
    speak_both_languages(found)
