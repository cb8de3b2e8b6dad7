"""The auditor replays the closed case and takes it out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.five_people import gosta
from tests.browser.town import Town


def replayed(walk: Town, number: str, step: str) -> None:
    """From the first event to the last; the step has the name that the case began with."""
    page = gosta(walk)
    page.goto("/granskning")
    walk.look(page, "granskning")
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name="Handlägg ärendet").click()
    expect(page.locator(".bkv-events")).to_contain_text(step)
    walk.look(page, "forsta steget")
    page.get_by_role("link", name="Sista", exact=True).click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Processen klar")
    walk.look(page, "sista steget")


def taken_out(walk: Town, number: str, folder: Path) -> tuple[Path, str]:
    """The export, and the key that the municipality tells by another way."""
    page = gosta(walk)
    page.goto("/granskning")
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name="Gör utdrag").click()
    page.locator("#reason").fill("Begäran från JO.")
    walk.look(page, "utdrag")
    key = page.locator(".bkv-key").inner_text()
    page.get_by_role("button", name="Gör utdraget").click()
    walk.look(page, "utdraget gjort")
    with page.expect_download() as given:
        page.get_by_role("button", name="Hämta utdraget").click()
    export = folder / given.value.suggested_filename
    given.value.save_as(export)
    return export, key
