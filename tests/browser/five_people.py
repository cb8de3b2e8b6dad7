"""The five who work on the same cases, each in a browser of her own and each in her own way."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import keyboard, touch
from tests.browser.people import MATCH, RECEIPT, WORKER_TIMEOUT_SECONDS
from tests.browser.town import Town

RUT, HANNA, MALIN, GOSTA = "demo-rut", "demo-hanna", "demo-malin", "demo-gosta"
SCREEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
FORM_BUTTON = "form[data-draft-url] button:not([formaction])"


def landlord(walk: Town) -> Page:
    """Has a telephone and no account."""
    return walk.person(**touch.PHONE)


def rut(walk: Town) -> Page:
    """The registrar, who has no mouse."""
    return walk.person(RUT, by_keyboard, **SCREEN)


def hanna(walk: Town) -> Page:
    """The caseworker."""
    return walk.person(HANNA, **SCREEN)


def malin(walk: Town) -> Page:
    """The section head, who also takes the duty of an evening."""
    return walk.person(MALIN, **SCREEN)


def gosta(walk: Town) -> Page:
    """The auditor."""
    return walk.person(GOSTA, **SCREEN)


def by_keyboard(page: Page, who: str) -> None:
    keyboard.enter(page, f'button[value="{who}"]')


def shown_to_rut(page: Page, place: str, wanted: Locator) -> str:
    """Goes to a place of the menu, again until the worker has done its part; the link's address."""
    until = time.monotonic() + WORKER_TIMEOUT_SECONDS
    _go(page, place)
    while wanted.count() == 0:
        assert time.monotonic() < until, f"{wanted} did not appear on {place}."
        page.wait_for_timeout(200)
        _go(page, place)
    return wanted.last.get_attribute("href") or ""


def rut_matches(walk: Town, receipt: str, choice: str = "new") -> None:
    """From the inbox to the answer, with Tab, Space, the arrows and Enter."""
    page = rut(walk)
    task = page.get_by_role("link", name=f"{MATCH} {receipt}")
    address = shown_to_rut(page, "/inkorg", task)
    walk.look(page, "inkorgen")
    keyboard.enter(page, f'a[href="{address}"]')
    page.wait_for_url(f"**{address}")
    keyboard.enter(page, 'form[action$="/ta"] button')
    page.wait_for_selector("text=Lämna uppgiften")
    keyboard.answer(page, {"choice": choice})
    walk.look(page, "kopplar")
    keyboard.enter(page, FORM_BUTTON)
    expect(page.get_by_text(f"Klart: {MATCH}.")).to_be_visible()


def _go(page: Page, place: str) -> None:
    """Also to the place where she is: that loads it again."""
    with page.expect_navigation():
        keyboard.enter(page, f'.bkv-nav a[href="{place}"]')


def receipt_on(page: Page) -> str:
    """The number of the receipt that is shown."""
    found = RECEIPT.search(page.inner_text("main"))
    assert found, "The receipt has no number."
    return found[0]
