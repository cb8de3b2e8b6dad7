"""A browser without JavaScript over real HTTP: follows links, keeps cookies, sends forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

TIMEOUT_SECONDS = 20.0


class NoAnswer(Exception):
    """The server was killed or is not up yet; whether it did what was asked is not known."""


class Browser:
    """One person at a screen."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))
        self.page = ""
        self.path = ""

    def get(self, path: str) -> int:
        """Open a page; the status. Raises NoAnswer."""
        return self._send(Request(self._url + path))  # noqa: S310

    def post(self, path: str, fields: Mapping[str, str]) -> int:
        """Send the form on the page with these answers, and follow it. Raises NoAnswer."""
        body = urlencode({**self.hidden(), **fields}).encode()
        return self._send(Request(self._url + path, data=body))  # noqa: S310

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page)
        return {name: unescape(value) for name, value in found}

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that match, in order and without repeats."""
        return list(dict.fromkeys(re.findall(rf'(?:href|action)="({pattern})"', self.page)))

    def text(self) -> str:
        """The words of the page."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page)))

    def _send(self, request: Request) -> int:
        try:
            return self._read(request)
        except (URLError, HTTPException, OSError) as broken:
            raise NoAnswer(str(broken)) from broken

    def _read(self, request: Request) -> int:
        with self._opened(request) as answer:
            self.page = answer.read().decode()
            self.path = answer.geturl().removeprefix(self._url)
            return int(answer.status)

    def _opened(self, request: Request) -> Any:
        """The answer, also when it is a refusal: those are pages too."""
        try:
            return self._opener.open(request, timeout=TIMEOUT_SECONDS)
        except HTTPError as refusal:
            return refusal
