"""What the linter says of a diagram that is being drawn, before it is saved: docs/studio.md."""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cases.commands.studio import OWNER
from engine.confine import Limits
from engine.folder import DIAGRAM
from engine.texts import Text
from web import form_input
from web.access import database, requires
from web.form_input import FormTooLarge
from web.i18n import current_language
from web.security import TokenRefused, check_csrf, checks_csrf
from web.studio_piece import opened
from web.studio_words import plain_findings

bp = Blueprint("studio_check", __name__)

LIMITS = Limits(cpu_seconds=5, memory_bytes=512 * 1024 * 1024, wall_seconds=15)
"""Less than a deployment may use: this is asked for again and again while somebody draws."""

_room = BoundedSemaphore(2)
"""How many are checked at once; who finds no room is checked again after her next change."""


@bp.post("/studio/<key>/check.json")
@requires(OWNER)
@checks_csrf
def check(key: str) -> ResponseReturnValue:
    """The findings about this diagram in place of the one in the draft. Nothing is kept.

    It is no reading either: who may ask has the draft before her, which was logged, and is told of
    no more than what she sent.
    """
    try:
        sent = form_input.read(request)
        check_csrf()
    except FormTooLarge as large:
        return _said(large.text, 413)
    except TokenRefused:
        return _said(_OLD_PAGE, 422)
    with database().reading() as session:
        piece = opened(session, key)
    drawn = {DIAGRAM: sent.field("xml").encode("utf-8", "replace")}
    piece = replace(piece, files={**piece.files, **drawn})
    if not _room.acquire(blocking=False):
        return _said(_BUSY, 503)
    try:
        found = piece.catalogue.findings(key, piece.files, LIMITS)
    finally:
        _room.release()
    return jsonify(findings=plain_findings(piece, found))


def _said(text: Text, status: int) -> ResponseReturnValue:
    return jsonify(message=text.in_language(current_language())), status


_OLD_PAGE = Text("Inte kontrollerat: sidan är för gammal.", "Not checked: the page is too old.")
_BUSY = Text(
    "Inte kontrollerat: för många kontrolleras samtidigt.",
    "Not checked: too many are being checked at once.",
)
