"""Notices of every type come in through the interface, and what is wrong is told place by place."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from cases import notice
from cases.doors import notice_schema
from cases.doors.conforming import MOST_WRONG
from cases.tables.models import notices
from documents.attachments import attachments
from engine.models import messages
from tests.api.sender import HOME, U10, pointers, sender
from tests.product import Product

PDF = b"%PDF-1.4\n%%EOF\n"
SENDERS = {code: kinds[0] for code, kinds in notice_schema.SENDERS.items()}


def _body(type_code: str) -> dict[str, Any]:
    facts = {**HOME, "amount": 1840000, "what_happened": "Musik om natten."}
    facts |= {"eviction_at": "2026-12-15T10:00"}
    known = notice_schema.facts(type_code)
    return {"type": type_code, "facts": {n: v for n, v in facts.items() if n in known}}


@pytest.mark.parametrize("type_code", notice_schema.TYPES)
def test_each_type_is_registered_as_the_type_that_was_sent(
    product: Product, type_code: str
) -> None:
    one = sender(product, SENDERS[type_code])
    answer = one.post("/notices", _body(type_code))
    assert answer.status_code == 201, answer.text
    product.work()
    with product.database.reading() as session:
        row = session.execute(select(notices.c.public_id, notices.c.type_code)).one()
        found = notice.get(session, row.public_id)
    assert (row.type_code, found.channel) == (type_code, "api")
    assert found.receipt == answer.get_json()["receipt"]
    assert found.facts["sender_name"] == "Exempelbostäder AB"


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(product: Product) -> None:
    one = sender(product)
    facts = {**U10["facts"], "amount": "mycket", "service_date": "2026-02-31", "colour": "röd"}
    del facts["tenant_name"]
    answer = one.post("/notices", {"type": "U10", "facts": facts, "files": [{"name": "a"}]})
    assert answer.status_code == 422
    assert pointers(answer) == {
        "/facts/amount",
        "/facts/service_date",
        "/facts/colour",
        "/facts/tenant_name",
        "/files/0/content",
    }
    assert all(entry["text"]["sv"] and entry["text"]["en"] for entry in answer.get_json()["errors"])
    assert "mycket" not in answer.text
    assert _kept(product) == 0


def test_each_wrong_place_is_told_once_with_the_form_that_is_expected(product: Product) -> None:
    facts = {
        **U10["facts"],
        "tenant_name": "",
        "dwelling_postal_code": "21",
        "amount": "18400",
        "service_date": "2026-02-30",
        "children": "kanske",
        "arrears_months": ["november"],
    }
    answer = sender(product).post("/notices", {"type": "U10", "facts": facts, "files": "x"})
    told = {one["pointer"]: one["text"]["sv"] for one in answer.get_json()["errors"]}
    assert len(told) == len(answer.get_json()["errors"])
    assert told == {
        "/facts/tenant_name": "Texten är tom. Utelämna uppgiften om den inte är känd.",
        "/facts/dwelling_postal_code": "Ett postnummer med fem siffror väntades: "
        "211 34 eller 21134.",
        "/facts/amount": "Värdet ska vara ett heltal, utan citattecken.",
        "/facts/service_date": "En dag som finns väntades, på formen ÅÅÅÅ-MM-DD: 2026-11-26.",
        "/facts/children": "Värdet ska vara ett av: yes, no, unknown.",
        "/facts/arrears_months/0": "En månad väntades, på formen ÅÅÅÅ-MM: 2026-11.",
        "/files": "Värdet ska vara en lista.",
    }


def test_a_type_is_taken_only_from_those_who_send_it(product: Product) -> None:
    answer = sender(product).post("/notices", _body("U31"))
    assert (answer.status_code, pointers(answer)) == (422, {"/type"})


@pytest.mark.parametrize("body", [None, [], 1, "x", {}, {"type": None}, {"type": ["U10"]}])
def test_what_is_no_notice_is_told_so(product: Product, body: Any) -> None:
    assert sender(product).post("/notices", body).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{'a': 1}",
        "NaN",
        '{"type": 1e999}',
        "[" * 100_000,
        "9" * 5000,
        "\ufeff{}",
        '{"type": "U10", "type": "U20"}',
    ],
)
def test_what_is_no_json_is_told_so(product: Product, text: str) -> None:
    one = sender(product)
    answer = one.client.post(
        "/api/v1/notices", data=text, content_type="application/json", headers=one.carried
    )
    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"


def test_a_name_that_stands_twice_is_no_json_of_ours(product: Product) -> None:
    """What looks through requests on the way may take the first where we take the last."""
    one = sender(product)
    text = json.dumps(U10).replace('"amount": ', '"amount": 100, "amount": ')
    answer = one.client.post(
        "/api/v1/notices", data=text, content_type="application/json", headers=one.carried
    )
    assert (answer.status_code, _kept(product)) == (400, 0)


def test_a_list_that_is_too_long_is_told_so_and_not_looked_through(product: Product) -> None:
    answer = sender(product).post("/notices", {**U10, "files": [{"wrong": True}] * 1000})
    assert [(e["pointer"], e["code"]) for e in answer.get_json()["errors"]] == [
        ("/files", "maxItems")
    ]


def test_of_very_many_facts_that_are_none_of_ours_some_are_named(product: Product) -> None:
    unknown = {f"x{number}": 1 for number in range(1000)}
    answer = sender(product).post("/notices", {**U10, "facts": {**U10["facts"], **unknown}})
    assert {e["code"] for e in answer.get_json()["errors"]} == {"unknown"}
    assert len(answer.get_json()["errors"]) == MOST_WRONG


def test_json_in_another_wrapping_is_not_taken(product: Product) -> None:
    one = sender(product)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        answer = one.client.post(
            "/api/v1/notices", data=json.dumps(U10), content_type=kind, headers=one.carried
        )
        assert answer.status_code == 415


def test_files_come_along_and_what_is_no_file_of_ours_is_refused(product: Product) -> None:
    one = sender(product)
    content = base64.b64encode(PDF).decode()
    files = [{"name": "uppsägning.pdf", "content": content}]
    assert one.post("/notices", {**U10, "files": files}).status_code == 201
    for name, wrong in (("a.exe", b"MZ\x90\x00"), ("a.png", PDF)):
        sent = [{"name": name, "content": base64.b64encode(wrong).decode()}]
        answer = one.post("/notices", {**U10, "files": sent})
        assert (answer.status_code, pointers(answer)) == (422, {"/files/0"})
    answer = one.post("/notices", {**U10, "files": [{"name": "a.pdf", "content": "A"}]})
    assert (answer.status_code, pointers(answer)) == (422, {"/files/0/content"})
    with product.database.reading() as session:
        assert session.scalars(select(attachments.c.name)).all() == ["uppsägning.pdf"]
    assert _kept(product) == 1


def test_the_same_sending_twice_is_one_notice(product: Product) -> None:
    one = sender(product)
    first = one.post("/notices", U10, Idempotency_Key="2026-11-26/1".replace("/", ":"))
    again = one.post("/notices", U10, Idempotency_Key="2026-11-26:1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json()["receipt"] == again.get_json()["receipt"]
    other = {**U10, "facts": {**U10["facts"], "amount": 100}}
    refused = one.post("/notices", other, Idempotency_Key="2026-11-26:1")
    assert refused.status_code == 409
    assert refused.get_json()["receipt"] == first.get_json()["receipt"]
    another = sender(product, org_number="556036-0793")
    assert another.post("/notices", other, Idempotency_Key="2026-11-26:1").status_code == 201
    assert one.post("/notices", U10, Idempotency_Key="å").status_code == 422
    assert _kept(product) == 2


def test_a_receipt_tells_its_sender_that_it_is_registered_and_others_nothing(
    product: Product,
) -> None:
    one, other = sender(product), sender(product, org_number="556036-0793")
    number = one.post("/notices", U10).get_json()["receipt"]
    assert one.get(f"/notices/{number}").get_json()["status"] == "received"
    product.work()
    told = one.get(f"/notices/{number}")
    assert set(told.get_json()) == {"receipt", "received_at", "status"}
    assert told.get_json()["status"] == "registered"
    nothing = other.get("/notices/AAAA-BBBB-CCCC")
    assert nothing.status_code == 404
    assert other.get(f"/notices/{number}").data == nothing.data
    # A new key of the same sender finds what the old one sent.
    assert sender(product).get(f"/notices/{number}").status_code == 200


def _kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
