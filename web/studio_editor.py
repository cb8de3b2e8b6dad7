"""The page of the diagram editor, and what it is told and tells: docs/studio.md."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.studio import OWNER
from engine.diagram_booleans import in_words
from engine.errors import ConcurrentChange, NotPermitted, Refused
from engine.folder import DIAGRAM
from engine.texts import Text
from web import form_input, studio_catalogue, studio_saving
from web.access import current_actor, database, log_read, now, requires
from web.form_input import FormTooLarge
from web.formats import time_short
from web.i18n import current_language
from web.security import TokenRefused, check_csrf, checks_csrf
from web.studio import head
from web.studio_piece import Piece, opened
from web.studio_words import plain_findings

bp = Blueprint("studio_editor", __name__)

_OLD_PAGE = Text(
    "Inte sparat: sidan är för gammal. Ladda ner det du ritat, ladda om sidan och försök igen.",
    "Not saved: the page is too old. Download what you drew, load the page again and try again.",
)


@bp.get("/studio/<key>/redigera")
@requires(OWNER)
def edit(key: str) -> ResponseReturnValue:
    """The page that the diagram editor draws itself in."""
    with database().reading() as session:
        piece = opened(session, key)
    log_read(current_actor(), "process", key)
    return render_template("studio/editor.html", process=head(piece), base=piece.current.id)


@bp.get("/studio/<key>/draft.json")
@requires(OWNER)
def draft(key: str) -> ResponseReturnValue:
    """The diagram to go on from, with what the linter says of it."""
    with database().reading() as session:
        piece = opened(session, key)
    log_read(current_actor(), "process", key)
    return jsonify(
        version=piece.version,
        xml=in_words(piece.files[DIAGRAM]).decode("utf-8", "replace"),
        findings=_findings(piece),
        may_save=piece.may_save,
        is_draft=piece.draft is not None,
    )


@bp.post("/studio/<key>/draft.json")
@requires(OWNER)
@checks_csrf
def save(key: str) -> ResponseReturnValue:
    """Keep the diagram, right or wrong; what is wrong is told."""
    try:
        sent = form_input.read(request)
        check_csrf()
        studio_saving.save(key, sent, {DIAGRAM: sent.field("xml").encode("utf-8", "replace")})
    except TokenRefused:
        return _said(_OLD_PAGE, 422)
    except FormTooLarge as large:
        return _said(large.text, 413)
    except NotPermitted:
        raise
    except ConcurrentChange as changed:
        return _said(changed.text, 409)
    except Refused as refused:
        return _said(refused.text, 422)
    with database().reading() as session:
        piece = opened(session, key)
    return jsonify(version=piece.version, saved_at=time_short(now()), findings=_findings(piece))


@bp.get("/studio/catalogue.json")
@requires(OWNER)
def catalogue() -> ResponseReturnValue:
    """What may be chosen in a process."""
    key = request.args.get("process", "")
    with database().reading() as session:
        offered = studio_catalogue.catalogue(session, opened(session, key))
    log_read(current_actor(), "process_catalogue", key)
    return jsonify(offered)


def _findings(piece: Piece) -> list[dict[str, Any]]:
    return plain_findings(piece, piece.findings)


def _said(text: Text, status: int) -> ResponseReturnValue:
    return jsonify(message=text.in_language(current_language())), status
