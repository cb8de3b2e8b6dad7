"""A town for one walk: an installation whose clock is moved, and the people who work there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from cases.law.calendar import STOCKHOLM
from tests.browser.conftest import REMEMBER_VIOLATIONS, Running, serving
from tests.browser.pictures import Pictures

# What has touched the pages of a person: "mouse", "touch", or nothing at all.
REMEMBER_POINTERS = """
    addEventListener("pointerdown", ({ pointerType }) => {
        const seen = new Set((sessionStorage.getItem("pointers") ?? "").split(" ").filter(Boolean));
        sessionStorage.setItem("pointers", [...seen.add(pointerType)].join(" "));
    }, true);"""

# Two sections of one name: which one is meant?
DOUBLE_HEADINGS = """() => {
    const found = [...document.querySelectorAll("main :is(h1, h2)")];
    const said = found.map((heading) => heading.textContent.trim());
    return said.filter((text, place) => said.indexOf(text) !== place);
}"""

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > window.innerWidth"

LogIn = Callable[[Page, str], None]


def by_mouse(page: Page, who: str) -> None:
    """Choose a demo person with a click."""
    page.locator(f'button[value="{who}"]').click()


@dataclass
class Town:
    """Everybody has a browser of her own, and keeps it."""

    running: Running
    browser: Browser
    options: dict[str, Any]
    pictures: Pictures = field(default_factory=Pictures.from_environment)
    _pages: dict[str, Page] = field(default_factory=dict)

    def person(self, who: str = "", log_in: LogIn = by_mouse, **options: Any) -> Page:
        """The browser of a demo person, logged in at her first page; "" is a stranger."""
        if who not in self._pages:
            context = self.browser.new_context(
                **{**self.options, "base_url": self.running.url, **options}
            )
            context.add_init_script(REMEMBER_VIOLATIONS)
            context.add_init_script(REMEMBER_POINTERS)
            context.set_default_timeout(10_000)
            self._pages[who] = context.new_page()
            if who:
                self._log_in(who, log_in)
        return self._pages[who]

    def look(self, page: Page, what: str) -> None:
        """What every step of a walk keeps, and a picture of it for those who want one."""
        assert page.evaluate("window.cspViolations") == [], page.url
        assert page.evaluate(DOUBLE_HEADINGS) == [], page.url
        assert page.evaluate(WIDER_THAN_THE_SCREEN) is False, f"{page.url} scrolls sideways."
        self.pictures.take(page, self._name(page), what)

    def pointers(self, who: str = "") -> str:
        """What she has touched her pages with."""
        touched: str = self._pages[who].evaluate("sessionStorage.getItem('pointers') ?? ''")
        return touched

    def set_clock(self, local: str) -> None:
        """It is this local time for web server and worker alike, as ``flask clock`` sets it."""
        self.running.clock.set(at(local))

    def close(self) -> None:
        """Everybody goes home; what each one saw last is looked at when a walk has failed."""
        for page in self._pages.values():
            self.pictures.take(page, self._name(page), "sist")
            page.context.close()

    def _name(self, page: Page) -> str:
        known = {id(shown): who for who, shown in self._pages.items()}
        return known[id(page)].removeprefix("demo-") or "landlord"

    def _log_in(self, who: str, log_in: LogIn) -> None:
        page = self._pages[who]
        page.goto("/logga-in")
        log_in(page, who)
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
