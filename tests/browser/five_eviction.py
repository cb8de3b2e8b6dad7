"""The second case of the five: a time of eviction that comes late on Christmas Eve."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.five_people import hanna, malin, receipt_on, rut_matches
from tests.browser.people import appearing, case_about, fill, find, press, take
from tests.browser.town import Town
from tests.product import ASSESSMENT

TENANT = "Erik Vräksson"
SEND, POSTING = "Skicka bekräftelsen", "Ange när brevet lämnades"
CONTACT, DONE = "Kontakta hushållet och bedöm barnens situation", "Slutför uppgiften"
TIME = {
    "arrival_channel": "EPOST",
    "reached_clock": "23.40",
    "kfm_document": "time",
    "measure": "eviction",
    "kfm_case_number": "U-1234-26",
    "kfm_address": "avhysning@kronofogden.example",
    "eviction_on-day": "19",
    "eviction_on-month": "1",
    "eviction_on-year": "2027",
    "eviction_clock": "09.00",
    "tenant_name": TENANT,
    "children": "yes",
    "dwelling_street": "Björkvägen 7",
    "dwelling_postal_code": "211 35",
    "dwelling_town": "Exempelstad",
}


def on_duty(walk: Town) -> None:
    """The section head takes the duty of Christmas herself."""
    page = malin(walk)
    page.goto("/jour")
    named = page.locator("#officer option", has_text="Malin Chefsdotter").get_attribute("value")
    fill(page, {"officer": named or ""})
    fill(page, {"day_from-day": "24", "day_from-month": "12", "day_from-year": "2026"})
    walk.look(page, "tar jouren")
    press(page, "Spara")
    expect(page.get_by_text("Jourlistan är ändrad.")).to_be_visible()
    walk.look(page, "har jouren")


def confirmed_on_christmas_eve(walk: Town) -> str:
    """Read at 23:40, confirmed to Kronofogden at 23:50 and the copy handed over at 23:55."""
    walk.set_clock("2026-12-24 23:41")
    page = malin(walk)
    receipt = _typed_in(walk, page)
    walk.set_clock("2026-12-24 23:50")
    appearing(page, "/samma-dag", page.get_by_role("link", name=SEND)).click()
    press(page, "Ta uppgiften")
    fill(page, {"copy": "print", "protection": "none"})
    walk.look(page, "skickar bekraftelsen")
    press(page, "Skicka bekräftelsen")
    page.wait_for_selector(f"text=Klart: {SEND}.")
    confirmation = page.locator(".bkv-card__text", has_text="Bekräftelsen till Kronofogden")
    appearing(page, "/samma-dag", confirmation.filter(has_text=re.compile(r"kl\.\s23\.5[0-5]")))
    walk.look(page, "bekraftat till kronofogden")
    walk.set_clock("2026-12-24 23:56")
    take(page, POSTING)
    fill(page, {"way": "handed_over", "sent_at": "23.55"})
    walk.look(page, "lamnar kopian")
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {POSTING}.")
    page.goto("/samma-dag")
    expect(page.locator("main")).to_contain_text("Bekräftelsen: samma dag")
    walk.look(page, "klart samma dag")
    return receipt


def worked_on_after_christmas(walk: Town, receipt: str, assess: str) -> str:
    """The case of the booked eviction runs the version that was approved meanwhile."""
    walk.set_clock("2026-12-28 08:00")
    rut_matches(walk, receipt)
    page = hanna(walk)
    take(page, CONTACT)
    fill(page, {"contact": "two_way", "situation": "Letar boende hos en syster."})
    fill(page, {"children": "yes", "children_situation": "Ett barn, åtta år."})
    fill(page, {"attends": "yes", "letter": "no"})
    walk.look(page, "har natt hushallet")
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {CONTACT}.")
    address, number = case_about(page, TENANT)
    expect(page.locator("main")).to_contain_text("tisdag 19 januari 2027 kl. 09.00")
    walk.look(page, "arendet med bokad avhysning")
    find(page, assess, number)
    take(page, assess, number)
    fill(page, {**ASSESSMENT, "next_step": "continue"})
    walk.look(page, "bedomer i den nya versionen")
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {assess}.")
    return address


def _typed_in(walk: Town, page: Page) -> str:
    page.goto("/inkorg")
    walk.look(page, "inkorgen pa julafton")
    page.goto("/anmalningar/ny")
    page.get_by_role("link", name="Från Kronofogden").click()
    fill(page, TIME)
    walk.look(page, "skriver in tiden")
    press(page, "Spara underrättelsen")
    page.wait_for_url("**/kvitto/**")
    walk.look(page, "ska bekraftas i dag")
    return receipt_on(page)
