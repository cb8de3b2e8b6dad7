"""A key is made, copied and taken away with the keyboard alone, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import keyboard
from tests.browser.people import Visit

HELD = "() => document.activeElement.value.substring(document.activeElement.selectionStart)"


def test_a_key_is_made_copied_and_taken_away_without_a_mouse(
    visit: Visit, assert_page_ok: Callable[[Page], None]
) -> None:
    axel = visit("demo-axel")
    axel.set_viewport_size({"width": 390, "height": 800})
    axel.goto("/nycklar")
    keyboard.enter(axel, 'a[href="/nycklar/ny"]')
    axel.wait_for_url("**/nycklar/ny")
    keyboard.answer(
        axel,
        {"sender_kind": "kfm", "sender_name": "Prov av nyckel", "org_number": "556000-4615"},
    )
    keyboard.enter(axel, "main button")
    expect(axel.locator("h1")).to_have_text("Nyckeln är gjord")
    keyboard.tab_to(axel, "#secret")
    axel.keyboard.press("Control+a")
    assert str(axel.evaluate(HELD)).startswith("bokvar_")
    assert_page_ok(axel)
    keyboard.enter(axel, 'main a[href="/nycklar"]')
    axel.wait_for_url("**/nycklar")
    assert_page_ok(axel)
    keyboard.enter(axel, 'main a[href$="/aterkalla"]')
    expect(axel.locator("h1")).to_have_text("Återkalla nyckeln")
    assert_page_ok(axel)
    keyboard.enter(axel, "main button")
    expect(axel.locator(".govuk-error-summary")).to_be_focused()
    keyboard.answer(axel, {"reason": "Byter system."})
    keyboard.enter(axel, "main button")
    axel.wait_for_url("**/nycklar")
    expect(axel.locator("main")).to_contain_text("Byter system.")
    assert_page_ok(axel)
