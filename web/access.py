"""What a view may reach: the database, the engine, the person who is logged in, the access log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import current_app, g, request, session

from cases import login
from cases.policy import StaffMember
from db.session import Database
from engine.errors import NotPermitted
from engine.executor import Engine
from engine.forms import Form
from ledger.access import record_read

View = TypeVar("View", bound=Callable[..., Any])

LOGGED_IN = "session"
"""The key in the cookie that holds the word of the session; the session is in the database."""


PROXIED = ("Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip")
"""Headers that a proxy in front adds, besides every ``X-Forwarded-...``."""


@dataclass(frozen=True)
class Accessibility:
    """Whom the accessibility statement names; empty where the installation has named nobody."""

    contact: str = ""
    supervision: str = ""


@dataclass(frozen=True)
class Site:
    """What ``app.py`` built and handed to the web room.

    is_demo: demo persons may log in, on loopback. doors: ``public``, ``staff`` or both.
    metrics_token: what reads the metrics from elsewhere; none: on this computer only.
    anchor_key_file, anchor_folder: with what exports and anchors are signed, and where they go.
    requests_per_minute: what one key, or one address at the form, may send. proxies: how many of
    ours stand in front, each of which adds whom it serves to X-Forwarded-For.
    set_receipt: from facts and a time to the PDF of a receipt. sends_mail: a mail server is set up.
    public_address: where the public pages are read.
    help_contact: whom somebody who may lose her home reaches.
    """

    database: Database
    engine: Engine
    secret_key: str
    municipality: str
    is_demo: bool
    doors: tuple[str, ...]
    max_request_bytes: int
    requests_per_minute: int
    act_forms: Mapping[str, Form]
    accessibility: Accessibility
    anchor_key_file: Path
    anchor_folder: Path | None
    set_receipt: Callable[[Mapping[str, Any], datetime], bytes]
    metrics_token: str = ""
    proxies: int = 0
    public_address: str = ""
    help_contact: str = ""
    sends_mail: bool = False


class LoginNeeded(Exception):
    """Nobody is logged in; the reader is sent to the login page and back."""


def site() -> Site:
    """The parts of the app that answers this request."""
    return cast("Site", current_app.extensions["site"])


def database() -> Database:
    return site().database


def engine() -> Engine:
    return site().engine


def now() -> datetime:
    """The moment of this request: one and the same however often it is asked for."""
    if "now" not in g:
        g.now = engine().clock()
    return cast("datetime", g.now)


def logged_in() -> StaffMember | None:
    """The person who is logged in, with the roles she has at this moment."""
    if "actor" not in g:
        word = session.get(LOGGED_IN)
        g.actor = None
        # Where there is no door for staff, nobody is asked for: its database may not be read.
        if isinstance(word, str) and "staff" in site().doors and is_demo_here():
            with database().reading() as reading:
                g.actor = login.person_of(reading, word, engine().local_day(now()))
    return cast("StaffMember | None", g.actor)


def is_demo_here() -> bool:
    """Whether demo persons may be played by whoever sent this request. Fails closed.

    Only where the settings say so, from this computer to this computer by its own name: a proxy in
    front, another computer, or another site's name that leads here, and there is no demo. Asked at
    every page and not at the login alone, so that a session ends when the demo does.
    """
    return site().is_demo and is_local()


def is_local() -> bool:
    """Whether the request came from this computer to this computer, with no proxy that says so."""
    is_proxied = any(name in request.headers for name in PROXIED) or any(
        name.lower().startswith("x-forwarded-") for name, _value in request.headers
    )
    addresses = (request.remote_addr or "", _host_name())
    return not is_proxied and all(_is_loopback(one) for one in addresses)


def current_actor() -> StaffMember:
    """The person who is logged in. Raises LoginNeeded."""
    actor = logged_in()
    if actor is None:
        raise LoginNeeded
    return actor


def log_read(actor: StaffMember, what: str, subject: str | None = None, **facts: Any) -> None:
    """Write the access log and commit it, before anything is shown. If it fails, nothing is."""
    with database().transaction() as writing:
        record_read(writing, actor, what, subject, now=now(), **facts)


def public(view: View) -> View:
    """Mark a view as open to everyone. Every view is marked, or a house test fails."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(*roles: str) -> Callable[[View], View]:
    """Let only people with one of the roles in; without roles, anyone who is logged in."""

    def _guard(view: View) -> View:
        @wraps(view)
        def _guarded(*args: Any, **named: Any) -> Any:
            actor = current_actor()
            if roles and not actor.roles & set(roles):
                raise NotPermitted
            return view(*args, **named)

        _guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return cast("View", _guarded)

    return _guard


def _host_name() -> str:
    """The name that the reader asked for, without port and brackets."""
    return re.sub(r":\d*\Z", "", request.host).strip("[]")


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
