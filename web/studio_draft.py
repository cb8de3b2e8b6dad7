"""A draft on its way: what it changes, what is wrong with it, and who says yes to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import people, process_draft
from cases.commands.studio import (
    OWNER,
    ApproveDraft,
    DiscardDraft,
    SendBackDraft,
    SubmitDraft,
    is_outdated,
)
from db.session import Session
from engine import definition_store
from engine.compare import differences
from engine.definition_store import StoredDefinition
from engine.errors import NotFound, NotPermitted, Refused
from web import form_input, studio_drawing
from web.access import current_actor, database, engine, log_read, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell
from web.studio import head, told
from web.studio_piece import Piece, opened
from web.studio_saving import number
from web.studio_words import plain_findings

bp = Blueprint("studio_draft", __name__)


@bp.get("/studio/<key>/utkast")
@requires(OWNER)
def show(key: str) -> ResponseReturnValue:
    """What the draft changes, what the linter says, and what can be done with it now."""
    with database().reading() as session:
        if opened(session, key).draft is None:
            raise NotFound
    log_read(current_actor(), "process_draft", key)
    return _draw(key)


@bp.post("/studio/<key>/utkast/skicka")
@requires(OWNER)
def submit(key: str) -> ResponseReturnValue:
    sent = form_input.read(request)
    version, base = number(sent.field("version")), number(sent.field("base"))
    command = SubmitDraft(key, version, base, sent.field("note"))
    return _act(key, command, sent, _("Utkastet väntar nu på att någon annan godkänner det."))


@bp.post("/studio/<key>/utkast/tillbaka")
@requires(OWNER)
def send_back(key: str) -> ResponseReturnValue:
    sent = form_input.read(request)
    command = SendBackDraft(key, number(sent.field("version")), sent.field("reply"))
    return _act(key, command, sent, _("Utkastet är skickat tillbaka och kan ändras igen."))


@bp.post("/studio/<key>/utkast/godkann")
@requires(OWNER)
def approve(key: str) -> ResponseReturnValue:
    sent = form_input.read(request)
    command = ApproveDraft(key, number(sent.field("version")))
    return _act(key, command, sent, _("Utkastet är godkänt. Nya ärenden följer den nya versionen."))


@bp.post("/studio/<key>/utkast/kasta")
@requires(OWNER)
def discard(key: str) -> ResponseReturnValue:
    sent = form_input.read(request)
    command = DiscardDraft(key, number(sent.field("version")))
    return _act(key, command, sent, _("Utkastet är kastat."))


@bp.get("/studio/<key>/jamfor")
@requires(OWNER)
def compare(key: str) -> ResponseReturnValue:
    """What differs between any two versions; the two last ones when none are named."""
    with database().reading() as session:
        piece = opened(session, key)
        versions = definition_store.versions(session, key)
        before, after = _chosen(versions)
        changes = differences(
            definition_store.bodies(session, before.id), definition_store.bodies(session, after.id)
        )
    log_read(current_actor(), "process", key)
    return render_template(
        "studio/compare.html",
        process=head(piece),
        versions=[{"value": str(one.version), "text": str(one.version)} for one in versions],
        before=before.version,
        after=after.version,
        differences=[change.in_language(current_language()) for change in changes],
    )


def _chosen(versions: list[StoredDefinition]) -> tuple[StoredDefinition, StoredDefinition]:
    """The versions that are asked for, an older and a newer; else the one before and the last."""
    known = {one.version: one for one in versions}
    after = known.get(number(request.args.get("till", "")), versions[0])
    otherwise = known.get(after.version - 1, after)
    return known.get(number(request.args.get("fran", "")), otherwise), after


def _act(key: str, command: object, sent: form_input.Sent, done: str) -> ResponseReturnValue:
    if is_changed(sent):
        log_read(current_actor(), "process_draft", key)
        return _draw(key, "", sent)
    try:
        with database().transaction() as session:
            engine().execute(session, command, current_actor())
    except NotPermitted:
        raise
    except Refused as refused:
        log_read(current_actor(), "process_draft", key)
        return _draw(key, refused.text.in_language(current_language()), sent), 422
    tell(done)
    is_over = isinstance(command, ApproveDraft | DiscardDraft)
    return redirect(f"/studio/{key}" if is_over else f"/studio/{key}/utkast", 303)


def _draw(key: str, wrong: str = "", sent: form_input.Sent | None = None) -> str:
    with database().reading() as session:
        piece = opened(session, key)
        if piece.draft is None:
            if wrong:
                return _gone(piece, wrong)
            raise NotFound
        page = _page(session, piece)
    typed = {name: sent.field(name) if sent else "" for name in ("note", "reply")}
    typed["note"] = typed["note"] or page["draft"]["note"]
    return render_template(
        "studio/draft.html",
        **page,
        typed=typed,
        wrong=wrong,
        errors=[{"text": wrong, "href": _place(sent)}] if wrong else [],
        has_errors=bool(wrong),
        news=news(),
    )


def _page(session: Session, piece: Piece) -> dict[str, Any]:
    draft = piece.draft
    if draft is None:
        raise NotFound
    actor, editors = current_actor(), process_draft.editors(session, draft)
    changes = differences(piece.current.files, piece.files)
    names = people.names(session, editors)
    return {
        "process": head(piece),
        "draft": told(session, draft),
        "version": piece.version,
        "base": piece.current.id,
        "editors": ", ".join(sorted(names.values())),
        "is_outdated": is_outdated(session, draft, piece.current),
        "is_editor": actor.id in editors,
        "differences": [change.in_language(current_language()) for change in changes],
        "drawings": studio_drawing.both(piece),
        "findings": plain_findings(piece, piece.findings),
        "callers": [_process(piece, one.key) for one in piece.catalogue.callers(piece.key)],
        "other_drafts": [
            _process(piece, one.key)
            for one in process_draft.all_under_way(session)
            if one.key != piece.key
        ],
        "may_go_on": not any(finding.is_error for finding in piece.findings),
    }


def _process(piece: Piece, key: str) -> dict[str, str]:
    return {"name": piece.name_of(key), "href": f"/studio/{key}"}


def _place(sent: form_input.Sent | None) -> str:
    """The control that a refusal is about."""
    asked = ("reply", "note")
    found = next((name for name in asked if sent and name in sent.fields), "")
    return f"#{found}" if found else "#decide"


def _gone(piece: Piece, wrong: str) -> str:
    return render_template("studio/gone.html", process=head(piece), wrong=wrong)
