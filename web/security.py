"""Headers, cookies and tokens: what keeps other sites and old pages from acting for a person."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup, escape

from engine.texts import Text
from web.access import Site, View, site

CSRF_FIELD = "csrf_token"
SEND_FIELD = "send_token"
WAITING = "csrf_waiting"
"""In the session: the token of a page that waits until its writer has logged in."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


OLD_PAGE = Text(
    "Sidan var för gammal. Inget har sparats. Kontrollera det du skrev och skicka igen.",
    "The page was too old. Nothing has been saved. Check what you wrote and send again.",
)
"""What is said of a TokenRefused where a form is shown again with what was typed."""


class TokenRefused(Exception):
    """The form is too old, or comes from another page; what was typed is shown again."""


def init_app(app: Flask, site: Site) -> None:
    """Cookies that scripts and other sites do not get, and the same headers on every answer."""
    app.config.update(
        SECRET_KEY=site.secret_key,
        SESSION_COOKIE_NAME="bokvar",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not site.is_demo,
        # However long a copied cookie is kept, it is worth no more than a day's work.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=site.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=500,
    )
    app.before_request(_refuse_unreadable_path)
    app.after_request(_add_headers)


def csrf_field() -> Markup:
    """The hidden field that every form of a logged-in person carries."""
    token = session.setdefault(CSRF_FIELD, secrets.token_urlsafe(16))
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, escape(token))


def wait_for_login() -> None:
    """The page that is drawn now stays open while its writer logs in, and is sent after that."""
    csrf_field()
    session[WAITING] = session[CSRF_FIELD]


def begin_session() -> None:
    """Forget everything of before the login, but which page waits for it in this browser."""
    waiting = session.get(WAITING)
    session.clear()
    if waiting:
        session[WAITING] = waiting


def check_csrf() -> None:
    """Raises TokenRefused unless the form was drawn for this session, or waited for its login.

    A token of before the login is believed only when the browser says as well that a page of ours
    sent it: somebody else may have planted the session that it was drawn for.
    """
    is_waiting = came_from_here() and _is_given(session.get(WAITING, ""))
    if not is_waiting and not _is_given(session.get(CSRF_FIELD, "")):
        raise TokenRefused


def _is_given(token: str) -> bool:
    given = request.form.get(CSRF_FIELD, "")
    return bool(token) and hmac.compare_digest(token.encode(), given.encode())


def came_from_here() -> bool:
    """Whether the browser says that a page of ours sent this form, however old it was. An old
    browser says nothing, and is not believed."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def checks_csrf(view: View) -> View:
    """Mark a view that checks its form itself, so that it can keep what was typed."""
    view.checks_csrf = True  # type: ignore[attr-defined]
    return view


def takes_files(view: View) -> View:
    """Mark a view of staff whose form carries files, so that it may be as large as a file is."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def new_send_token(form: str) -> str:
    """A signed word that makes one sending of one form recognisable when it comes twice."""
    return str(_signer(form).dumps(secrets.token_urlsafe(16)))


def signed(of: str, told: object) -> str:
    """What a page carries for us, so that nobody else can write it; it can be read."""
    return str(_signer(of).dumps(told))


def read_signed(of: str, text: str) -> Any:
    """What was signed. Raises TokenRefused for what was not."""
    try:
        return _signer(of).loads(text)
    except BadSignature as refused:
        raise TokenRefused from refused


def read_send_token(form: str, token: str) -> str:
    """The word within the token. Raises TokenRefused for none, a changed one or another form's."""
    try:
        return str(_signer(form).loads(token))
    except BadSignature as refused:
        raise TokenRefused from refused


def safe_path(target: str | None, otherwise: str) -> str:
    """A path on this site to go on to; anything that could lead elsewhere becomes ``otherwise``."""
    wanted = target or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    # Browsers read a backslash as a slash and drop line breaks and tabs before they look.
    if not is_ours or wanted.startswith("//") or "\\" in wanted or not wanted.isprintable():
        return otherwise
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _signer(form: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"send:{form}")


def _refuse_unreadable_path() -> None:
    """No address of ours holds a control sign, and PostgreSQL cannot be asked about a NUL."""
    if not request.path.isprintable():
        abort(404)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not site().is_demo:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
