"""A file that came with a form to correct waits for it, and goes with the message that is sent."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from cases.tables.models import notices
from documents.attachments import attachments
from engine.models import incidents, messages
from tests.product import NOTICE, Browser, Product
from tests.steps import rows

PATH = "/anmalan"
PHOTO = b"%PDF-1.4\n%%EOF\n"
LEFT_OUT = {key: value for key, value in NOTICE.items() if key != "tenant_name"}


def _photo(name: str = "foto.pdf", content: bytes = PHOTO) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def _waiting(browser: Browser) -> list[str]:
    found = re.findall(r'name="waiting_file" type="checkbox" value="([^"]+)" checked', browser.page)
    return [unescape(value) for value in found]


def _wrong_with(browser: Browser, **files: Any) -> list[str]:
    """Send the form without a name; the files that wait then."""
    assert browser.post(PATH, {**LEFT_OUT, **files}).status_code == 422
    return _waiting(browser)


def _holders(product: Product) -> list[str]:
    with product.database.reading() as session:
        return list(session.scalars(select(attachments.c.holder).order_by(attachments.c.id)))


@pytest.fixture
def browser(product: Product) -> Browser:
    found = product.browser()
    found.get(PATH)
    return found


def test_a_photo_is_not_taken_again_when_another_field_is_wrong(
    product: Product, browser: Browser
) -> None:
    kept = _wrong_with(browser, attachments=_photo())
    assert "foto.pdf" in browser.text()
    assert "Välj filerna igen" not in browser.text()
    kept = _wrong_with(browser, waiting_file=kept, attachments=_photo("sida2.pdf"))
    assert len(kept) == 2
    assert browser.post(PATH, {**NOTICE, "waiting_file": kept}).status_code == 303
    product.work()
    key = rows(product, notices)[0].public_id
    assert _holders(product) == [f"message:{key}"] * 2
    assert rows(product, incidents) == []


def test_what_is_unticked_is_left_out_and_erased_in_a_week(
    product: Product, browser: Browser
) -> None:
    product.clock.set("2026-11-26 10:00")
    first, _second = _wrong_with(browser, attachments=[_photo(), _photo("fel.pdf")])
    assert browser.post(PATH, {**NOTICE, "waiting_file": [first]}).status_code == 303
    product.work()
    assert [holder.partition(":")[0] for holder in _holders(product)] == ["message", "waiting"]
    product.clock.set("2026-12-03 11:00")
    browser.get(PATH)
    assert browser.post(PATH, {**NOTICE, "tenant_name": "En Annan"}).status_code == 303
    product.work()
    assert [holder.partition(":")[0] for holder in _holders(product)] == ["message"]


def test_sent_twice_it_is_one_notice(product: Product, browser: Browser) -> None:
    kept = _wrong_with(browser, attachments=_photo())
    page, whole = browser.page, {**NOTICE, "waiting_file": kept}
    answers = []
    for _press in range(2):
        browser.page = page
        answers.append(browser.post(PATH, whole).headers["Location"])
    assert len(set(answers)) == 1
    assert len(rows(product, messages)) == 1


def test_a_file_of_another_sending_or_one_that_is_forged_is_not_taken(
    product: Product, browser: Browser
) -> None:
    of_other = _wrong_with(browser, attachments=_photo())
    stranger = product.browser()
    stranger.get(PATH)
    for value in (of_other[0], of_other[0][:-2] + "xx", "message:x", "", "å" * 300):
        assert _wrong_with(stranger, waiting_file=[value]) == []
    assert stranger.post(PATH, {**NOTICE, "waiting_file": of_other}).status_code == 303
    product.work()
    assert [holder.partition(":")[0] for holder in _holders(product)] == ["waiting"]


def test_a_form_has_its_files_for_a_day(product: Product, browser: Browser) -> None:
    product.clock.set("2026-11-26 10:00")
    kept = _wrong_with(browser, attachments=_photo())
    product.clock.set("2026-11-27 10:00")
    assert _wrong_with(browser, waiting_file=kept) == []


def test_more_files_than_a_form_may_have_are_refused_and_the_others_wait(browser: Browser) -> None:
    kept = _wrong_with(browser, attachments=[_photo(f"{n}.pdf") for n in range(4)])
    assert len(kept) == 4
    more = {"waiting_file": kept, "attachments": [_photo("a.pdf"), _photo("b.pdf")]}
    assert browser.post(PATH, {**NOTICE, **more}).status_code == 422
    assert "Skicka högst 5 filer. Du skickade 6." in browser.text()
    assert len(_waiting(browser)) == 4


def test_a_wrong_file_is_told_and_the_right_one_waits(product: Product, browser: Browser) -> None:
    wrong = _photo("program.pdf", b"MZ\x90\x00")
    assert len(_wrong_with(browser, attachments=[_photo(), wrong])) == 1
    assert "Den här sortens fil tar vi inte emot" in browser.text()
    [kept] = _waiting(browser)
    both = {"waiting_file": [kept], "attachments": [_photo("ny.pdf"), _photo("x.pdf", b"MZ\x90")]}
    assert browser.post(PATH, {**NOTICE, **both}).status_code == 422
    assert len(_waiting(browser)) == 2
    assert rows(product, messages) == []


def test_one_address_lays_down_so_many_in_a_minute(browser: Browser) -> None:
    for _round in range(4):
        assert len(_wrong_with(browser, attachments=[_photo(f"{n}.pdf") for n in range(5)])) == 5
    assert _wrong_with(browser, attachments=_photo()) == []
    assert "Välj filerna igen" in browser.text()


def test_the_page_says_which_files_before_one_is_chosen(browser: Browser) -> None:
    browser.get("/hyresvard/obetald-hyra")
    assert "Vi tar emot PDF, JPG, JPEG, PNG, DOCX, högst 20 MB per fil." in browser.text()


def test_a_change_of_language_keeps_the_file(browser: Browser) -> None:
    changed = {**LEFT_OUT, "attachments": _photo(), "language": "en"}
    browser.post(PATH, changed)
    assert len(_waiting(browser)) == 1
