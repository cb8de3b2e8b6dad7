"""A whole letter at the desk with the keyboard alone, and the scan beside what is typed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import keyboard
from tests.browser.people import Visit
from tests.documents.pictures import png

DESK = "/anmalningar/ny/annan"
LETTER = {
    "posting_date-day": "27",
    "posting_date-month": "11",
    "posting_date-year": "2026",
    "sender_kind": "landlord",
    "sender_name": "Brevhus AB",
    "tenant_name": "Berit Brev",
    "premises": "home",
    "dwelling_street": "Brevgatan 7",
    "dwelling_postal_code": "21134",
    "dwelling_town": "Exempelstad",
    "tenure": "rental",
    "ground": "unpaid",
    "amount": "18400",
    "is_terminated": "yes",
}
NAME = "() => document.activeElement.name"


def test_a_letter_is_typed_in_with_the_keyboard_alone_and_the_days_are_counted_meanwhile(
    visit: Visit,
) -> None:
    rut = visit("demo-rut")
    rut.goto(DESK)
    assert rut.evaluate(NAME) == "arrival_channel"
    expect(rut.get_by_role("button", name="Räkna dagarna")).to_have_count(0)
    rut.keyboard.press("Space")
    rut.keyboard.press("ArrowDown")
    keyboard.answer(rut, LETTER)
    expect(rut.locator("[data-count-url]")).to_contain_text("fredag 27 november 2026")
    _save_and_write_next(rut)
    expect(rut.locator("main")).to_contain_text("Sparad med kvitto")
    # The way it came is filled in from the last one: a pile goes on at the sender.
    assert rut.evaluate(NAME) == "sender_kind"
    assert rut.locator('[name="arrival_channel"]:checked').get_attribute("value") == "REK"


def test_a_scan_comes_beside_what_is_typed_and_enter_saves(visit: Visit, tmp_path: Path) -> None:
    rut = visit("demo-rut")
    rut.goto(DESK)
    rut.fill("#tenant_name", "Stina Skann")
    rut.get_by_text("Skriv av en skannad handling").click()
    (tmp_path / "brev.png").write_bytes(png())
    rut.set_input_files("#document_file", tmp_path / "brev.png")
    rut.get_by_role("button", name="Visa handlingen bredvid").click()
    expect(rut.locator(".bkv-letter-page")).to_have_count(1)
    assert rut.input_value("#tenant_name") == "Stina Skann"
    # Enter is the first button of the form: it saves, so that what lacks is told.
    rut.press("#tenant_name", "Enter")
    expect(rut.locator(".govuk-error-summary")).to_contain_text("Ange")
    assert rut.input_value("#tenant_name") == "Stina Skann"
    expect(rut.locator(".bkv-letter-page")).to_have_count(1)


def _save_and_write_next(page: Page) -> None:
    keyboard.enter(page, 'button[name="and_then"]')
