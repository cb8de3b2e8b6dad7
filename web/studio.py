"""The process owner's rooms: every process with its versions, and one process step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cases import people, process_draft
from cases.alphabet import place
from cases.commands.studio import OWNER
from cases.lists import process_list
from cases.lists.process_list import VersionRow
from cases.process_draft import Draft
from db.session import Session
from engine import definitions
from engine.elements import Element
from engine.folder import Role, form_name, role_of
from web import (
    diagram_names,
    element_kinds,
    studio_callers,
    studio_drawing,
    studio_facts,
    studio_words,
)
from web.access import current_actor, database, log_read, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import news
from web.studio_piece import Piece, opened

bp = Blueprint("studio", __name__)

IN_ORDER = ("startEvent", "userTask", "serviceTask", "businessRuleTask", "callActivity")
DECIDING = frozenset({"exclusiveGateway"})


@bp.get("/studio")
@requires(OWNER)
def list_processes() -> ResponseReturnValue:
    """Every process that is deployed, those with a draft first."""
    log_read(current_actor(), "studio")
    with database().reading() as session:
        drafts = {draft.key: draft for draft in process_draft.all_under_way(session)}
        running = process_list.running(session)
        names = people.names(session, [draft.changed_by for draft in drafts.values()])
        every = definitions.all_latest(session)
        found = [
            {
                **_short(one, drafts.get(one.key), names),
                **_under_way(one, every, running.get(one.key, 0)),
            }
            for one in every
        ]
    found.sort(key=lambda one: (not one["draft"], place(one["name"])))
    return render_template("studio/processes.html", processes=found, news=news())


@bp.get("/studio/<key>")
@requires(OWNER)
def show(key: str) -> ResponseReturnValue:
    """One process: how it goes, its steps, tables, texts and versions."""
    with database().reading() as session:
        piece = opened(session, key)
        every = definitions.all_latest(session)
        titles = studio_facts.known(piece, every)
        versions = _versions(session, piece)
        draft = told(session, piece.draft) if piece.draft else None
    log_read(current_actor(), "process", key)
    return render_template(
        "studio/process.html",
        process=head(piece),
        drawing=studio_drawing.drawn(piece.files, diagram_names.process(piece.model)),
        steps=[_step(piece, element, titles) for element in piece.model.elements.values()],
        tables=_parts(piece, Role.DECISION),
        forms=_parts(piece, Role.FORM),
        versions=versions,
        **_under_way(piece.current, every, 0),
        draft=draft,
        news=news(),
    )


def head(piece: Piece) -> dict[str, Any]:
    """What every page about a process says of it."""
    return {
        "key": piece.key,
        "name": diagram_names.process(piece.model),
        "about": piece.model.documentation.in_language(current_language()),
        "href": piece.href,
        "version": piece.current.version,
        "may_save": piece.may_save,
        "draft_href": f"{piece.href}/utkast" if piece.draft else "",
    }


def told(session: Session, draft: Draft) -> dict[str, Any]:
    """A draft as the pages speak of it."""
    names = people.names(session, [draft.changed_by, draft.author])
    return {
        "is_open": draft.is_open,
        "state": state_word(draft),
        "tone": "active" if draft.is_open else "warning",
        "who": studio_words.person(draft.changed_by, names),
        "when": draft.changed_at,
        "note": draft.note,
        "reply": draft.reply,
    }


def state_word(draft: Draft) -> str:
    """Where a draft is on its way."""
    if draft.is_open:
        return _("Skickat tillbaka") if draft.reply else _("Utkast")
    return _("Väntar på godkännande")


def _under_way(
    current: definitions.Definition, every: Sequence[definitions.Definition], running: int
) -> dict[str, Any]:
    called_by = studio_callers.callers(every, current.key)
    return {
        "running": running,
        "called_by": called_by,
        "is_only_called": studio_callers.is_only_called(current.model, called_by),
    }


def _short(
    current: definitions.Definition, draft: Draft | None, names: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": diagram_names.process(current.model),
        "href": f"/studio/{current.key}",
        "version": current.version,
        "draft": state_word(draft) if draft else "",
        "tone": "active" if draft and draft.is_open else "warning",
        "who": studio_words.person(draft.changed_by, names) if draft else "",
        "when": draft.changed_at if draft else None,
    }


def _versions(session: Session, piece: Piece) -> list[dict[str, Any]]:
    rows = process_list.versions(session, piece.key)
    approved = process_draft.approvals(session, piece.key)
    actors = [row.by for row in rows]
    actors += [one for by, writers in approved.values() for one in (by, *writers)]
    names = people.names(session, actors)
    return [_version(piece, row, approved, names) for row in rows]


def _version(
    piece: Piece,
    row: VersionRow,
    approved: dict[int, tuple[str, tuple[str, ...]]],
    names: dict[str, str],
) -> dict[str, Any]:
    _by, writers = approved.get(row.id, ("", ()))
    return {
        "version": row.version,
        "is_current": row.id == piece.current.id,
        "when": row.at,
        "who": studio_words.person(row.by, names),
        "writers": ", ".join(names.get(one, "") for one in writers),
        "note": row.note,
        "running": row.running,
        "ended": row.ended,
    }


def _step(piece: Piece, element: Element, titles: studio_facts.Known) -> dict[str, Any]:
    return {
        "name": diagram_names.step(element),
        "id": element.id,
        "kind": element_kinds.kind(element),
        "lane": studio_words.lane_name(piece.model, element.lane),
        "what": studio_facts.of(element, titles),
    }


def _parts(piece: Piece, role: Role) -> list[dict[str, str]]:
    names = sorted(name for name in piece.files if role_of(name) is role)
    return [
        {"name": form_name(name), "title": studio_words.part_title(piece, name)} for name in names
    ]
