"""Errors of the interface for systems, as problem details (RFC 9457); they name no person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, request

from cases.doors.conforming import Wrong
from engine.texts import Text
from web.i18n import current_language

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
NO_TYPE = "about:blank"
"""The status says which kind of problem it is (RFC 9457, 4.2.1); what is wrong where has codes."""

TITLES: Mapping[int, Text] = {
    400: Text("Det som skickades är inte JSON.", "What was sent is not JSON."),
    401: Text("Nyckeln saknas eller gäller inte.", "The key is missing or not valid."),
    403: Text("Nyckeln får inte göra det här.", "The key may not do this."),
    404: Text("Det finns inget här.", "There is nothing here."),
    405: Text("Adressen tar inte emot den metoden.", "The address does not take this method."),
    409: Text("Det krockar med det som redan finns.", "It conflicts with what is there."),
    413: Text("Det som skickades är för stort.", "What was sent is too large."),
    415: Text(
        "Adressen tar inte emot den sortens innehåll.",
        "The address does not take that kind of content.",
    ),
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
    """An answer that says what was wrong and where.

    ``title`` is in the language that the caller asks for (RFC 9457, 3.1.3); ``titles`` has both.
    """
    title, language = TITLES.get(status, TITLES[404 if status < 500 else 500]), current_language()
    body: dict[str, object] = {
        "type": NO_TYPE,
        "status": status,
        "title": title.in_language(language),
        "titles": both(title),
        **more,
    }
    if entries := [_entry(one) for one in wrong]:
        body["errors"] = entries
    answer = Response(json.dumps(body, ensure_ascii=False), status, headers)
    answer.content_type, answer.content_language = MEDIA_TYPE, [language]
    answer.vary.add("Accept-Language")
    return answer


def both(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"sv": text.sv, "en": text.en}


def _entry(one: Wrong) -> dict[str, object]:
    return {"pointer": one.pointer, "code": one.code, "text": both(one.text)}
