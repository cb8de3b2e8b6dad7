"""One case with the keyboard only: the time of an eviction on a Friday evening, confirmed the same
day and watched to its end."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_page
from tests.browser.keyboard import answer, enter
from tests.browser.people import appearing
from tests.browser.town import Town, town

JAMILA, RUT, HANNA, MALIN = "demo-jamila", "demo-rut", "demo-hanna", "demo-malin"
SEND, POSTING = "Skicka bekräftelsen", "Ange när brevet lämnades"
MATCH, CONTACT = "Bekräfta hushåll och bostad", "Kontakta hushållet och bedöm barnens situation"
RESULT = "Fråga Kronofogden om resultatet"
SEND_FORM = "form[data-draft-url] button:not([formaction])"
TIME = {
    "arrival_channel": "EPOST",
    "reached_clock": "18.40",
    "kfm_document": "time",
    "measure": "eviction",
    "kfm_case_number": "U-1234-26",
    "kfm_address": "avhysning@kronofogden.example",
    "eviction_on-day": "19",
    "eviction_on-month": "1",
    "eviction_on-year": "2027",
    "eviction_clock": "09.00",
    "tenant_name": "Erik Vräksson",
    "children": "yes",
    "dwelling_street": "Björkvägen 7",
    "dwelling_postal_code": "211 35",
    "dwelling_town": "Exempelstad",
}
STEPS = (
    ("2027-01-04", HANNA, "Planen klar?", "ready"),
    ("2027-01-12", MALIN, "Kontrollera planen", "holds"),
    ("2027-01-15", HANNA, "Akut boende beslutat?", "municipal"),
    ("2027-01-18", HANNA, "Ring Kronofogden", "as_booked"),
)


@pytest.fixture(scope="module")
def walk(
    browser: Browser, browser_context_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A town on the last Friday before Christmas, after office hours."""
    folder = tmp_path_factory.mktemp("eviction")
    with town(folder, "2026-12-18 18:40", browser, browser_context_args) as made:
        yield made


def test_an_eviction_is_confirmed_the_same_evening_and_watched_to_its_end(walk: Town) -> None:
    jamila = walk.person(JAMILA)
    _type_in(jamila)
    _confirm(walk)
    expect(_open(jamila, "/samma-dag")).to_contain_text("Klart")
    expect(jamila.locator("main")).to_contain_text("Bekräftelsen: samma dag")
    check_page(jamila)

    walk.set_clock("2026-12-21 08:00")
    _match(walk.person(RUT))
    hanna = walk.person(HANNA)
    _reach_the_household(hanna)
    case = _case(hanna)
    expect(_open(hanna, case)).to_contain_text("tisdag 19 januari 2027 kl. 09.00")
    expect(hanna.locator("main")).to_contain_text("Bokad")
    check_page(hanna)

    for on, who, title, state in STEPS:
        walk.set_clock(f"{on} 09:00")
        page = walk.person(who)
        _take(page, title)
        check_page(page)
        enter(page, f'button[name="state"][value="{state}"]')
        page.wait_for_selector("text=Klart:")
    walk.set_clock("2027-01-20 09:00")
    _take(hanna, RESULT)
    answer(hanna, {"result": "cancelled", "note": "Karl Krona svarade."})
    enter(hanna, SEND_FORM)
    hanna.wait_for_selector("text=Klart:")
    expect(_open(hanna, case)).to_contain_text("Inställd")


def _type_in(jamila: Page) -> None:
    enter(jamila, 'a[href="/anmalningar/ny"]')
    jamila.wait_for_url("**/anmalningar/ny")
    enter(jamila, 'a[href="/anmalningar/ny/kronofogden"]')
    jamila.wait_for_url("**/kronofogden")
    check_page(jamila)
    answer(jamila, TIME)
    enter(jamila, "main form button[type=submit]")
    jamila.wait_for_url("**/kvitto/**")
    expect(jamila.locator("main")).to_contain_text("Ska bekräftas till Kronofogden i dag")
    check_page(jamila)


def _confirm(walk: Town) -> None:
    """Both letters in one act; then she posts the copy and says when."""
    jamila = walk.person(JAMILA)
    appearing(jamila, "/samma-dag", jamila.get_by_role("link", name=SEND))
    check_page(jamila)
    enter(jamila, 'main a[href^="/uppgifter/"]')
    _claim(jamila)
    answer(jamila, {"copy": "print", "protection": "none"})
    check_page(jamila)
    enter(jamila, SEND_FORM)
    jamila.wait_for_selector("text=Klart:")
    walk.set_clock("2026-12-18 18:55")
    _take(jamila, POSTING)
    check_page(jamila)
    answer(jamila, {"way": "letter", "sent_at": "18.50"})
    enter(jamila, SEND_FORM)
    jamila.wait_for_selector("text=Klart:")


def _match(rut: Page) -> None:
    _take(rut, MATCH)
    check_page(rut)
    answer(rut, {"choice": "new"})
    enter(rut, SEND_FORM)
    rut.wait_for_url("**/inkorg")


def _reach_the_household(hanna: Page) -> None:
    _take(hanna, CONTACT)
    check_page(hanna)
    answer(hanna, {"contact": "two_way", "situation": "Letar boende hos en syster."})
    answer(hanna, {"children": "yes", "children_situation": "Ett barn, åtta år."})
    answer(hanna, {"attends": "yes", "letter": "no"})
    enter(hanna, SEND_FORM)
    hanna.wait_for_selector("text=Klart:")


def _case(hanna: Page) -> str:
    hanna.goto("/arenden")
    return hanna.locator("tbody th a").first.get_attribute("href") or ""


def _take(page: Page, title: str) -> None:
    link = appearing(page, "/inkorg", page.get_by_role("link", name=title))
    enter(page, f'a[href="{link.get_attribute("href")}"]')
    _claim(page)


def _claim(page: Page) -> None:
    page.wait_for_selector("text=Ta uppgiften")
    enter(page, 'form[action$="/ta"] button')
    page.wait_for_selector("text=Lämna uppgiften")


def _open(page: Page, address: str) -> Any:
    page.goto(address)
    return page.locator("main")
