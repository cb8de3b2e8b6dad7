"""Sets a letter: facts and a template in, a PDF out, the same bytes every time.

The PDF is made as PDF/A-2a and PDF/UA-1 by Typst (decision 0013). Facts go in as a JSON value and
are never pasted into the template, so nothing that they hold can be taken for markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from documents import facts as letter_facts
from documents.errors import LetterFailed
from documents.font_coverage import FAMILIES, FOLDER, REPLACEMENT, plainest, printable
from documents.letter_templates import LetterTemplate

WALL_SECONDS = 30.0
LIMIT_PDF_BYTES = 10 * 1024 * 1024
_LIMITS = {
    "RLIMIT_CPU": 20,
    "RLIMIT_AS": 2 * 1024**3,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 0,
}
# One thread: the same order of work every time, and little address space.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_PRESS = Path(__file__).with_name("press.py")
_MAIN = "main.typ"
_NO_GLYPH = "could not be displayed"
_PLACE = re.compile(r"([\w-]+\.typ):(\d+):\d+")


def typeset(template: LetterTemplate, facts: Mapping[str, Any], *, written_at: datetime) -> bytes:
    """The letter as PDF. The same facts, template, time and edition give the same bytes.

    Raises FactsInvalid when the facts are not those of the letter's schema, and LetterFailed when
    the template does not work.
    """
    return _set(template, facts, written_at, "pdf")[0]


def pictures(
    template: LetterTemplate, facts: Mapping[str, Any], *, written_at: datetime
) -> list[bytes]:
    """The letter's pages as PNG pictures, to look at before it is sent. Raises as typeset does."""
    return _set(template, facts, written_at, "png")


def replaced(facts: Mapping[str, Any]) -> list[str]:
    """The names of facts with a character that no font has; the letter shows a replacement for it.

    Facts within a fact count as the outer one.
    """
    return [
        name
        for name, value in facts.items()
        if any(_lost(text) for text in letter_facts.texts_of(value))
    ]


@cache
def edition() -> str:
    """What besides the template decides the bytes: the version of Typst and the fonts, as a digest.

    Keep it beside a letter. When it is another today, the letter can still be set again, but line
    breaks and bytes may differ.
    """
    digest = hashlib.sha256()
    for font in sorted(FOLDER.glob("*.ttf")):
        digest.update(font.name.encode() + hashlib.sha256(font.read_bytes()).digest())
    return f"typst {version('typst')}, fonts {digest.hexdigest()[:16]}"


def _set(
    template: LetterTemplate, facts: Mapping[str, Any], written_at: datetime, kind: str
) -> list[bytes]:
    if written_at.tzinfo is None:
        raise ValueError("The time a letter is written at must carry its time zone.")
    letter_facts.check(facts, template.schema, template.files)
    answer = _press(template, facts, written_at, kind, printable)
    if _NO_GLYPH in answer.get("failed", ""):
        # Some marks cannot be combined although a font has each of them.
        answer = _press(template, facts, written_at, kind, plainest)
    if "failed" in answer:
        raise LetterFailed(template.name, "template", _place(template, answer["at"]))
    sheets = [base64.b64decode(sheet) for sheet in answer["sheets"]]
    if sum(map(len, sheets)) > LIMIT_PDF_BYTES:
        raise LetterFailed(template.name, "size")
    return sheets


def drawn(name: str, source: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the press answers when a program of our own draws something as PNG: ``sheets`` in
    base64, or ``failed`` and ``at``. What comes from outside is data in ``given``, never source.

    Raises LetterFailed when time or memory did not suffice.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _run(
            name,
            {
                "files": {_MAIN: base64.b64encode(source.encode()).decode()},
                "inputs": {"given": json.dumps(given)},
                "timestamp": 0,
                "format": "png",
                "fonts": str(FOLDER),
                "folder": folder,
                "limits": _LIMITS,
            },
        )


def _press(
    template: LetterTemplate,
    facts: Mapping[str, Any],
    written_at: datetime,
    kind: str,
    shown: Callable[[str], str],
) -> dict[str, Any]:
    given = {"facts": letter_facts.with_texts(facts, shown), "fonts": FAMILIES}
    with tempfile.TemporaryDirectory() as folder:
        return _run(
            template.name,
            {
                "files": _files(template),
                # One input alone: Typst keeps several in an order that changes between runs.
                "inputs": {"given": json.dumps(given, sort_keys=True)},
                "timestamp": int(written_at.timestamp()),
                "format": kind,
                "fonts": str(FOLDER),
                "folder": folder,
                "limits": _LIMITS,
            },
        )


def _files(template: LetterTemplate) -> dict[str, str]:
    """The template's files as the press takes them; the one it begins in has a fixed name there."""
    named = {
        _MAIN if name == template.source else name: body for name, body in template.files.items()
    }
    return {name: base64.b64encode(body).decode() for name, body in named.items()}


def _run(name: str, job: dict[str, Any]) -> dict[str, Any]:
    kept = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    try:
        # Our own interpreter and our own script; what comes from outside is only its input.
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_PRESS)],
            input=json.dumps(job).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env=kept | _ENVIRONMENT,
            cwd=job["folder"],
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Not chained: what the child was given hangs on to that error.
        raise LetterFailed(name, "time") from None
    if ended.returncode != 0:
        # SIGXCPU, and SIGKILL when the hard limit is met.
        raise LetterFailed(name, "time" if ended.returncode in (-24, -9) else "crash")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def _place(template: LetterTemplate, diagnostic: str) -> str:
    """File and line alone: the rest of what Typst says may quote the facts."""
    found = _PLACE.search(diagnostic)
    if not found:
        return ""
    return f"{template.source if found[1] == _MAIN else found[1]}:{found[2]}"


def _lost(text: str) -> bool:
    return printable(text).count(REPLACEMENT) > text.count(REPLACEMENT)
