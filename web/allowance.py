"""How much one sender may send in a minute, so that a runaway system does not crowd out the rest.

Counted in the memory of one web server: with several, each allows as much.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime
from math import ceil
from threading import Lock
from typing import cast

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

from web.access import Site

MOST_SENDERS = 10_000
MINUTE_SECONDS = 60


class Allowance:
    """Remembers when each sender was let through in the last minute, and nothing older."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lock = Lock()
        self._let_through: OrderedDict[str, deque[float]] = OrderedDict()

    def use(self, sender: str, now: datetime, *, at_most: int | None = None) -> None:
        """Let one more through, so that never more than so many pass in any sixty seconds.

        at_most: for what is dearer than a request. Raises TooManyRequests, with the seconds until
        there is room. What is refused is not counted: who waits as long as she is told comes in.
        """
        at = now.timestamp()
        with self._lock:
            self._forget_the_silent(at)
            times = self._let_through.get(sender) or self._begin(sender)
            _drop_old(times, at)
            if len(times) >= min(self._per_minute, at_most or self._per_minute):
                raise TooManyRequests(retry_after=ceil(times[0] + MINUTE_SECONDS - at))
            times.append(at)
            self._let_through.move_to_end(sender)

    def _forget_the_silent(self, at: float) -> None:
        while self._let_through:
            sender, times = next(iter(self._let_through.items()))
            if times and _is_recent(times[-1], at):
                return
            del self._let_through[sender]

    def _begin(self, sender: str) -> deque[float]:
        """Of too many, whoever has been silent longest is forgotten."""
        if len(self._let_through) >= MOST_SENDERS:
            self._let_through.popitem(last=False)
        begun = self._let_through[sender] = deque()
        return begun


def _drop_old(times: deque[float], at: float) -> None:
    while times and not _is_recent(times[0], at):
        times.popleft()


def _is_recent(time: float, at: float) -> bool:
    """Within the last minute; what lies ahead was counted before the clock was put back."""
    return at - MINUTE_SECONDS < time <= at


def init_app(app: Flask, site: Site) -> None:
    """One allowance for the app."""
    app.extensions["allowance"] = Allowance(site.requests_per_minute)


def allowance() -> Allowance:
    """The allowance of the app that answers this request."""
    return cast("Allowance", current_app.extensions["allowance"])
