"""A file that was scanned, drawn anew as pictures: what a browser is shown is ours, not the file.

PDF and pictures from strangers may hold scripts and worse. They are drawn in the press
(documents/press.py), which can open no file and reach no network, and come out as plain PNG.
"""

from __future__ import annotations

import base64
import re

from documents.errors import LetterFailed
from documents.typesetting import drawn

DRAWN_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})
LIMIT_BYTES = 4 * 1024 * 1024
"""Bytes reach the press as numbers in a text; more than this takes longer than a person waits."""

MOST_PAGES = 12
_NAME = "scan"
_FIT = 'width: 100%, height: 100%, fit: "contain"'
_PROGRAM = f"""
#let given = json(bytes(sys.inputs.given))
#let scan = bytes(given.scan)
#set page(paper: "a4", margin: 0pt)
#if given.pages == none {{ image(scan, {_FIT}) }} else {{
  for number in range(1, given.pages + 1) {{ image(scan, page: number, {_FIT}) }}
}}
"""
_COUNT = re.compile(r"only has (\d+) page")
_BEYOND = """
#let given = json(bytes(sys.inputs.given))
#image(bytes(given.scan), page: 1000000)
"""


def pages(body: bytes, media_type: str) -> list[bytes]:
    """Each page as PNG, at most the first twelve; none when it is of a kind or size that is not
    drawn, or cannot be read. It can always be saved as it is."""
    if media_type not in DRAWN_TYPES or len(body) > LIMIT_BYTES:
        return []
    try:
        count = _count(body) if media_type == "application/pdf" else None
        if count == 0:
            return []
        answer = drawn(_NAME, _PROGRAM, {"scan": list(body), "pages": count})
    except LetterFailed:
        return []
    return [base64.b64decode(sheet) for sheet in answer.get("sheets", ())]


def _count(body: bytes) -> int:
    """How many pages, as Typst tells when it is asked for one that is not there; 0 if it cannot."""
    answer = drawn(_NAME, _BEYOND, {"scan": list(body)})
    found = _COUNT.search(str(answer.get("at", "")))
    return min(int(found[1]), MOST_PAGES) if found else 0
