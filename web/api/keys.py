"""The key that a request carries: who sends, whether she may, and how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from flask import g, request
from werkzeug.exceptions import Forbidden, Unauthorized

from cases import api_keys
from cases.api_keys import ApiKey
from db.session import Session
from web.access import View, database, now
from web.allowance import allowance

SCHEME = "bearer"
LONGEST_KEY = 200


def needs_key(*scopes: str) -> Callable[[View], View]:
    """Let only a valid key in, with one of the scopes. What is wrong with another one is not told.

    Raises Unauthorized, Forbidden or TooManyRequests.
    """

    def _guard(view: View) -> View:
        @wraps(view)
        def _guarded(*args: Any, **named: Any) -> Any:
            key = _key()
            allowance().use(key.public_id, now())
            if not key.scopes & set(scopes):
                raise Forbidden
            g.api_key = key
            return view(*args, **named)

        _guarded.access = "api_key"  # type: ignore[attr-defined]
        return cast("View", _guarded)

    return _guard


def sender_key() -> ApiKey:
    """The key of the request that is answered."""
    return cast("ApiKey", g.api_key)


@contextmanager
def keeping() -> Iterator[Session]:
    """A transaction in which what came with the key is kept: after a revocation nothing is, also
    of what came before it. Raises Unauthorized."""
    with database().transaction() as session:
        if not api_keys.hold(session, sender_key()):
            raise Unauthorized
        yield session


def _key() -> ApiKey:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not 0 < len(secret) <= LONGEST_KEY:
        raise Unauthorized
    with database().reading() as session:
        key = api_keys.of_secret(session, secret.strip())
    if key is None:
        raise Unauthorized
    if not api_keys.is_use_noted(key, now()):
        with database().transaction() as session:
            api_keys.note_use(session, key, now())
    return key
