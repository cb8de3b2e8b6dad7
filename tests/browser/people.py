"""What people do in the browser: send a notice, log in, find a task, take it, fill it in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, Page

from tests.product import ASSESSMENT, NOTICE

MATCH, ASSESS, CLOSE = "Bekräfta hushåll och bostad", "Bedöm ärendet", "Besluta om utfall"
RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
CLOSING = {
    "decision": "close",
    "outcome": "O01",
    "reason": "Skulden är betald.",
    "anyway": "Enligt hyresvärden.",
}
WORKER_TIMEOUT_SECONDS = 20.0
LEADING = ("sender_kind", "premises", "ground", "is_terminated", "children", "decision")
"""Questions that decide whether others are asked: answered first, as a person does."""

Visit = Callable[..., Page]


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Answer the questions as a person does: choose by the label, write in the field."""
    for name in sorted(answers, key=lambda name: name not in LEADING):
        control = page.locator(f'[name="{name}"]')
        kind = control.first.evaluate("(e) => e.type || e.localName")
        if kind in ("radio", "checkbox"):
            chosen = page.locator(f'[name="{name}"][value="{answers[name]}"]')
            page.locator(f'label[for="{chosen.get_attribute("id")}"]').click()
        elif kind == "select-one":
            control.select_option(answers[name])
        else:
            control.fill(answers[name])


def press(page: Page, text: str) -> None:
    """Press the button that says this."""
    page.get_by_role("button", name=text, exact=True).click()


def send_notice(page: Page, tenant: str, **changes: str) -> str:
    """A landlord leaves a notice, from the start page; the receipt number."""
    page.goto("/")
    page.get_by_role("button", name="Börja").click()
    page.get_by_role("link", name="Använd det fullständiga formuläret").click()
    fill(page, {**NOTICE, "tenant_name": tenant, "tenant_personal_number": "", **changes})
    press(page, "Skicka underrättelsen")
    page.wait_for_url("**/anmalan/kvitto/**")
    found = RECEIPT.search(page.inner_text("main"))
    assert found, "The receipt has no number."
    return found[0]


def find(page: Page, title: str, number: str = "") -> Locator:
    """The task in the inbox; waits for the worker, reloading as a person does."""
    link = page.get_by_role("link", name=f"{title} {number}".strip())
    return appearing(page, "/inkorg", link)


def appearing(page: Page, path: str, wanted: Locator) -> Locator:
    """The last of these on the page, loaded again until it is there."""
    until = time.monotonic() + WORKER_TIMEOUT_SECONDS
    page.goto(path)
    while wanted.count() == 0:
        assert time.monotonic() < until, f"{wanted} did not appear on {path}."
        page.wait_for_timeout(200)
        page.goto(path)
    return wanted.last


def take(page: Page, title: str, number: str = "") -> None:
    """Open the task and take it."""
    find(page, title, number).click()
    press(page, "Ta uppgiften")
    page.wait_for_selector("text=Lämna uppgiften")


def match_as_new(page: Page, receipt: str) -> None:
    """The registrar says that the notice is about a household we do not know."""
    take(page, MATCH, receipt)
    fill(page, {"choice": "new"})
    press(page, "Slutför uppgiften")
    page.wait_for_url("**/inkorg")


def case_about(page: Page, tenant: str) -> tuple[str, str]:
    """The newest case of the caseworker's unit: its address and its number."""
    link = appearing(page, "/arenden", page.locator("tbody th a")).first
    page.locator("tbody th a").first.click()
    page.wait_for_selector(f"text={tenant}")
    found = re.search(r"BKV-\d{4}-\d{6}", page.inner_text("h1"))
    assert found, link
    return page.url, found[0]


def notice_on(page: Page) -> str:
    """The address of the notice that the case on the page is about."""
    link = page.locator('main a[href^="/anmalningar/"]:not([href*="/gor/"])')
    return link.first.get_attribute("href") or ""


def acts_on(page: Page) -> list[str]:
    """The addresses of what may be done on the page, a task left out."""
    found: list[str] = page.locator('main a[href*="/gor/"]').evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )
    return found


def work_and_close(page: Page, number: str) -> None:
    """The caseworker assesses the case and closes it."""
    take(page, ASSESS, number)
    fill(page, {**ASSESSMENT, "next_step": "close"})
    press(page, "Slutför uppgiften")
    page.wait_for_selector(f"h1:has-text('{CLOSE}')")
    press(page, "Ta uppgiften")
    fill(page, CLOSING)
    press(page, "Slutför uppgiften")
    page.wait_for_url("**/inkorg")
