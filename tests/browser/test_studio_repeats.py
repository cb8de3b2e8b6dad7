"""How often a step is done is chosen in its plain form, by keyboard, with and without script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Visit
from tests.browser.test_studio import OWNER
from tests.browser.test_studio_keyboard import pick, press, reach

Check = Callable[[Page], None]
STEP = "/studio/disturbance/steg/make_first_contact"


def test_a_step_is_done_for_each_of_a_list_and_the_form_asks_for_no_more_than_that(
    visit: Visit, assert_page_ok: Check
) -> None:
    page = visit(OWNER)
    page.goto(STEP)
    expect(page.get_by_text("När steget görs")).to_have_count(2)
    for heading in page.get_by_text("När steget görs").all():
        expect(heading).to_be_hidden()
    pick(page, page.get_by_label("Hur ofta steget görs"), "Flera")
    expect(page.get_by_label("Görs om så länge")).to_be_hidden()
    reach(page, page.get_by_label("För varje i listan"))
    page.keyboard.type("[1, 2]")
    press(page, page.get_by_role("button", name="Spara i utkastet"))
    expect(page.locator("main")).to_contain_text("Namn på var och en.")
    assert_page_ok(page)
    reach(page, page.get_by_label("Namn på var och en"))
    page.keyboard.type("visit")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Sparat i utkastet.")
    expect(page.locator("main")).not_to_contain_text("Fyll i båda fälten")
    press(page, page.get_by_role("link", name="Granska utkastet").first)
    expect(page.locator("main")).to_contain_text(
        "ny upprepning: flera gånger efter varandra, för varje visit i [1, 2]."
    )


def test_without_script_every_question_stands_under_its_heading(visit: Visit) -> None:
    page = visit(OWNER, java_script_enabled=False)
    page.goto(STEP)
    loop = page.locator(".bkv-form-part").filter(has_text="När steget görs om igen")
    expect(loop.get_by_label("Högst så många gånger")).to_be_visible()
    page.get_by_label("Hur ofta steget görs").select_option("loop")
    loop.get_by_label("Görs om så länge").fill('outcome = "again"')
    loop.get_by_label("Högst så många gånger").fill("många")
    page.get_by_role("button", name="Spara i utkastet").click()
    page.get_by_role("link", name="skriv ett heltal").click()
    expect(loop.get_by_label("Högst så många gånger")).to_be_focused()
    loop.get_by_label("Högst så många gånger").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Sparat i utkastet.")
