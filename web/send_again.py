"""The page for whoever sent a form that could not be taken: all of it is there, to be sent again.

For every form that does not draw itself again (``errors.keep_typed``). Nothing of what was sent is
kept by us: it goes back to the browser that it came from, in a page that no one stores.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from engine.texts import Text
from web import form_input, problems
from web.auth import PUBLIC_ROOMS
from web.i18n import current_language
from web.security import CSRF_FIELD, SEND_FIELD, TokenRefused, check_csrf

_TYPED_AT_LEAST = 12
"""Signs of a text that somebody would not like to type once more."""


@dataclass(frozen=True)
class NotTaken:
    """Why a form was not taken. title: the heading. told: what has happened and what to do."""

    title: Text
    told: Text


def answer(why: NotTaken, status: int, headers: dict[str, str]) -> ResponseReturnValue | None:
    """The page with everything that was sent; None for what is no form, or no form of ours."""
    if request.method != "POST" or problems.is_asked_for():
        return None
    language = current_language()
    if request.accept_mimetypes.best == "application/json":
        # A script keeps what was typed in its own page, and tries again by itself.
        return jsonify(message=why.told.in_language(language)), status, headers
    if not _is_ours():
        return None
    page = render_template(
        "errors/send_again.html",
        title=why.title.in_language(language),
        told=why.told.in_language(language),
        address=request.full_path.rstrip("?"),
        fields=_fields(),
        files=_files(),
        texts=_texts(),
        is_public=request.blueprint in PUBLIC_ROOMS,
    )
    return make_response(page, status, headers)


def _is_ours() -> bool:
    """Whether the form was drawn for this session: another site's form is not given a new token."""
    try:
        if request.blueprint not in PUBLIC_ROOMS:
            check_csrf()
        else:
            # It may have failed before anything said how much a form of the public may hold.
            form_input.limit(request)
        return bool(request.form)
    except (TokenRefused, RequestEntityTooLarge):
        return False


def _fields() -> list[tuple[str, str]]:
    """Every field as it was sent, in its order; the page's own token is drawn anew."""
    return [(name, text) for name, text in request.form.items(multi=True) if name != CSRF_FIELD]


def _files() -> list[tuple[str, str]]:
    """Controls that a file was chosen in, and what it was called: a browser must choose it anew."""
    sent = request.files.items(multi=True)
    return [(name, file.filename) for name, file in sent if file.filename]


def _texts() -> list[str]:
    """What somebody wrote, to read and copy; short answers and choices are sent along unseen."""
    return [
        text
        for name, text in request.form.items(multi=True)
        if name not in (CSRF_FIELD, SEND_FIELD) and len(text) >= _TYPED_AT_LEAST and " " in text
    ]
