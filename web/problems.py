"""Errors of the interface for systems, as problem details (RFC 9457); they name no person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, request

from cases.doors.conforming import Wrong
from engine.texts import Text

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Text] = {
    400: Text("Det som skickades är inte JSON.", "What was sent is not JSON."),
    401: Text("Nyckeln saknas eller gäller inte.", "The key is missing or not valid."),
    403: Text("Nyckeln får inte göra det här.", "The key may not do this."),
    404: Text("Det finns inget här.", "There is nothing here."),
    405: Text("Adressen tar inte emot den metoden.", "The address does not take this method."),
    409: Text("Det krockar med det som redan finns.", "It conflicts with what is there."),
    413: Text("Det som skickades är för stort.", "What was sent is too large."),
    415: Text("Skicka JSON i UTF-8.", "Send JSON in UTF-8."),
    422: Text("Något i det som skickades är fel.", "Something in what was sent is wrong."),
    429: Text("För många anrop. Försök igen senare.", "Too many requests. Try again later."),
    500: Text("Något gick fel hos oss.", "Something went wrong with us."),
    503: Text("Tjänsten är tillfälligt nere.", "The service is temporarily down."),
}


def is_asked_for() -> bool:
    """Whether the request is one of the interface, and a page would be of no use."""
    return request.path.startswith(PREFIX)


def problem(
    status: int, wrong: Iterable[Wrong] = (), headers: Any = None, **more: object
) -> Response:
    """An answer that says what was wrong and where, in Swedish and English."""
    title = TITLES.get(status, TITLES[404 if status < 500 else 500])
    body: dict[str, object] = {"status": status, "title": both(title), **more}
    if entries := [_entry(one) for one in wrong]:
        body["errors"] = entries
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, headers, content_type=MEDIA_TYPE)


def both(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"sv": text.sv, "en": text.en}


def _entry(one: Wrong) -> dict[str, object]:
    return {"pointer": one.pointer, "code": one.code, "text": both(one.text)}
