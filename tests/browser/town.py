"""A town for one walk: an installation whose clock is moved, and the people who work there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from cases.law.calendar import STOCKHOLM
from tests.browser.conftest import REMEMBER_VIOLATIONS, Running, serving


@dataclass
class Town:
    """Everybody has a browser of her own, and keeps it."""

    running: Running
    browser: Browser
    options: dict[str, Any]
    _pages: dict[str, Page] = field(default_factory=dict)

    def person(self, who: str = "", **options: Any) -> Page:
        """The browser of a demo person, logged in at her first page; "" is a stranger."""
        if who not in self._pages:
            context = self.browser.new_context(
                **{**self.options, "base_url": self.running.url, **options}
            )
            context.add_init_script(REMEMBER_VIOLATIONS)
            context.set_default_timeout(10_000)
            self._pages[who] = context.new_page()
            if who:
                self._log_in(who)
        return self._pages[who]

    def set_clock(self, local: str) -> None:
        """It is this local time for web server and worker alike, as ``flask clock`` sets it."""
        self.running.clock.set(at(local))

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()

    def _log_in(self, who: str) -> None:
        page = self._pages[who]
        page.goto("/logga-in")
        page.locator(f'button[value="{who}"]').click()
        page.wait_for_url(lambda url: "/logga-in" not in url)


@contextmanager
def town(var: Path, begun_at: str, browser: Browser, options: dict[str, Any]) -> Iterator[Town]:
    """A town that begins at a local time, for as long as the walk lasts."""
    with serving(var, at(begun_at)) as running:
        people = Town(running, browser, options)
        try:
            yield people
        finally:
            people.close()


def at(local: str) -> datetime:
    """For example ``2026-12-18 18:40`` in Stockholm."""
    return datetime.fromisoformat(local).replace(tzinfo=STOCKHOLM)
