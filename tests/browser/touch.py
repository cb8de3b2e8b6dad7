"""What a person does who has a telephone: taps, and types on the keys that the telephone shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}

DOUBLE_TAP_MS = 350
"""Two taps on one spot of the screen, nearer each other than this, are a double tap, and what is
typed then is lost. A page that is scrolled brings field after field to one spot; no finger is so
quick."""


def press(page: Page, text: str) -> None:
    """Tap the button that says this."""
    page.get_by_role("button", name=text, exact=True).tap()


def follow(page: Page, text: str) -> None:
    """Tap the link that says this."""
    page.get_by_role("link", name=text, exact=True).tap()


def answer(page: Page, answers: Mapping[str, str]) -> None:
    """Tap a label to choose, a field to write in it."""
    for name, wanted in answers.items():
        control = page.locator(f'[name="{name}"]')
        if control.first.get_attribute("type") in ("radio", "checkbox"):
            chosen = page.locator(f'[name="{name}"][value="{wanted}"]').get_attribute("id")
            page.locator(f'label[for="{chosen}"]').tap()
        else:
            page.wait_for_timeout(DOUBLE_TAP_MS)
            control.tap()
            page.keyboard.type(wanted)
