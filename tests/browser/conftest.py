"""A browser, a running Bokvar, and what every page must keep: axe, our CSP, a narrow screen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_playwright.pytest_playwright import CreateContextCallback

from cases.law.calendar import STOCKHOLM
from engine.clock import FileClock
from tests.browser.people import Visit

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).with_name("axe.min.js")
START_TIMEOUT_SECONDS = 120.0
STOP_TIMEOUT_SECONDS = 15.0
NARROW_SCREEN_PX = 320
BEGUN_AT = datetime(2026, 12, 1, 10, tzinfo=STOCKHOLM)
"""In the morning of a working day: whichever hour it really is, the same tasks are there."""

# No window, no network of its own, and root may start it; everything else as a person has it.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A violation is kept in the page, where the check after it finds it.
REMEMBER_VIOLATIONS = """
    window.cspViolations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.cspViolations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""

RUN_AXE = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.map(({ id, help, nodes }) =>
        `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`);
}"""


@dataclass(frozen=True)
class Running:
    """A Bokvar that runs on loopback with a database, a worker and mail of its own."""

    url: str
    var: Path

    @property
    def mail(self) -> Path:
        """Where the mail that was sent lies, one file each."""
        return self.var / "mail"

    @property
    def clock(self) -> FileClock:
        """What it goes by."""
        return FileClock(self.var / "clock")


@pytest.fixture(scope="session")
def bokvar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Started as the README says, with demo persons; ended by its own process id."""
    with serving(tmp_path_factory.mktemp("var"), BEGUN_AT) as running:
        yield running


@contextmanager
def serving(var: Path, begun_at: datetime) -> Iterator[Running]:
    """An installation in a folder of its own, for as long as it is needed."""
    running = Running(f"http://127.0.0.1:{_free_port()}", var)
    running.clock.set(begun_at)
    log = running.var / "serve.log"
    with log.open("wb") as output, _started(running, output) as process:
        try:
            _wait_until_it_answers(running.url, process, log)
            yield running
        finally:
            process.terminate()
            process.wait(STOP_TIMEOUT_SECONDS)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, or the one that BOKVAR_CHROMIUM names; nothing is downloaded."""
    chromium = os.environ.get("BOKVAR_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: apt install chromium, or set BOKVAR_CHROMIUM.")
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(bokvar: Running) -> str:
    """What `page.goto("/inkorg")` goes on from."""
    return bokvar.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in Sweden."""
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """Every page remembers what our content security policy has stopped."""
    context.add_init_script(REMEMBER_VIOLATIONS)
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def visit(new_context: CreateContextCallback, bokvar: Running) -> Visit:
    """A browser of its own for a person: `visit("demo-hanna", language="en")`; "" is a stranger."""

    def _visit(person: str = "", *, language: str = "sv", **options: Any) -> Page:
        made = new_context(**options)
        made.add_init_script(REMEMBER_VIOLATIONS)
        made.set_default_timeout(10_000)
        made.add_cookies([{"name": "lang", "value": language, "url": bokvar.url}])
        page = made.new_page()
        if person:
            page.goto("/logga-in")
            page.locator(f'button[value="{person}"]').click()
            page.wait_for_url(lambda url: "/logga-in" not in url)
        return page

    return _visit


@pytest.fixture(scope="session")
def assert_page_ok() -> Callable[[Page], None]:
    """The check of a page as it stands now; what is wrong is named."""
    return check_page


def check_page(page: Page) -> None:
    """No accessibility fault, nothing stopped by the policy, no sideways scrolling at 320 px."""
    page.evaluate(AXE.read_text("utf-8"))
    problems: list[str] = [*page.evaluate("window.cspViolations"), *page.evaluate(RUN_AXE)]
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW_SCREEN_PX, "height": 640})
    problems += [f"narrow: {problem}" for problem in page.evaluate(RUN_AXE)]
    width: int = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW_SCREEN_PX:
        problems.append(f"{width} px wide on a screen of {NARROW_SCREEN_PX} px")
    if before:
        page.set_viewport_size(before)
    assert problems == [], page.url


def _started(running: Running, output: Any) -> subprocess.Popen[bytes]:
    ours = {
        "BOKVAR_VAR": str(running.var),
        "BOKVAR_PORT": running.url.rpartition(":")[2],
        "BOKVAR_DEMO": "1",
    }
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "serve"],
        cwd=ROOT,
        env={**inherited, **ours},
        stdout=output,
        stderr=output,
    )


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"Bokvar did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
