"""A notice in parts: its files come as they are, with the limits and the answers of the JSON."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from cases.doors.notice_schema import MOST_FILES
from documents.attachments import attachments
from engine.models import messages
from tests.api.sender import U10, Sender, pointers, sender
from tests.product import Product
from web.api.parts import MEDIA_TYPE

PDF = b"%PDF-1.4\n%%EOF\n"
FACTS = json.dumps(U10["facts"])


def file(name: str = "uppsägning.pdf", content: bytes = PDF) -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


def send(one: Sender, *files: FileStorage, **changes: Any) -> TestResponse:
    """Send the parts; a change of None leaves one out, and of Idempotency_Key is the header."""
    once = changes.pop("Idempotency_Key", None)
    fields = {"type": "U10", "facts": FACTS, "files": list(files), **changes}
    given = {name: value for name, value in fields.items() if value is not None}
    boundary, body = encode_multipart(given)
    return one.client.post(
        "/api/v1/notices",
        data=body,
        content_type=f"{MEDIA_TYPE}; boundary={boundary}",
        headers={**one.carried, **({"Idempotency-Key": once} if once else {})},
    )


def test_a_notice_in_parts_is_the_same_as_one_in_json(product: Product) -> None:
    one = sender(product)
    first = send(one, file(), Idempotency_Key="a")
    assert first.status_code == 201, first.text
    files = [{"name": "uppsägning.pdf", "content": base64.b64encode(PDF).decode()}]
    again = one.post("/notices", {**U10, "files": files}, Idempotency_Key="a")
    assert again.get_json()["receipt"] == first.get_json()["receipt"]
    other = send(one, file(content=PDF + b"x"), Idempotency_Key="a")
    assert (other.status_code, other.get_json()["receipt"]) == (409, first.get_json()["receipt"])
    assert names(product) == ["uppsägning.pdf"]
    assert kept(product) == 1


def test_no_file_and_facts_as_a_file_are_taken_too(product: Product) -> None:
    one = sender(product)
    assert send(one).status_code == 201
    assert send(one, facts=file("facts.json", FACTS.encode())).status_code == 201
    assert kept(product) == 2


def test_each_refused_file_is_pointed_at_with_its_own_sentence(product: Product) -> None:
    one = sender(product)
    sent = (file(), file("a.exe", b"MZ\x90\x00"), file("b.png"), file("c.pdf", b""))
    in_parts = send(one, *sent)
    assert pointers(in_parts) == {"/files/1", "/files/2", "/files/3"}
    told = [entry["text"]["sv"] for entry in in_parts.get_json()["errors"]]
    assert len(set(told)) == 3
    assert "slutar på .png men innehållet är .pdf" in told[1]
    files = [
        {"name": name, "content": base64.b64encode(body).decode()}
        for name, body in (("b.pdf", PDF), ("a.exe", b"MZ\x90\x00"), ("b.png", PDF))
    ]
    in_json = one.post("/notices", {**U10, "files": files})
    assert pointers(in_json) == {"/files/1", "/files/2"}
    assert [entry["text"]["sv"] for entry in in_json.get_json()["errors"]] == told[:2]
    assert names(product) == []
    assert kept(product) == 0


def test_everything_wrong_is_told_at_once_by_the_pointers_of_the_json(product: Product) -> None:
    facts = json.dumps({**U10["facts"], "amount": "mycket"})
    answer = send(
        sender(product), *(file() for _ in range(MOST_FILES + 1)), facts=facts, colour="röd"
    )
    assert pointers(answer) == {"/facts/amount", "/colour", "/files"}
    named = send(sender(product), file("x" * 201 + ".pdf"), type="U99")
    assert pointers(named) == {"/type", "/files/0"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"type": None}, 422),
        ({"type": ["U10", "U10"]}, 422),
        ({"facts": None}, 422),
        ({"facts": [FACTS, FACTS]}, 422),
        ({"facts": "[]"}, 422),
        ({"facts": "{"}, 400),
        ({"facts": ""}, 400),
        ({"facts": "[" * 100_000}, 400),
        ({"facts": file("facts.json", b"\xff")}, 400),
        ({"facts": [FACTS, file("facts.json", b"{}")]}, 400),
        ({"facts": '"' + "x" * 1_100_000 + '"'}, 413),
        ({"facts": file("facts.json", b" " * 100_000)}, 400),
        ({"files": "text without a name"}, 422),
        ({"pictures": file()}, 422),
        ({f"part{number}": "x" for number in range(60)}, 413),
    ],
)
def test_what_is_no_notice_is_told_so_and_nothing_is_kept(
    product: Product, changes: dict[str, Any], status: int
) -> None:
    answer = send(sender(product), **changes)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert kept(product) == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b""),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\n\r\n--b--"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/mixed; boundary=a", b"--a--"),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="facts"\r\n\r\n{"a": "\xe5"}\r\n--a--',
        ),
    ],
)
def test_parts_that_cannot_be_taken_apart_are_refused(
    product: Product, kind: str, body: bytes
) -> None:
    one = sender(product)
    answer = one.client.post("/api/v1/notices", data=body, content_type=kind, headers=one.carried)
    assert answer.status_code in (400, 413, 415, 422), answer.text
    assert kept(product) == 0


def names(product: Product) -> list[str]:
    with product.database.reading() as session:
        return list(session.scalars(select(attachments.c.name)))


def kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
