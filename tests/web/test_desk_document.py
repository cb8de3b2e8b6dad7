"""The scanned document: beside the fields, drawn by us, with the notice; never active content."""

from __future__ import annotations

import io
import re

import pytest

from documents import attachments, scans
from documents.attachments import attachments as table
from tests.documents.pictures import pdf, png
from tests.product import Browser, Product
from tests.steps import rows
from tests.web.test_desk import LANDLORDS

DESK = "/anmalningar/ny/annan"
BROKEN = b"%PDF-1.7 this is no document <script>alert(1)</script>"


def scan(browser: Browser, body: bytes, name: str) -> str:
    """Take in a document; the browser stands on the form beside it. Its hidden word."""
    browser.get(DESK)
    answer = browser.post(f"{DESK}/handling", {"document_file": (io.BytesIO(body), name)})
    assert answer.status_code == 200
    return browser.hidden()["document"]


def pictures(browser: Browser) -> list[str]:
    found: list[str] = re.findall(r'<img class="bkv-letter-page" src="([^"]+)"', browser.page)
    return found


def test_a_document_is_shown_beside_the_fields_and_comes_along_with_the_notice(
    product: Product,
) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    scan(rut, pdf(pages=2), "brev.pdf")
    shown = pictures(rut)
    assert len(shown) == 2
    for address in shown:
        picture = rut.client.get(address)
        assert picture.mimetype == "image/png"
        assert picture.data.startswith(b"\x89PNG")
    wrong = rut.post(DESK, {**LANDLORDS, "tenant_name": ""})
    assert wrong.status_code == 422
    assert pictures(rut) == shown
    fields = {**rut.hidden(), **LANDLORDS}
    sent = [rut.client.post(DESK, data=fields) for _ in range(2)]
    assert len({answer.headers["Location"] for answer in sent}) == 1
    product.work()
    [file] = rows(product, table)
    assert file.holder.startswith("message:")
    assert file.name == "brev.pdf"


def test_it_is_shown_to_the_one_who_scanned_it_and_to_nobody_else(product: Product) -> None:
    rut, jamila = product.browser("demo-rut"), product.browser("demo-jamila")
    word = scan(rut, png(), "brev.png")
    [picture] = pictures(rut)
    assert jamila.client.get(picture).status_code == 404
    jamila.get(f"{DESK}?handling={word}")
    assert pictures(jamila) == []
    saved = rut.client.get(picture.removesuffix("/sida/1"))
    assert "attachment" in saved.headers["Content-Disposition"]
    assert saved.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("body", "name"), [(BROKEN, "brev.pdf"), (b"Hej\n", "brev.txt")], ids=["broken", "text"]
)
def test_what_cannot_be_drawn_is_offered_to_be_saved(
    product: Product, body: bytes, name: str
) -> None:
    rut = product.browser("demo-rut")
    scan(rut, body, name)
    assert pictures(rut) == []
    assert "Filen går inte att visa här." in rut.text()
    assert "alert(1)" not in rut.page


def test_a_file_that_is_none_is_refused_with_a_sentence(product: Product) -> None:
    rut = product.browser("demo-rut")
    for body, name in ((b"MZ\x00\x01", "brev.exe"), (b"", "brev.pdf"), (png(), "brev.pdf")):
        rut.get(DESK)
        answer = rut.post(f"{DESK}/handling", {"document_file": (io.BytesIO(body), name)})
        assert answer.status_code == 422
        assert "govuk-error-summary" in answer.text
        assert rows(product, table) == []
    assert rut.post(f"{DESK}/handling", {}).status_code == 422
    assert rut.post("/anmalningar/ny/okand/handling", {}).status_code == 404


def test_what_was_typed_before_the_scan_is_kept_whatever_becomes_of_the_file(
    product: Product,
) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    rut.get(DESK)
    asked = rut.hidden()["send_token"]
    for body, name, status in ((b"MZ", "brev.exe", 422), (png(), "brev.png", 200)):
        file = (io.BytesIO(body), name)
        answer = rut.post(f"{DESK}/handling", {**LANDLORDS, "document_file": file})
        assert answer.status_code == status
        assert 'value="Exempelgatan 12 B"' in answer.text
        assert re.search(r'value="REK" checked', answer.text)
        assert 'name="posting_date-day" type="text" value="26"' in answer.text
    assert len(pictures(rut)) == 1
    assert rut.hidden()["send_token"] == asked
    assert rut.post(DESK, LANDLORDS).status_code == 303
    product.work()
    assert [file.holder[:8] for file in rows(product, table)] == ["message:"]


def test_another_file_takes_the_place_of_the_wrong_one(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    scan(rut, pdf(pages=2), "fel.pdf")
    rut.post(f"{DESK}/handling", {**LANDLORDS, "document_file": (io.BytesIO(png()), "ratt.png")})
    assert len(pictures(rut)) == 1
    assert rut.post(DESK, LANDLORDS).status_code == 303
    product.work()
    kept = [file.name for file in rows(product, table) if file.holder.startswith("message:")]
    assert kept == ["ratt.png"]


def test_a_file_that_was_chosen_and_not_shown_is_not_lost_in_silence(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    rut.get(DESK)
    answer = rut.post(DESK, {**LANDLORDS, "document_file": "brev.pdf"})
    assert answer.status_code == 422
    assert "Filen är inte med än." in answer.text
    assert 'href="#document_file"' in answer.text
    assert rut.post(DESK, {**LANDLORDS, "document_file": ""}).status_code == 303


def test_what_nobody_typed_in_is_erased_after_a_day(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    scan(rut, png(), "gammal.png")
    product.clock.set("2026-12-01 10:30")
    scan(product.browser("demo-rut"), png(), "ny.png")
    assert [row.name for row in rows(product, table)] == ["ny.png"]
    assert len(rows(product, attachments.attachment_chunks)) == 1


def test_pages_are_counted_and_limited() -> None:
    assert len(scans.pages(pdf(pages=1), "application/pdf")) == 1
    assert len(scans.pages(pdf(pages=20), "application/pdf")) == scans.MOST_PAGES
    assert len(scans.pages(png(), "image/png")) == 1
    assert scans.pages(b"x" * (scans.LIMIT_BYTES + 1), "application/pdf") == []
    assert scans.pages(pdf(pages=1), "text/plain") == []
