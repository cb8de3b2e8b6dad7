"""The plain forms of steps in the studio, filled in as a browser without JavaScript does."""

from __future__ import annotations

import re
from html import unescape

from tests.product import Browser


def change(browser: Browser, path: str, **changes: str) -> int:
    browser.get(path)
    return browser.post(path, {**fields_of(browser), **changes}).status_code


def fields_of(browser: Browser) -> dict[str, str]:
    """What the form holds as it was drawn."""
    page = browser.page
    texts = re.findall(r'<input class="govuk-input" [^>]*name="([^"]+)" .*?value="([^"]*)"', page)
    long = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    chosen = [
        (name, next(iter(re.findall(r'<option value="([^"]*)" selected', options)), ""))
        for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.S)
    ]
    return {name: unescape(value) for name, value in [*texts, *long, *chosen]}


def differences(browser: Browser, process: str) -> list[str]:
    browser.get(f"{process}/utkast")
    part = browser.page.partition("Skillnader mot version")[2].partition("</ul>")[0]
    return [unescape(one) for one in re.findall(r"<li>(.*?)</li>", part, re.S)]
