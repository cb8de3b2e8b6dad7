"""Many notices at the desk: a table is tried first, row by row, and then taken in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import typed_facts
from cases.doors import batch, held_table, template
from cases.doors.held_table import HeldTable, TableSender
from cases.doors.spreadsheet import CSV_TYPE, XLSX_TYPE
from cases.doors.table_files import LARGEST_BYTES, TableRefused, is_windows, read_table
from cases.intake import UploadedFile
from engine.errors import NotFound
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import form_input, prefilled, table_words
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.desk_document import AT_THE_DESK
from web.formats import STOCKHOLM
from web.language import FIELD, is_changed
from web.news import news
from web.security import (
    CSRF_FIELD,
    TokenRefused,
    check_csrf,
    checks_csrf,
    new_send_token,
    read_send_token,
    takes_files,
)

bp = Blueprint("desk_table", __name__)

PATH = "/anmalningar/ny/tabell"
FORM, FILE = "notice_table", "table"
CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: f"{CSV_TYPE}; charset=utf-8",
    XLSX: XLSX_TYPE,
}
_ARRIVAL = ("arrival_channel", "reached_at", "posting_date")

_CHOOSE = Text("Välj en fil med tabellen.", "Choose a file with the table.")
_CHOOSE_AGAIN = Text(
    "Välj filen igen. Den följer inte med när något annat ska rättas.",
    "Choose the file again. It does not come along when something else is to be corrected.",
)
_NO_ROWS = Text(
    "Tabellen har inga rader under rubriken.", "The table has no rows under the heading."
)
_OLD_PAGE = FieldError(
    None,
    "old_form",
    Text(
        "Sidan var för gammal. Inget har sparats. Kontrollera det du skrev och pröva igen.",
        "The page was too old. Nothing has been saved. Check what you wrote and try again.",
    ),
)


@bp.get(PATH)
@requires(*AT_THE_DESK)
def write() -> ResponseReturnValue:
    """The template, and the form with the file and what holds for all its rows."""
    log_read(current_actor(), "notice_table_form")
    filled = prefilled.answers(_form(), {}, current_actor(), engine().local_day(now()))
    return _draw(blank(_form(), filled))


@bp.get(f"{PATH}/mall.<ending>")
@requires(*AT_THE_DESK)
def empty_table(ending: str) -> ResponseReturnValue:
    """The heading and no more, to fill in."""
    log_read(current_actor(), "notice_table_template")
    if ending == CSV:
        return as_file(template.as_csv(), "mall", CSV)
    if ending == XLSX:
        return as_file(template.as_xlsx(), "mall", XLSX)
    raise NotFound


@bp.post(PATH)
@requires(*AT_THE_DESK)
@takes_files
@checks_csrf
def take_in() -> ResponseReturnValue:
    """Hold the table and show what would become of each row; or say what is wrong with it."""
    sent = form_input.read(request)
    typed = sent.without({CSRF_FIELD, FIELD})
    if is_changed(sent):
        return _draw(blank(_form(), typed))
    answer = bind(_form(), typed, today=engine().local_day(now()))
    try:
        check_csrf()
    except TokenRefused:
        return _again(answer, _OLD_PAGE)
    if answer.errors:
        return _again(answer, *([_at_file(_CHOOSE_AGAIN)] if sent.files else []))
    try:
        return redirect(f"{PATH}/{_held(answer.data, sent.files)}", 303)
    except TableRefused as refused:
        return _again(answer, _at_file(refused.text))


def salt() -> str:
    """Of the tokens of this person's tables: another one's token is no token of hers."""
    return f"desk-table:{current_actor().id}"


def as_file(content: bytes, name: str, ending: str) -> Response:
    """A table to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, headers=headers, content_type=MEDIA_TYPES[ending])


def _held(data: Mapping[str, Any], files: tuple[UploadedFile, ...]) -> str:
    """The token that the table is found by. Raises TableRefused."""
    if not files:
        raise TableRefused(_CHOOSE)
    content = files[0].stream.read(LARGEST_BYTES + 1)
    rows = read_table(content, is_looked_at=True)
    batch.heading(rows)
    if len(rows) == 1:
        raise TableRefused(_NO_ROWS)
    org_number = data.get("sender_org_number") or ""
    sender = TableSender(data["sender_kind"], data["sender_name"], org_number)
    table = HeldTable(tuple(rows), sender, _arrival(data), is_windows(content))
    token = new_send_token(salt())
    with database().transaction() as session:
        held_table.hold(session, current_actor(), read_send_token(salt(), token), table, now())
    return token


def _arrival(data: Mapping[str, Any]) -> dict[str, Any]:
    """How and when every row came, and who entered them. Today without a time of day means now,
    which is not moved by taking the table in later."""
    facts = typed_facts.facts_on_arrival(data, engine().local_day(now()))
    facts.setdefault("reached_at", f"{now().astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}")
    return {
        **{name: facts[name] for name in _ARRIVAL if name in facts},
        "registered_by": current_actor().id,
    }


def _form() -> Form:
    return site().act_forms[FORM]


def _at_file(why: Text) -> FieldError:
    return FieldError(FILE, FILE, why, control=FILE)


def _again(answer: Answer, *more: FieldError) -> ResponseReturnValue:
    errors = (*more, *answer.errors)
    return _draw(Answer(answer.data, answer.raw, errors, answer.choices)), 422


def _draw(answer: Answer) -> str:
    return render_template(
        "desk_table.html",
        form=_form(),
        answer=answer,
        action=PATH,
        templates=[(ending.upper(), f"{PATH}/mall.{ending}") for ending in (XLSX, CSV)],
        columns=table_words.columns(),
        news=news(),
        has_errors=bool(answer.errors),
    )
