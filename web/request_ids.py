"""A number for each request: in the answer's header and in every log line that it causes."""

from __future__ import annotations

import json
import logging
import secrets
from contextvars import ContextVar

from flask import Flask, Response, request

LOG = logging.getLogger("web.requests")
HEADER = "X-Request-Id"

_current: ContextVar[str] = ContextVar("request_id", default="")


def init_app(app: Flask) -> None:
    """Give each request a number of our own: what a reader sends along never reaches the log."""
    app.before_request(_begin)
    app.after_request(_end)


def current() -> str:
    """The number of the request that is being answered here, or nothing."""
    return _current.get()


def _begin() -> None:
    _current.set(secrets.token_hex(6))


def _end(response: Response) -> Response:
    """One line for each answer: which page of ours, by its name, and how it went."""
    response.headers[HEADER] = current()
    told = {"event": "request", "endpoint": request.endpoint, "status": response.status_code}
    LOG.info(json.dumps(told))
    return response
