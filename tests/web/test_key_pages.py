"""The administrator's keys: made and shown once, listed with their use, and taken away."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from cases.tables.api_models import api_keys
from ledger.models import history_payloads
from tests.api.sender import U10
from tests.product import Browser, Product
from tests.steps import ledger, rows

KEY = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "org_number": "5560004615",
    "scopes": ["notices", "reports"],
}
SECRET = re.compile(r"bokvar_[A-Za-z0-9_-]{43}")


def _make(product: Product, **changes: Any) -> tuple[Browser, str]:
    """The administrator makes a key; the browser stands where it is shown."""
    browser = product.browser("demo-axel")
    browser.get("/nycklar/ny")
    answer = browser.post("/nycklar/ny", {**KEY, **changes})
    assert answer.status_code == 200, browser.text()
    return browser, SECRET.findall(browser.page)[0]


def _send(product: Product, secret: str) -> int:
    given = {"Authorization": f"Bearer {secret}"}
    client = product.app.test_client()
    return client.post("/api/v1/notices", json=U10, headers=given).status_code


def test_a_key_is_shown_once_and_a_system_comes_in_with_it(product: Product) -> None:
    browser, secret = _make(product)
    assert _send(product, secret) == 201
    browser.get("/nycklar")
    words = browser.text()
    assert "Exempelbostäder AB" in words
    assert "556000-4615" in words
    assert "Lämna underrättelser, rätta och ta tillbaka underrättelser" in words
    assert "aldrig" not in words
    (key,) = rows(product, api_keys)
    for path in ("/nycklar", "/nycklar/ny", f"/nycklar/{key.public_id}/aterkalla"):
        browser.get(path)
        assert secret not in browser.page
        assert key.digest not in browser.page
    with product.database.reading() as session:
        told = session.scalars(select(history_payloads.c.payload)).all()
    assert not any(secret in str(one) for one in told)


def test_the_form_sent_twice_makes_one_key_and_does_not_show_it_again(product: Product) -> None:
    browser = product.browser("demo-axel")
    browser.get("/nycklar/ny")
    form = browser.page
    browser.post("/nycklar/ny", KEY)
    browser.page = form
    again = browser.post("/nycklar/ny", {**KEY, "sender_name": "En annan"})
    assert again.headers["Location"] == "/nycklar"
    browser.get("/nycklar")
    assert "redan gjord och visas inte igen" in browser.text()
    assert len(rows(product, api_keys)) == 1


def test_the_form_sent_many_times_at_once_makes_one_key(product: Product) -> None:
    browser = product.browser("demo-axel")
    browser.get("/nycklar/ny")
    cookie = browser.client.get_cookie("bokvar")
    assert cookie is not None

    def _send_form(_number: int) -> int:
        client = product.app.test_client()
        client.set_cookie("bokvar", cookie.value)
        return client.post("/nycklar/ny", data={**browser.hidden(), **KEY}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(_send_form, range(4))) == [200, 303, 303, 303]
    assert len(rows(product, api_keys)) == 1


def test_a_revoked_key_lets_nobody_in_and_says_why(product: Product) -> None:
    browser, secret = _make(product)
    (key,) = rows(product, api_keys)
    path = f"/nycklar/{key.public_id}/aterkalla"
    browser.get(path)
    assert browser.post(path, {"reason": " "}).status_code == 422
    assert _send(product, secret) == 201
    browser.get(path)
    page = browser.page
    assert browser.post(path, {"reason": "Byter system."}).status_code == 303
    assert _send(product, secret) == 401
    browser.get("/nycklar")
    assert "Byter system." in browser.text()
    browser.page = page
    assert browser.post(path, {"reason": "Igen."}).status_code == 303
    browser.get("/nycklar")
    assert "redan återkallad" in browser.text()
    assert "Igen." not in browser.text()
    assert (
        "Återkalla nyckeln" not in browser.get(path).text.partition("<h1")[2].partition("</h1>")[2]
    )
    assert ledger(product).faults == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"sender_kind": "bank"},
        {"sender_kind": ""},
        {"sender_name": " "},
        {"sender_name": "x" * 201},
        {"sender_name": "a\x00b"},
        {"org_number": "556000-4616"},
        {"org_number": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"csrf_token": "x"},
        {"send_token": "x"},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    product: Product, changes: dict[str, Any]
) -> None:
    browser = product.browser("demo-axel")
    browser.get("/nycklar/ny")
    assert browser.post("/nycklar/ny", {**KEY, **changes}).status_code == 422
    assert "Något behöver rättas" in browser.text()
    if "sender_name" not in changes:
        assert 'value="Exempelbostäder AB"' in browser.page
    assert rows(product, api_keys) == []


def test_a_change_of_language_keeps_what_was_typed_and_makes_no_key(product: Product) -> None:
    browser = product.browser("demo-axel")
    browser.get("/nycklar/ny")
    browser.post("/nycklar/ny", {**KEY, "show_in": "en"})
    assert 'value="Exempelbostäder AB"' in browser.page
    assert rows(product, api_keys) == []
