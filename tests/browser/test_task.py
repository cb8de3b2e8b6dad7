"""One task in the browser: by keyboard alone, saved while it is written, and taken by another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import (
    ASSESS,
    MATCH,
    Visit,
    case_about,
    fill,
    find,
    match_as_new,
    press,
    send_notice,
    take,
)
from tests.product import ASSESSMENT

MOST_TABS = 60


@pytest.fixture
def number(visit: Visit, request: pytest.FixtureRequest) -> str:
    """The number of a new case that waits to be assessed."""
    tenant = f"Person {abs(hash(request.node.name)) % 10**6}"
    receipt = send_notice(visit(), tenant, dwelling_street=f"Provgatan {tenant[-3:]}")
    match_as_new(visit("demo-rut"), receipt)
    return case_about(visit("demo-malin"), tenant)[1]


def test_a_whole_task_is_done_with_the_keyboard_only(visit: Visit, number: str) -> None:
    page = visit()
    page.goto("/logga-in")
    _tab_to(page, 'button[value="demo-hanna"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/inkorg")
    address = find(page, ASSESS, number).get_attribute("href")
    _tab_to(page, f'a[href="{address}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    _tab_to(page, f'form[action="{address}/ta"] button')
    page.keyboard.press("Enter")
    expect(page.locator("#situation")).to_be_visible()

    _tab_to(page, "[name=contact]")
    page.keyboard.press("Space")
    _write(page, "#situation", "Skriven utan mus.")
    _tab_to(page, "[name=children]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "[name=risk]")
    page.keyboard.press("Space")
    _write(page, "#plan", "Ring i morgon.")
    _tab_to(page, "[name=next_step]")
    page.keyboard.press("Space")
    expect(page.locator("#next_step")).to_be_checked()
    expect(page.locator("#children_situation")).to_be_hidden()
    _tab_to(page, "form[data-draft-url] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Klart: Bedöm ärendet.")).to_be_visible()


def test_what_is_typed_is_saved_and_is_there_when_the_page_is_loaded_again(
    visit: Visit, number: str
) -> None:
    hanna = visit("demo-hanna")
    take(hanna, ASSESS, number)
    fill(hanna, {"children": "yes"})
    hanna.locator("#children_situation").press_sequentially("Två barn i skolåldern")
    expect(hanna.locator("[data-draft-status]")).to_contain_text("Sparat kl.")
    hanna.reload()
    expect(hanna.locator("#children_situation")).to_have_value("Två barn i skolåldern")
    expect(hanna.locator("[name=children][value=yes]")).to_be_checked()
    expect(hanna.locator("[data-draft-status]")).to_contain_text("Sparat kl.")


def test_whoever_comes_second_is_told_who_was_first_and_keeps_her_words(
    visit: Visit, number: str
) -> None:
    hanna, henrik = visit("demo-hanna"), visit("demo-henrik")
    find(henrik, ASSESS, number).click()
    take(hanna, ASSESS, number)
    press(henrik, "Ta uppgiften")
    expect(henrik.locator("h1")).to_have_text("Uppgiften har tagits av någon annan")
    expect(henrik.locator("main")).to_contain_text("Det gjorde Hanna Handell")

    second = hanna.context.new_page()
    second.goto(hanna.url)
    fill(second, {**ASSESSMENT, "situation": "Det här får inte försvinna."})
    fill(hanna, ASSESSMENT)
    press(hanna, "Slutför uppgiften")
    expect(hanna.get_by_text("Klart: Bedöm ärendet.")).to_be_visible()
    press(second, "Slutför uppgiften")
    expect(second.locator("h1")).to_have_text("Någon annan hann före")
    expect(second.get_by_label("Hushållets situation")).to_have_value("Det här får inte försvinna.")


def test_a_preview_is_offered_when_the_measure_has_a_letter(visit: Visit, number: str) -> None:
    hanna = visit("demo-hanna")
    take(hanna, "Välj åtgärd", number)
    preview = hanna.get_by_role("button", name="Förhandsgranska brevet")
    expect(preview).to_be_hidden()
    fill(hanna, {"measure": "commitment"})
    expect(preview).to_be_visible()
    fill(hanna, {"measure": "own_payment"})
    expect(preview).to_be_hidden()


def test_on_a_telephone_one_tap_leads_past_the_facts(visit: Visit, number: str) -> None:
    hanna = visit("demo-hanna", viewport={"width": 390, "height": 844})
    find(hanna, ASSESS, number).click()
    hanna.get_by_role("link", name="Till det du ska göra").click()
    expect(hanna.get_by_role("button", name="Ta uppgiften")).to_be_in_viewport(ratio=1)
    hanna.set_viewport_size({"width": 1280, "height": 800})
    expect(hanna.get_by_role("link", name="Till det du ska göra")).to_be_hidden()


def test_the_error_summary_gets_the_focus_and_leads_to_the_question(visit: Visit) -> None:
    receipt = send_notice(visit(), "Felix Fel")
    rut = visit("demo-rut")
    take(rut, MATCH, receipt)
    press(rut, "Slutför uppgiften")
    expect(rut.locator(".govuk-error-summary")).to_be_focused()
    assert rut.title().startswith("Fel:")
    rut.keyboard.press("Tab")
    rut.keyboard.press("Enter")
    expect(rut.locator("[name=choice]").first).to_be_focused()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element, or one of a group of radio buttons, has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab on {page.url}.")


def _write(page: Page, selector: str, text: str) -> None:
    _tab_to(page, selector)
    page.keyboard.type(text)
