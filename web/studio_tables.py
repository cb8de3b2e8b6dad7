"""The decision tables of a process as tables to fill in, without XML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.studio import OWNER
from engine.errors import NotFound, NotPermitted, Refused
from engine.folder import Role, role_of
from engine.table_cells import Cells, Row, read_cells, write_cells
from web import form_input, studio_saving
from web.access import current_actor, database, log_read, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell
from web.security import TokenRefused, check_csrf, checks_csrf
from web.studio import head
from web.studio_piece import Piece, opened
from web.studio_words import plain_findings

bp = Blueprint("studio_tables", __name__)

ADD, REMOVE, UP = "add", "remove", "up"
"""The names of the buttons that change which rules there are; their values are rules."""


@bp.get("/studio/<key>/tabell/<name>")
@requires(OWNER)
def show(key: str, name: str) -> ResponseReturnValue:
    piece, cells = _opened(key, name)
    log_read(current_actor(), "process", key)
    return _draw(piece, name, cells)


@bp.post("/studio/<key>/tabell/<name>")
@requires(OWNER)
@checks_csrf
def change(key: str, name: str) -> ResponseReturnValue:
    """Keep the rules as they were filled in, and add, take away or move one if that was asked."""
    sent = form_input.read(request)
    piece, cells = _opened(key, name)
    typed = replace(cells, rows=tuple(_typed(row, sent) for row in cells.rows))
    try:
        check_csrf()
        if is_changed(sent):
            log_read(current_actor(), "process", key)
            return _draw(piece, name, typed, sent)
        rows = [_checked(row, sent) for row in typed.rows]
        body = write_cells(piece.files[f"{name}.dmn"], _arranged(rows, cells, sent))
        if read_cells(body).rows == cells.rows:
            return redirect(f"/studio/{key}/tabell/{name}", 303)
        studio_saving.save(key, sent, {f"{name}.dmn": body})
    except TokenRefused:
        return _again(piece, name, typed, sent, studio_saving.OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _again(piece, name, typed, sent, refused)
    tell(_("Sparat i utkastet."))
    return redirect(f"/studio/{key}/tabell/{name}", 303)


def _opened(key: str, name: str) -> tuple[Piece, Cells]:
    with database().reading() as session:
        piece = opened(session, key)
    file = f"{name}.dmn"
    if file not in piece.files or role_of(file) is not Role.DECISION:
        raise NotFound
    return piece, read_cells(piece.files[file])


def _typed(row: Row, sent: form_input.Sent) -> Row:
    """The rule with what was typed in its fields; those that were not sent stay."""
    cells = enumerate(row.cells, start=1)
    told = sent.fields.get(f"{row.id}.why", [row.annotation])[0]
    in_english = sent.fields.get(f"{row.id}.why_en", [row.annotation_en])[0]
    return replace(
        row,
        annotation=told,
        annotation_en=in_english,
        cells=tuple(sent.fields.get(f"{row.id}.{n}", [cell])[0] for n, cell in cells),
    )


def _checked(row: Row, sent: form_input.Sent) -> Row:
    """Raises Refused for signs that no file can hold."""
    for name in sent.fields:
        studio_saving.written(sent, name)
    return replace(
        row,
        annotation=row.annotation.strip(),
        annotation_en=row.annotation_en.strip(),
        cells=tuple(cell.strip() for cell in row.cells),
    )


def _arranged(rows: Sequence[Row], cells: Cells, sent: form_input.Sent) -> list[Row]:
    """The rules with one more, one less, or one moved up, as a button said."""
    removed, up = sent.field(REMOVE), sent.field(UP)
    kept = [row for row in rows if row.id != removed]
    place = next((n for n, row in enumerate(kept) if row.id == up), 0)
    if place > 0:
        kept[place - 1], kept[place] = kept[place], kept[place - 1]
    if sent.field(ADD):
        kept.append(_empty(cells))
    return kept


def _empty(cells: Cells) -> Row:
    """A rule that no condition keeps from hitting, and that gives nothing yet."""
    known = {row.id for row in cells.rows}
    number = next(n for n in range(1, len(known) + 2) if f"{cells.id}_rule_{n}" not in known)
    results = len(cells.columns) - cells.conditions
    return Row(f"{cells.id}_rule_{number}", "", "", ("-",) * cells.conditions + ("null",) * results)


def _again(
    piece: Piece, name: str, cells: Cells, sent: form_input.Sent, wrong: Refused
) -> ResponseReturnValue:
    log_read(current_actor(), "process", piece.key)
    return _draw(piece, name, cells, sent, wrong), 422


def _draw(
    piece: Piece,
    name: str,
    cells: Cells,
    sent: form_input.Sent | None = None,
    wrong: Refused | None = None,
) -> str:
    found = [finding for finding in piece.findings if finding.element == f"{name}.dmn"]
    return render_template(
        "studio/table.html",
        process=head(piece),
        table=_about(cells, name),
        action=f"{piece.href}/tabell/{name}",
        columns=[_column(cells, number) for number in range(len(cells.columns))],
        rows=[_shown(number, row) for number, row in enumerate(cells.rows, start=1)],
        **studio_saving.named(piece, sent),
        findings=[{**one, "place": ""} for one in plain_findings(piece, tuple(found))],
        errors=studio_saving.mistakes(wrong, "#rules", f"{piece.href}/tabell/{name}"),
        has_errors=wrong is not None,
        news=news(),
    )


def _about(cells: Cells, name: str) -> dict[str, str]:
    title = cells.name.in_language(current_language())
    return {"name": title or name, "policy": _policy(cells.policy)}


def _column(cells: Cells, number: int) -> dict[str, Any]:
    """What a column is called, what may stand in it, and what stands there now, to choose from."""
    used = {row.cells[number] for row in cells.rows if number < len(row.cells)}
    return {
        "label": cells.columns[number].in_language(current_language()),
        "is_condition": number < cells.conditions,
        "takes": _taken(cells.types[number], cells.allowed[number]),
        "used": sorted({*used, *_values(cells.allowed[number])} - {"", "-"}),
    }


def _taken(kind: str, allowed: str) -> str:
    """What may stand in the cells of a column, in words."""
    if allowed:
        return _("Ett av: %(values)s", values=allowed.replace('","', '", "'))
    return {
        "boolean": _("true eller false"),
        "number": _("Ett tal"),
        "string": _("Ord inom citattecken"),
    }.get(kind, "")


def _values(allowed: str) -> list[str]:
    """The values that are named one by one; ranges are left to be written."""
    return [value.strip() for value in allowed.split(",") if value.strip().startswith('"')]


def _shown(number: int, row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": number,
        "why": row.annotation,
        "why_en": row.annotation_en,
        "cells": row.cells,
    }


def _policy(policy: str) -> str:
    """How one answer comes of the rules that hit."""
    return {
        "UNIQUE": _("Bara en regel får stämma."),
        "FIRST": _("Den första regeln som stämmer gäller, uppifrån och ned."),
        "ANY": _("Flera regler får stämma om de säger samma sak."),
        "PRIORITY": _("Stämmer flera regler gäller det viktigaste svaret."),
        "COLLECT": _("Svaren från alla regler som stämmer räknas samman."),
    }.get(policy, policy)
