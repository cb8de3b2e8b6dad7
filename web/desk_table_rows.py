"""The rows of a table that is held: what would become of each, taking them in, what to correct."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from cases.doors import batch, held_table, spreadsheet
from cases.doors.batch import RowResult
from cases.doors.held_table import Held, HeldTable
from db.session import Session
from engine.errors import NotFound
from web import desk_arrival, facts, table_words
from web.access import current_actor, database, log_read, now, requires, site
from web.desk_document import AT_THE_DESK
from web.desk_table import CSV, FORM, PATH, XLSX, as_file, bp, salt
from web.i18n import gettext as _
from web.i18n import ngettext
from web.news import news, tell
from web.security import TokenRefused, read_send_token
from web.states import notice_type

CHANNEL = "desk"
_SHOWN = ("tenant_name", "dwelling_street")


class TableGone(Exception):
    """A table that she has tried is held no longer."""


@bp.errorhandler(TableGone)
def try_again(_gone: Exception) -> ResponseReturnValue:
    """To the form; what was taken in of the table is in the register."""
    tell(_("Tabellen finns inte kvar här. Pröva filen igen: rader som är mottagna känns igen."))
    return redirect(PATH, 303)


@bp.get(f"{PATH}/<token>")
@requires(*AT_THE_DESK)
def show(token: str) -> ResponseReturnValue:
    """What would become of each row, or what became of it."""
    with database().reading() as session:
        held = _held(session, token)
        found = held_table.results(session, held.table, CHANNEL, now(), is_dry=True)
    log_read(current_actor(), "notice_table", held.public_id)
    rows = [_row(held, one) for one in found]
    kept = [row for row in rows if row["state"] == "kept"]
    return render_template(
        "desk_table_rows.html",
        action=f"{PATH}/{token}",
        to_keep=sum(row["state"] == "right" for row in rows),
        wrong=[row for row in rows if row["state"] == "wrong"],
        others=[row for row in rows if row["state"] != "wrong"],
        kept=len(kept),
        is_for_today=bool(kept) and held.table.sender.sender_kind == "kfm",
        sender=held.table.sender.sender_name,
        is_windows=held.table.is_windows,
        arrival=_arrival(held),
        downloads=[(ending.upper(), f"{PATH}/{token}/rader.{ending}") for ending in (XLSX, CSV)],
        news=news(),
    )


@bp.post(f"{PATH}/<token>")
@requires(*AT_THE_DESK)
def keep(token: str) -> ResponseReturnValue:
    """Take in every row that is right: once, however often the button is pressed."""
    with database().transaction() as session:
        held = _held(session, token)
        found = held_table.results(session, held.table, CHANNEL, now(), is_dry=False)
    count = sum(one.state == "kept" for one in found)
    if count:
        words = ngettext(
            "%(num)s underrättelse är mottagen.", "%(num)s underrättelser är mottagna.", count
        )
        tell(words % {"num": count})
    else:
        tell(_("Raderna var redan mottagna. Inget har sparats en gång till."))
    return redirect(f"{PATH}/{token}", 303)


@bp.get(f"{PATH}/<token>/rader.<ending>")
@requires(*AT_THE_DESK)
def refused_rows(token: str, ending: str) -> ResponseReturnValue:
    """The rows that are wrong, with what is wrong beside them, to correct and try again."""
    if ending not in (CSV, XLSX):
        raise NotFound
    with database().reading() as session:
        held = _held(session, token)
        found = held_table.results(session, held.table, CHANNEL, now(), is_dry=True)
    log_read(current_actor(), "notice_table", held.public_id)
    rows = _to_correct(held.table, found)
    written = spreadsheet.as_csv(rows) if ending == CSV else spreadsheet.as_xlsx(rows)
    return as_file(written, "rader-att-ratta", ending)


def _held(session: Session, token: str) -> Held:
    """Raises NotFound, also for another person's table, and TableGone."""
    try:
        word = read_send_token(salt(), token)
    except TokenRefused as refused:
        raise NotFound from refused
    found = held_table.find(session, current_actor(), word)
    if found is None:
        raise TableGone
    return found


def _row(held: Held, one: RowResult) -> dict[str, Any]:
    cells = _named(held.table, one.number)
    return {
        "number": one.number,
        "state": _state(held, one),
        "same_as": one.same_as,
        "type": notice_type(cells.get(batch.TYPE, "").upper()),
        **{name: cells.get(name, "") for name in _SHOWN},
        "receipt": one.given.number if one.given else "",
        "received_at": one.given.received_at if one.given else None,
        "faults": table_words.faults(one),
    }


def _state(held: Held, one: RowResult) -> str:
    """``same`` as another row; ``kept`` since the table was tried, or ``kept_before`` that."""
    if one.same_as is not None:
        return "same"
    if one.given is None:
        return one.state
    return "kept" if one.given.received_at >= held.tried_at else "kept_before"


def _named(table: HeldTable, number: int) -> dict[str, str]:
    cells = next(cells for at, cells in table.rows if at == number)
    return dict(zip(batch.heading(table.rows), cells, strict=False))


def _arrival(held: Held) -> dict[str, Any]:
    way = str(held.table.arrival["arrival_channel"])
    days = desk_arrival.days(held.table.arrival, held.tried_at, CHANNEL)
    return {"way": facts.option_text(site().act_forms[FORM], "arrival_channel", way), **days}


def _to_correct(table: HeldTable, found: list[RowResult]) -> list[list[str]]:
    """The heading as it came, and the rows, with our remark last."""
    names = [name for name in batch.heading(table.rows) if name != batch.REMARK]
    rows = [[*names, batch.REMARK]]
    for one in found:
        if one.state == "wrong":
            cells = _named(table, one.number)
            told = [f"{_('Rad')} {one.number}", *table_words.faults(one)]
            rows.append([*(cells.get(name, "") for name in names), " | ".join(told)])
    return rows
