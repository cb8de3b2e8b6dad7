"""What a request sends, as values and streams, within limits."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from engine.forms import bind, read_form
from web import form_input
from web.form_input import MAX_FILES, MAX_FORM_MEMORY_BYTES, MAX_PARTS, FormTooLarge, Sent

FORM = Path(__file__).parents[2] / "processes" / "close_case" / "forms" / "close_case.json"


def _sent(data: Any, **more: Any) -> Sent:
    with Flask("test").test_request_context("/", method="POST", data=data, **more):
        return form_input.read(request)


def test_every_value_comes_along_and_the_pages_own_can_be_left_out() -> None:
    sent = _sent({"name": "Åsa", "colour": ["red", "blue"], "csrf_token": "x"})
    assert sent.fields == {"name": ["Åsa"], "colour": ["red", "blue"], "csrf_token": ["x"]}
    assert sent.without({"csrf_token"}) == {"name": ["Åsa"], "colour": ["red", "blue"]}
    assert (sent.field("colour"), sent.field("none")) == ("red", "")


def test_files_are_streams_and_empty_file_fields_are_nothing() -> None:
    paper = (io.BytesIO(b"%PDF-1.7"), "uppsägning.pdf")
    nothing = (io.BytesIO(b""), "")
    sent = _sent({"papers": [paper, nothing], "name": "Bo"})
    assert [file.name for file in sent.files] == ["uppsägning.pdf"]
    assert (sent.fields, sent.refused) == ({"name": ["Bo"]}, ())


def test_too_many_files_are_told_in_words() -> None:
    papers = [(io.BytesIO(b"x"), f"{number}.pdf") for number in range(MAX_FILES + 1)]
    sent = _sent({"papers": papers})
    assert [error.text.sv for error in sent.refused] == ["Skicka högst 5 filer. Du skickade 6."]


LONG = b"a" * (MAX_FORM_MEMORY_BYTES + 1)
IN_PARTS = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + LONG + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"text=" + LONG, "application/x-www-form-urlencoded"),
        (IN_PARTS, "multipart/form-data; boundary=x"),
    ],
    ids=["urlencoded", "multipart"],
)
def test_more_text_than_a_form_holds_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(FormTooLarge) as caught:
        _sent(body, content_type=content_type)
    assert (caught.value.code, "för stort" in caught.value.text.sv) == (413, True)


def test_more_parts_than_a_form_has_are_refused() -> None:
    many = {f"x{number}": "1" for number in range(MAX_PARTS + 1)}
    with pytest.raises(FormTooLarge):
        _sent(many, content_type="multipart/form-data")


def test_a_broken_text_is_something_that_bind_can_take() -> None:
    kind = "application/x-www-form-urlencoded"
    sent = _sent(b"reason=%ff%00%ed%a0%80&decision=close", content_type=kind)
    answer = bind(read_form(FORM.read_bytes()), sent.fields, today=date(2026, 3, 3))
    assert ("reason", "characters") in [(e.field, e.code) for e in answer.errors]


def test_the_list_of_mistakes_links_to_the_controls() -> None:
    fields = {"reason": ["x"], "odd": ["1"]}
    answer = bind(read_form(FORM.read_bytes()), fields, today=date(2026, 3, 3))
    links = form_input.error_links(answer, "sv")
    assert [link.get("href") for link in links] == [None, "#decision"]
    assert links[1]["text"] == "Välj om ärendet ska avslutas"
