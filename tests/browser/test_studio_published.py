"""A step that one process owner renames and another approves: new cases have it, older ones not."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import ASSESS, case_about, find, match_as_new, press, send_notice
from tests.browser.town import town

NEW_NAME = "Bedöm läget"


def test_a_diagram_changed_by_one_and_approved_by_another_is_run_by_the_next_case(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # In an installation of its own: all others would meet the new name.
    folder = tmp_path_factory.mktemp("published")
    with town(folder, "2026-12-01 10:00", browser, browser_context_args) as here:
        pia, par, rut, hanna = map(here.person, ("demo-pia", "demo-par", "demo-rut", "demo-hanna"))
        match_as_new(rut, send_notice(here.person(), "Gustav Gammal"))
        _case, older = case_about(hanna, "Gustav Gammal")
        rename_and_submit(pia)
        approve(par)
        match_as_new(rut, send_notice(here.person(), "Nora Ny", dwelling_street="Nya vägen 2"))
        _case, newer = case_about(hanna, "Nora Ny")

        expect(find(hanna, NEW_NAME, newer)).to_be_visible()
        expect(find(hanna, ASSESS, older)).to_be_visible()


def rename_and_submit(page: Page) -> None:
    """Draw, see what differs in a sentence, and ask for approval; her own yes is not enough."""
    page.goto("/studio/main_case/redigera")
    page.locator("[data-studio][data-ready]").wait_for()
    expect(page.get_by_role("link", name="Granska utkastet")).to_have_count(0)
    page.get_by_label("Visa", exact=True).select_option(label=f"Användaruppgift: {ASSESS}")
    page.locator(".bkv-studio__panel").get_by_label("Namn", exact=True).fill(NEW_NAME)
    page.keyboard.press("Control+s")
    expect(page.locator(".bkv-draft")).to_have_attribute("data-state", "saved")
    assert page.evaluate("window.cspViolations") == []
    page.get_by_role("link", name="Granska utkastet").click()
    expect(page.locator("main")).to_contain_text(NEW_NAME)
    page.get_by_label("Vad har ändrats och varför?").fill("Namnet ska säga att läget bedöms.")
    press(page, "Skicka för godkännande")
    expect(page.locator("main")).to_contain_text("En annan processägare ska titta på det")
    expect(page.get_by_role("button", name="Godkänn")).to_have_count(0)
    page.goto("/studio/main_case/redigera")
    expect(page.locator(".bkv-draft")).to_contain_text("väntar på godkännande")


def approve(page: Page) -> None:
    """The second person reads the note and says yes."""
    page.goto("/studio/main_case/utkast")
    expect(page.locator("main")).to_contain_text("Namnet ska säga att läget bedöms.")
    press(page, "Godkänn och låt det gälla nya ärenden")
    expect(page.locator("main")).to_contain_text("Nya ärenden följer den nya versionen.")
