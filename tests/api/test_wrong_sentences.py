"""Whatever a schema may ask for, there is a sentence that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cases.doors import reports, wrong_sentences
from cases.doors.notice_schema import TYPES, notice_schema

SCHEMAS = {**{code: notice_schema(code) for code in TYPES}, **reports.SCHEMAS}
SAYS_NOTHING = {"title", "description", "contentEncoding", "properties", "items"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_word_of_a_schema_has_a_sentence_in_both_languages(name: str) -> None:
    for word, limit in _words(SCHEMAS[name]):
        if word == "additionalProperties":
            continue
        for limited in limit if word == "required" else [limit]:
            text = wrong_sentences.sentence(word, limited)
            assert text.sv.endswith("."), text
            assert text.en.endswith("."), text
            assert "{" not in text.sv + text.en


def _words(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for word, limit in schema.items():
        if word == "properties":
            for inner in limit.values():
                yield from _words(inner)
        elif word == "items":
            yield from _words(limit)
        elif word not in SAYS_NOTHING:
            yield word, limit
