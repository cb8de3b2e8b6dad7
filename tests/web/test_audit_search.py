"""The auditor finds a case by a number that was given to somebody, and nobody by a name."""

from __future__ import annotations

import pytest

from cases.tables.models import cases, notices
from ledger.models import history, history_payloads
from tests.product import Browser, Product
from tests.steps import match, receive, rows
from tests.vectors.test_protected import seal


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    receive(product, tenant_name="Bo Annan", tenant_personal_number=None, dwelling_street="Gatan 2")
    match(product)
    return product


def search(product: Product, said: str, who: str = "demo-gosta") -> Browser:
    browser = product.browser(who)
    browser.get("/granskning")
    browser.post("/granskning", {"q": said})
    return browser


@pytest.mark.parametrize("said", ["BKV-2026-000001", " bkv-2026-000001 ", "000001", "1"])
def test_a_case_is_found_by_its_number_or_the_last_digits(product: Product, said: str) -> None:
    page = search(product, said).text()
    assert "BKV-2026-000001" in page
    assert "BKV-2026-000002" not in page


def test_a_case_is_found_by_the_receipt_of_a_notice_however_it_is_typed(product: Product) -> None:
    receipt = rows(product, notices)[0].receipt
    for said in (receipt, receipt.lower().replace("-", " "), receipt.replace("-", "")):
        page = search(product, said).text()
        assert "BKV-2026-000001" in page
        assert "BKV-2026-000002" not in page


@pytest.mark.parametrize(
    "said", ["Bo Annan", "Gatan 2", "%", "_", "' or 1=1 --", "²", "٣", "0", "-"]
)
def test_nothing_else_finds_a_case(product: Product, said: str) -> None:
    assert "Inget ärende har det numret" in search(product, said).text()


@pytest.mark.parametrize("said", ["", "   ", "x" * 201, "\x00"])
def test_what_cannot_be_searched_for_is_told(product: Product, said: str) -> None:
    assert "Skriv ett nummer med högst 200 tecken." in search(product, said).text()


def test_what_was_found_is_in_the_access_log_and_what_was_typed_is_nowhere(
    product: Product,
) -> None:
    search(product, "Bo Annan Hemlig")
    search(product, "000002")
    case = rows(product, cases)[1].public_id
    read = [row for row in rows(product, history) if "audit_search" in row.header]
    assert len(read) == 2
    payloads = " ".join(str(row) for row in rows(product, history_payloads))
    assert case in payloads
    assert "Hemlig" not in payloads


def test_a_sealed_case_has_no_number_for_who_was_not_let_in(product: Product) -> None:
    seal(product, str(rows(product, cases)[1].public_id))
    assert "Inget ärende har det numret" in search(product, "000002").text()
