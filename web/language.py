"""Changing language in the middle of a form: what was typed comes along.

A form that is marked ``id="answers"`` is sent by the language button of the header, with the field
below. The view keeps nothing and draws the form again, in the other language and unjudged.
"""

from __future__ import annotations

from flask import Response, after_this_request, g
from werkzeug import Response as AnyResponse

from web.access import site
from web.form_input import Sent
from web.i18n import COOKIE, LANGUAGES

FIELD = "show_in"
A_YEAR_SECONDS = 365 * 24 * 3600


def is_changed(sent: Sent) -> bool:
    """Whether the form came only to be shown in another language; from here on it is."""
    code = sent.field(FIELD)
    if code not in LANGUAGES:
        return False
    g.language = code

    @after_this_request
    def _remember(response: Response) -> Response:
        remember(response, code)
        return response

    return True


def remember(response: AnyResponse, code: str) -> None:
    """The reader's own choice of language, for the pages to come."""
    response.set_cookie(
        COOKIE,
        code,
        max_age=A_YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=not site().is_demo,
    )
