"""Every page that a stranger can open keeps what each page must keep."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PATHS = ("/", "/anmalan", "/logga-in", "/finns-inte")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_strict_and_narrow(
    page: Page, assert_page_ok: Callable[[Page], None], path: str
) -> None:
    page.goto(path)
    assert_page_ok(page)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_english_is_accessible_strict_and_narrow(
    page: Page, assert_page_ok: Callable[[Page], None], path: str
) -> None:
    page.goto("/sprak/en")
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "en"
    assert_page_ok(page)


def test_a_change_of_language_keeps_what_was_typed_and_enter_sends_the_form(page: Page) -> None:
    page.goto("/anmalan")
    page.fill("#sender_name", "Provbostäder AB")
    page.click("button[name=show_in]")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.input_value("#sender_name") == "Provbostäder AB"
    page.press("#sender_name", "Enter")
    page.locator(".govuk-error-summary").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.input_value("#sender_name") == "Provbostäder AB"


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_a_wide_page_begins_where_every_page_begins(visit: Callable[..., Page], width: int) -> None:
    """Nothing jumps when one goes from the list to the diagram and back."""
    page = visit("demo-pia")
    page.set_viewport_size({"width": width, "height": 900})
    edges = []
    for path in ("/studio", "/studio/unpaid_rent"):
        page.goto(path)
        edges += [_left(page, "h1"), _left(page, ".bkv-header__home")]
    assert set(edges) == {edges[0]}


def _left(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"]
