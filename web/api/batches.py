"""Many notices at once from a sender's own system: a table, and what became of each row."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from cases.doors import batch, template
from cases.doors.batch import RowResult
from cases.doors.conforming import Wrong
from cases.doors.spreadsheet import CSV_TYPE, XLSX_TYPE
from cases.doors.table_files import LARGEST_BYTES, Row, TableRefused, read_table
from engine.texts import Text
from web.access import now, public
from web.api.blueprint import bp
from web.api.keys import keeping, needs_key, sender_key
from web.api.sending import CHANNEL
from web.problems import both, problem

_YES_OR_NO = {"true": True, "false": False}
NOT_YES_OR_NO = Text("dry_run ska vara true eller false.", "dry_run must be true or false.")


@bp.post("/batches")
@needs_key("batches")
def send_batch() -> ResponseReturnValue:
    """Keep every row that is right; with ``dry_run=true`` nothing is kept."""
    if request.mimetype not in (CSV_TYPE, XLSX_TYPE):
        raise UnsupportedMediaType
    request.max_content_length = LARGEST_BYTES
    said = request.args.get("dry_run", "false")
    if said not in _YES_OR_NO:
        return problem(422, [Wrong("", "dry_run", NOT_YES_OR_NO)])
    is_dry = _YES_OR_NO[said]
    try:
        rows = _results(read_table(request.get_data(cache=False)), is_dry=is_dry)
    except TableRefused as refused:
        return problem(422, [Wrong("", "table_refused", refused.text)])
    return jsonify(
        {
            "dry_run": is_dry,
            "right": sum(row.state != "wrong" for row in rows),
            "wrong": sum(row.state == "wrong" for row in rows),
            "rows": [_row(row) for row in rows],
        }
    )


@bp.get("/batches/template.csv")
@public
def template_csv() -> Response:
    """The heading of a table, as CSV."""
    return _file(template.as_csv(), CSV_TYPE, "bokvar.csv")


@bp.get("/batches/template.xlsx")
@public
def template_xlsx() -> Response:
    """The heading of a table, as XLSX."""
    return _file(template.as_xlsx(), XLSX_TYPE, "bokvar.xlsx")


def _results(table: list[Row], *, is_dry: bool) -> list[RowResult]:
    with keeping() as session:
        return batch.results(
            session,
            table,
            sender_key(),
            prefix=sender_key().sender,
            channel=CHANNEL,
            now=now(),
            more={},
            is_dry=is_dry,
        )


def _row(row: RowResult) -> dict[str, Any]:
    told: dict[str, Any] = {"row": row.number, "status": row.state}
    if row.given:
        told["receipt"] = row.given.number
    if row.wrong:
        told["errors"] = [
            {"pointer": one.pointer, "code": one.code, "text": both(one.text)} for one in row.wrong
        ]
    return told


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=media_type)
