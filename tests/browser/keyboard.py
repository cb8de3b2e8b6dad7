"""What a person does who has no mouse: Tab, Space, the arrows and Enter, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

MOST_TABS = 90
MOST_OPTIONS = 25
HAS_FOCUS = "(selector) => document.activeElement.matches(selector)"
VALUE = "() => document.activeElement.value"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element, or one of a group of radio buttons, has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(HAS_FOCUS, selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab on {page.url}.")


def enter(page: Page, selector: str) -> None:
    """Go to a link or a button and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def answer(page: Page, answers: Mapping[str, str]) -> None:
    """Answer the questions in the order in which they stand on the page."""
    for name, wanted in answers.items():
        tab_to(page, f'[name="{name}"]')
        if page.evaluate("() => document.activeElement.type") == "radio":
            _choose(page, wanted)
        else:
            page.keyboard.press("Control+a")
            page.keyboard.type(wanted)


def _choose(page: Page, wanted: str) -> None:
    """The first is chosen with Space, the next ones with the arrow."""
    page.keyboard.press("Space")
    for _ in range(MOST_OPTIONS):
        if page.evaluate(VALUE) == wanted:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"There is no option {wanted} on {page.url}.")
