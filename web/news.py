"""A sentence about what the person just did, shown once on the page she comes to."""

from __future__ import annotations

from flask import session

_KEY = "news"


def tell(sentence: str) -> None:
    """Show this on the next page. Never anything personal: it is kept in a cookie."""
    session[_KEY] = sentence


def news() -> str:
    """The sentence to show now, if there is one."""
    return str(session.pop(_KEY, ""))
