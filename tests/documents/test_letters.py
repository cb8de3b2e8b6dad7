"""A letter says what its facts say, the same bytes every time, and nothing can break out of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from documents import facts as letter_facts
from documents.letter_templates import read_folder
from documents.typesetting import typeset
from tests.documents.letter_samples import SAMPLES

LETTERS = read_folder(Path(__file__).parents[2] / "processes/shared/letters")
WRITTEN_AT = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)

each_sample = pytest.mark.parametrize(
    ("name", "facts"),
    [(name, facts) for name, samples in SAMPLES.items() for facts in samples],
    ids=[f"{name}-{n}" for name, samples in SAMPLES.items() for n in range(len(samples))],
)


def text_of(pdf: bytes) -> str:
    """What a reader hears: the text of every page, with spaces made one."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def made(name: str, facts: dict[str, Any]) -> bytes:
    return typeset(LETTERS[name], facts, written_at=WRITTEN_AT)


@each_sample
def test_every_text_of_the_facts_stands_in_the_letter(name: str, facts: dict[str, Any]) -> None:
    text = _packed(text_of(made(name, facts)))
    missing = [fact for fact in _shown_as_they_are(name, facts) if _packed(fact) not in text]
    assert missing == []


def _packed(text: str) -> str:
    """Without any space: where a line ends, what is read depends on the reader."""
    return "".join(text.replace("\u00ad", "").split())


def _shown_as_they_are(name: str, facts: dict[str, Any]) -> Iterator[str]:
    """The texts among the facts; dates, times, months and choices are written out in words."""
    schema = json.loads(LETTERS[name].files[f"{name}.schema.json"])["properties"]
    for field, value in facts.items():
        if "enum" not in schema[field] and field != "language":
            yield from (t for t in letter_facts.texts_of(value) if not _is_a_time(t))


def _is_a_time(text: str) -> bool:
    return (
        bool(text) and text.replace("-", "").replace(":", "").isdigit() and len(text) in (5, 7, 10)
    )
