"""How much one sender may send in a minute, so that a runaway system does not crowd out the rest.

Counted in the memory of one web server: with several, each allows as much.
"""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import cast

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

from web.access import Site

MOST_SENDERS = 10_000
MINUTE_SECONDS = 60


class Allowance:
    """Counts what each sender has sent in this minute of the clock, and nothing older."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lock = Lock()
        self._minute = -1
        self._used: dict[str, int] = {}

    def use(self, sender: str, now: datetime) -> None:
        """Count one more. Raises TooManyRequests, with the seconds until the minute is over."""
        at = int(now.timestamp())
        with self._lock:
            self._begin(at // MINUTE_SECONDS)
            used = self._used[sender] = self._used.get(sender, 0) + 1
        if used > self._per_minute:
            raise TooManyRequests(retry_after=MINUTE_SECONDS - at % MINUTE_SECONDS)

    def _begin(self, minute: int) -> None:
        if minute != self._minute or len(self._used) >= MOST_SENDERS:
            self._minute, self._used = minute, {}


def init_app(app: Flask, site: Site) -> None:
    """One allowance for the app."""
    app.extensions["allowance"] = Allowance(site.requests_per_minute)


def allowance() -> Allowance:
    """The allowance of the app that answers this request."""
    return cast("Allowance", current_app.extensions["allowance"])
