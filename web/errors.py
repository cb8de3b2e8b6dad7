"""The table from what can go wrong to the page that says so, calmly and without telling secrets."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from db.session import DATABASE_IS_GONE, DatabaseBusy
from engine.errors import ConcurrentChange, NotFound, NotPermitted
from ledger.access import record_refusal
from web import problems, request_ids, send_again
from web.access import LoginNeeded, database, logged_in, now
from web.security import TokenRefused
from web.send_again import CROWDED, GONE, LOGGED_OUT, TOO_OLD

LOG = logging.getLogger("web.errors")
UNAUTHORIZED = 401
_OWN_PAGES = frozenset({403, 404, 409, 413, 422, 429, 503})


def init_app(app: Flask) -> None:
    """Every kind of error has its page; what nobody expected gets a number to ask about."""
    app.register_error_handler(LoginNeeded, _log_in)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotPermitted, _refused)
    app.register_error_handler(TokenRefused, _old_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseBusy, _busy)
    app.register_error_handler(ConcurrentChange, _busy)
    for kind in DATABASE_IS_GONE:
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(Exception, _unexpected)
    # Flask's own way writes the message of the error, which may hold personal data.
    app.log_exception = _log_failed_page  # type: ignore[method-assign, assignment]


def _log_in(_error: Exception) -> ResponseReturnValue:
    if (again := send_again.answer(LOGGED_OUT, 422, {})) is not None:
        return again
    target = request.full_path.rstrip("?") if request.method == "GET" else "/inkorg"
    return redirect(f"/logga-in?{urlencode({'next': target})}", 303)


def _not_found(_error: Exception) -> ResponseReturnValue:
    _record_refusal()
    return _page(404)


def _refused(_error: Exception) -> ResponseReturnValue:
    """Looks like a page that does not exist: a refusal shall not say what does."""
    _record_refusal()
    return _page(404)


def _old_form(_error: Exception) -> ResponseReturnValue:
    # Asked for before the page is drawn: should no database answer, that is what is told.
    why = LOGGED_OUT if _is_guarded() and logged_in() is None else TOO_OLD
    return send_again.answer(why, 422, {}) or _page(422)


def _http(error: Exception) -> ResponseReturnValue:
    code = error.code if isinstance(error, HTTPException) and error.code else 500
    if 300 <= code < 400 and isinstance(error, HTTPException):
        return error.get_response()
    page = code if code in _OWN_PAGES else 404 if code < 500 else 500
    if page == 500:
        return _failed(error)
    if code == 404 and _is_guarded():
        _record_refusal()
    if problems.is_asked_for():
        return problems.problem(code, headers=_headers(error, code))
    return render_template(f"errors/{page}.html"), code, _headers(error, code)


def _page(code: int, headers: Mapping[str, str] | None = None, **facts: Any) -> Response:
    """The page of an error; for a system that asks, the same as problem details."""
    if problems.is_asked_for():
        return problems.problem(code, headers=headers, **facts)
    return make_response(render_template(f"errors/{code}.html", **facts), code, headers or {})


def _is_guarded() -> bool:
    """Whether the page asks who the reader is; that a public page is missing is no refusal."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", "public") != "public"


def _headers(error: Exception, code: int) -> dict[str, str]:
    """What a 405 must name, the methods that are answered; how to come in; when to come again."""
    headers = {}
    if methods := getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(sorted(methods))
    if seconds := getattr(error, "retry_after", None):
        headers["Retry-After"] = str(seconds)
    if code == UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _failed(error: Exception) -> ResponseReturnValue:
    """An error while an error page was made arrives wrapped; what is within decides the page."""
    cause = getattr(error, "original_exception", None) or error
    if isinstance(cause, DatabaseBusy | ConcurrentChange):
        return _busy(cause)
    if isinstance(cause, DATABASE_IS_GONE):
        return _database_gone(cause)
    return _unexpected(cause)


def _database_gone(error: Exception) -> ResponseReturnValue:
    _log("database_gone", error, "")
    g.actor = None
    return send_again.answer(GONE, 503, {"Retry-After": "10"}) or _page(503, {"Retry-After": "10"})


def _busy(error: Exception) -> ResponseReturnValue:
    """Somebody else held what was needed for too long: a conflict, and what was typed is kept."""
    _log("database_busy", error, "")
    g.setdefault("actor", None)
    # Who only reads, or a system, has nothing to decide anew.
    if request.method in ("GET", "HEAD") or problems.is_asked_for():
        return _page(503, {"Retry-After": "2"})
    again = send_again.answer(CROWDED, 409, {})
    return again or make_response(render_template("errors/busy.html"), 409)


def _unexpected(error: Exception) -> ResponseReturnValue:
    reference = request_ids.current()
    _log("unexpected_error", error, reference)
    g.actor = None
    again = send_again.answer(send_again.failed(reference), 500, {})
    return again or _page(500, reference=reference)


def _record_refusal() -> None:
    """In a transaction of its own: the one that was refused has been rolled back."""
    actor = logged_in()
    if actor is None:
        return
    with database().transaction() as writing:
        record_refusal(
            writing, actor, request.endpoint or "unknown", None, now=now(), path=request.path
        )


def _log_failed_page(_raised: object) -> None:
    """``_failed`` writes its own line."""


def _log(event: str, error: Exception, reference: str) -> None:
    """Kind and place of the error; its message may hold personal data and is not written."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    LOG.error(
        json.dumps(
            {
                "event": event,
                "reference": reference,
                "endpoint": request.endpoint,
                "error": type(error).__name__,
                "at": places,
            }
        )
    )
