"""A form sent twice with one token: the same is one notice, and what differs is told."""

from __future__ import annotations

from io import BytesIO

from tests.product import NOTICE, Product

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def with_file(name: str, content: bytes) -> dict[str, object]:
    return {**NOTICE, "attachments": (BytesIO(content), name)}


def test_a_file_added_to_a_notice_that_was_sent_is_not_dropped_without_a_word(
    product: Product,
) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    page = browser.page
    assert browser.post("/anmalan", NOTICE).status_code == 303
    browser.page = page
    again = browser.post("/anmalan", with_file("uppsagning.pdf", PDF))
    assert again.status_code == 422
    assert "skickades" in browser.text()
    assert "Välj filerna igen" in browser.text()
    assert browser.post("/anmalan", with_file("uppsagning.pdf", PDF)).status_code == 303


def test_the_same_file_sent_twice_is_one_notice_with_one_receipt(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    page = browser.page
    first = browser.post("/anmalan", with_file("uppsagning.pdf", PDF))
    browser.page = page
    second = browser.post("/anmalan", with_file("uppsagning.pdf", PDF))
    assert first.headers["Location"] == second.headers["Location"]
