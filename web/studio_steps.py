"""One step of a process as a plain form: everything that can be changed without drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.studio import OWNER
from engine.diagram_change import PARAMETER, change_step
from engine.diagram_repeats import AT_MOST
from engine.elements import Element
from engine.errors import NotFound, NotPermitted, Refused
from engine.folder import DIAGRAM
from web import (
    diagram_names,
    element_kinds,
    form_input,
    studio_repeats,
    studio_saving,
    studio_words,
)
from web.access import current_actor, database, log_read, requires
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell
from web.security import TokenRefused, check_csrf, checks_csrf
from web.studio import head
from web.studio_field import Field
from web.studio_fields import FLOW, fields
from web.studio_piece import Piece, opened

bp = Blueprint("studio_steps", __name__)


@bp.get("/studio/<key>/steg/<element>")
@requires(OWNER)
def show(key: str, element: str) -> ResponseReturnValue:
    with database().reading() as session:
        _element(opened(session, key), element)
    log_read(current_actor(), "process", key)
    return _draw(key, element)


@bp.post("/studio/<key>/steg/<element>")
@requires(OWNER)
@checks_csrf
def change(key: str, element: str) -> ResponseReturnValue:
    """Keep what was typed about a step in the draft."""
    sent = form_input.read(request)
    try:
        check_csrf()
        if is_changed(sent):
            log_read(current_actor(), "process", key)
            return _draw(key, element, sent)
        with database().reading() as session:
            piece = opened(session, key)
            asked = fields(session, piece, _element(piece, element))
        studio_saving.save(key, sent, {DIAGRAM: _changed(piece, element, asked, sent)})
    except TokenRefused:
        return _again(key, element, studio_saving.OLD_PAGE, sent)
    except NotPermitted:
        raise
    except Refused as refused:
        return _again(key, element, refused, sent)
    tell(_("Sparat i utkastet."))
    return redirect(f"/studio/{key}/steg/{element}", 303)


def _element(piece: Piece, element: str) -> Element:
    if element not in piece.model.elements:
        raise NotFound
    return piece.model.elements[element]


def _changed(piece: Piece, element: str, asked: Sequence[Field], sent: form_input.Sent) -> bytes:
    """The diagram with what was typed; a field that was not sent stays as it is."""
    xml = piece.files[DIAGRAM]
    typed = {f.name: studio_saving.written(sent, f.name) for f in asked if f.name in sent.fields}
    studio_repeats.check(typed)
    moved = {f.name for f in asked if f.name in typed and typed[f.name] != f.value}
    for name in sorted(name for name in moved if name.startswith(FLOW)):
        flow, _dot, what = name.removeprefix(FLOW).rpartition(".")
        xml = change_step(xml, flow, {what: typed[name]})
    own = {name: value for name, value in typed.items() if not name.startswith(FLOW)}
    if not any(name in moved for name in own):
        return xml
    return change_step(xml, element, _fitting(piece, own) if "operation" in moved else own)


def _fitting(piece: Piece, values: Mapping[str, str]) -> dict[str, str]:
    """Without what was given to the operation before and the new one does not know."""
    signature = piece.context.operations.get(values["operation"])
    known = signature.parameters | signature.optional if signature else frozenset()
    return {
        name: value
        for name, value in values.items()
        if not name.startswith(PARAMETER) or name.removeprefix(PARAMETER) in known
    }


def _again(key: str, element: str, wrong: Refused, sent: form_input.Sent) -> ResponseReturnValue:
    log_read(current_actor(), "process", key)
    return _draw(key, element, sent, wrong), 422


def _draw(
    key: str, own: str, sent: form_input.Sent | None = None, wrong: Refused | None = None
) -> str:
    with database().reading() as session:
        piece = opened(session, key)
        element = _element(piece, own)
        asked = fields(session, piece, element)
    found = studio_words.plain_findings(piece, piece.findings)
    shown = [_shown(one, sent.fields if sent else {}) for one in asked]
    place = f"#{_id(AT_MOST)}" if isinstance(wrong, studio_repeats.NotANumber) else "#name"
    return render_template(
        "studio/step.html",
        process=head(piece),
        step={"name": diagram_names.step(element), "kind": element_kinds.kind(element)},
        action=f"{piece.href}/steg/{own}",
        parts=[(title, list(some)) for title, some in groupby(shown, itemgetter("part"))],
        **studio_saving.named(piece, sent),
        findings=[{**one, "place": ""} for one in found if one["element"] == own],
        errors=studio_saving.mistakes(wrong, place, f"{piece.href}/steg/{own}"),
        has_errors=wrong is not None,
        news=news(),
    )


def _shown(field: Field, typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A field as the page draws it; what is chosen now can stay, also when it is not offered."""
    value = next(iter(typed.get(field.name, ())), field.value)
    offered = [{"value": one["name"], "text": one["title"] or one["name"]} for one in field.options]
    wanted = {value, field.value, *([""] if field.may_be_none else [])}
    missing = wanted - {one["value"] for one in offered}
    kept = [{"value": one, "text": one or _("– inget –")} for one in sorted(missing)]
    return {
        "id": _id(field.name),
        "name": field.name,
        "label": field.label,
        "hint": field.hint,
        "value": value,
        "is_long": field.is_long,
        "language": field.language,
        "options": [*kept, *offered] if field.options else [],
        "show_when": field.show_when,
        "part": field.part,
    }


def _id(name: str) -> str:
    return name.replace(".", "-")
