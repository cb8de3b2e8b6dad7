"""Who sends what cannot be taken just then has all that was typed, and sends it again, once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Running
from tests.browser.pictures import Pictures

STEP = "/studio/commitment/steg/send_refusal"
TYPED = "Säg till Åsa & Bo att vi inte går in i den här gången"
PATIENCE_MS = 30_000


def test_a_form_that_was_not_taken_is_all_there_and_is_sent_again(
    bokvar: Running, visit: Callable[..., Page], assert_page_ok: Callable[[Page], None]
) -> None:
    page = visit("demo-pia")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(STEP)
    page.fill("#name", TYPED)
    with closing(sqlite3.connect(bokvar.var / "bokvar.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page.press("#name", "Enter")
        page.get_by_role("heading", name="Det hann inte sparas").wait_for()
        other.execute("ROLLBACK")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        Pictures.from_environment().take(page, "pia", f"send again {width}")
    assert TYPED in [box.input_value() for box in page.get_by_role("textbox").all()]
    assert_page_ok(page)
    page.get_by_role("button", name="Skicka igen").click()
    page.get_by_text("Sparat i utkastet").wait_for()
    assert page.input_value("#name") == TYPED
    page.goto("/studio/commitment/utkast")
    page.locator("summary", has_text="Kasta utkastet").click()
    page.locator('form[action$="/kasta"] button').click()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_who_logs_in_again_in_another_tab_presses_once(
    visit: Callable[..., Page], has_script: bool
) -> None:
    page = visit("demo-pia", java_script_enabled=has_script)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(STEP)
    elsewhere = page.context.new_page()
    elsewhere.goto("/studio")
    elsewhere.locator('form[action="/logga-ut"] button').click()
    elsewhere.wait_for_url(lambda url: "/studio" not in url)
    page.fill("#name", TYPED)
    page.press("#name", "Enter")
    page.get_by_role("heading", name="Du är utloggad").wait_for()
    with page.context.expect_page() as opened:
        page.locator('main a[href="/logga-in"]').click()
    opened.value.locator('button[value="demo-pia"]').click()
    opened.value.wait_for_url("**/studio")
    page.get_by_role("button", name="Skicka igen").click()
    page.get_by_text("Sparat i utkastet").wait_for()
    assert page.input_value("#name") == TYPED
    page.goto("/studio/commitment/utkast")
    page.locator("summary", has_text="Kasta utkastet").click()
    page.locator('form[action$="/kasta"] button').click()
