"""Many notices at once: a table with a row for each, checked and kept row by row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import intake
from cases.doors import stated_notice
from cases.doors.conforming import Wrong
from cases.doors.fact_schemas import FACTS
from cases.doors.stated_notice import Stating
from cases.doors.table_files import TableRefused
from cases.intake import ContentDiffers
from cases.law.calendar import local_day
from db.session import Session
from engine import form_formats
from engine.form_texts import Unreadable
from engine.texts import Text

TYPE = "type"
_MONEY = {"amount_kr": "amount", "monthly_rent_kr": "monthly_rent"}
"""Money is written in kronor in a table, and the name of the column says so."""
_NESTED = frozenset({"tenants", "months_amounts"})
_LISTED = "arrears_months"
_BETWEEN = re.compile(r"[\s,;]+")

COLUMNS = (
    TYPE,
    *(f"{name}_kr" if name in _MONEY.values() else name for name in FACTS if name not in _NESTED),
)
"""The columns of a table: the same facts as in a single notice, but for lists of lists."""

NO_HEADING = Text(
    "Den första raden ska ha kolumnernas namn. Hämta mallen.",
    "The first row must hold the names of the columns. Get the template.",
)
NO_MONEY = Text(
    "Beloppet går inte att läsa. Skriv kronor, till exempel 18 400 eller 18400,50.",
    "The amount cannot be read. Write kronor, for example 18 400 or 18400.50.",
)
NO_NUMBER = Text("Ett helt tal väntades.", "A whole number was expected.")


@dataclass(frozen=True)
class RowResult:
    """What became of a row. number: as the table counts it, the heading being 1."""

    number: int
    state: str
    receipt: str | None = None
    wrong: tuple[Wrong, ...] = ()


def results(
    session: Session,
    table: list[list[str]],
    of: Stating,
    *,
    prefix: str,
    channel: str,
    now: datetime,
    more: Mapping[str, Any],
    is_dry: bool,
) -> list[RowResult]:
    """Keep every row that is right, or with ``is_dry`` only say which ones are.

    The same row of the same sender is kept once, however often the table comes; ``prefix`` names
    the sender. Raises TableRefused for a table without its heading.
    """
    names = _heading(table)
    done = []
    for number, cells in enumerate(table[1:], 2):
        body, wrong = _read(dict(zip(names, cells, strict=False)))
        wrong = [*wrong, *stated_notice.wrong_with(body, of)]
        if wrong:
            done.append(RowResult(number, "wrong", wrong=tuple(wrong)))
        elif is_dry:
            done.append(RowResult(number, "right"))
        else:
            facts = {**stated_notice.facts_of(body, of, local_day(now)), **more}
            token = f"{prefix}:row-{_digest(body)}"
            done.append(_kept(session, number, facts, token, channel, now))
    return done


def _kept(
    session: Session, number: int, facts: dict[str, Any], token: str, channel: str, now: datetime
) -> RowResult:
    try:
        given = intake.keep_notice(session, facts, [], token=token, channel=channel, now=now)
    except ContentDiffers as earlier:
        given = earlier.receipt
    return RowResult(number, "kept" if given.is_new else "kept_before", given.number)


def _heading(table: list[list[str]]) -> list[str]:
    names = [name.lower() for name in table[0]] if table else []
    if TYPE not in names or len(set(names)) != len(names):
        raise TableRefused(NO_HEADING)
    if unknown := [name for name in names if name not in COLUMNS]:
        shown = ", ".join(name[:40] for name in unknown[:5] if name.isidentifier())
        raise TableRefused(
            Text(f"Okända kolumner: {shown or '?'}.", f"Unknown columns: {shown or '?'}.")
        )
    return names


def _read(row: Mapping[str, str]) -> tuple[dict[str, Any], list[Wrong]]:
    """A row as a notice, and the cells that cannot be read; an empty cell states nothing."""
    facts: dict[str, Any] = {}
    wrong = []
    for column, cell in row.items():
        if cell and column != TYPE:
            name = _MONEY.get(column, column)
            try:
                facts[name] = _value(column, cell)
            except Unreadable:
                text = NO_MONEY if column in _MONEY else NO_NUMBER
                wrong.append(Wrong(f"/facts/{name}", "unreadable", text))
    # What cannot be read is told once, and not also as missing.
    stated = {**facts, **{one.pointer.rpartition("/")[2]: 100 for one in wrong}}
    return {"type": row.get(TYPE, "").upper(), "facts": stated}, wrong


def _value(column: str, cell: str) -> Any:
    if column in _MONEY:
        return form_formats.money(cell)
    if column == _LISTED:
        return [month for month in _BETWEEN.split(cell) if month]
    if FACTS[column].get("type") == "integer":
        return form_formats.integer(cell)
    return cell


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
