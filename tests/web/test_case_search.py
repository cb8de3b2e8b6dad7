"""A case is found by what is said on the telephone, and by nobody who may not see it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from cases.tables.models import cases
from ledger.models import history, history_payloads
from tests.product import Browser, Product
from tests.steps import match, receive, rows

NUMBER = "BKV-2026-000001"


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    receive(
        product,
        tenant_name="Bo Annan",
        tenant_personal_number=None,
        dwelling_street="Storgatan 2",
        dwelling_postal_code="214 10",
    )
    match(product)
    return product


def search(product: Product, said: str, who: str = "demo-hanna") -> Browser:
    browser = product.browser(who)
    browser.get("/arenden")
    browser.post("/arenden", {"q": said})
    return browser


@pytest.mark.parametrize(
    "said",
    [
        "Prov",
        "åsa prov",
        "Prov, Åsa",
        "19850515-2382",
        "850515-2382",
        "Exempelgatan",
        NUMBER.lower(),
    ],
)
def test_a_case_is_found_by_what_is_said_of_it(product: Product, said: str) -> None:
    text = search(product, f" {said} ").text()
    assert NUMBER in text
    assert "U10" in text
    assert "fredag 20 mars 2026" in text


@pytest.mark.parametrize("said", ["../..", "..", ",,", "- -", "''"])
def test_what_has_no_letter_finds_nobody_and_is_no_error(product: Product, said: str) -> None:
    assert NUMBER not in search(product, said).text()


@pytest.mark.parametrize(
    "said", ["Bo Annan", "Storgatan", "BKV-2026-000002", "%", "__", "--", "x" * 200]
)
def test_a_case_of_another_unit_is_not_found(product: Product, said: str) -> None:
    text = search(product, said).text()
    assert "BKV-2026-000002" not in text.replace(f'value="{said}"', "")
    assert NUMBER not in text


def test_a_sealed_case_is_not_found(product: Product) -> None:
    with product.database.transaction() as session:
        session.execute(update(cases).values(sealed=True))
    assert NUMBER not in search(product, "Prov").text()


@pytest.mark.parametrize("said", ["", "a", "x" * 201, "a\x00b"])
def test_what_cannot_be_searched_for_is_said(product: Product, said: str) -> None:
    browser = search(product, said)
    assert "Skriv mellan 2 och 200 tecken." in browser.text()


def test_the_search_is_logged_without_what_was_typed(product: Product) -> None:
    search(product, "Åsa Prov")
    read = [row for row in rows(product, history) if "case_search" in row.header]
    assert len(read) == 1
    payloads = " ".join(str(row) for row in rows(product, history_payloads))
    assert rows(product, cases)[0].public_id in payloads
