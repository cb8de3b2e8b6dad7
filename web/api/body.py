"""The JSON that a request carries, read within limits."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

MEDIA_TYPE = "application/json"
MAX_JSON_BYTES = 60 * 1024 * 1024


def json_body() -> Any:
    """What was sent, as JSON says it.

    Raises UnsupportedMediaType, RequestEntityTooLarge, and BadRequest for what is no JSON.
    """
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMediaType
    request.max_content_length = MAX_JSON_BYTES
    return parsed(request.get_data(cache=False))


def parsed(body: bytes) -> Any:
    """JSON in UTF-8. Raises BadRequest, also for what is nested too deep, a number that is too
    long, half a sign (RFC 7493, 2.1) and a name that stands twice in an object (2.3)."""
    try:
        value = json.loads(
            body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_each_once
        )
        if _HALF_SIGN.search(body):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as failure:
        raise BadRequest from failure
    return value


_HALF_SIGN = re.compile(rb"\\u[dD][89a-fA-F]")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Another reader would take the first where we take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse(_constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError
