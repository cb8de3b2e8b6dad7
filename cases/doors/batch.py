"""Many notices at once: a table with a row for each, checked and kept row by row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import intake
from cases.doors import stated_notice
from cases.doors.conforming import Wrong
from cases.doors.fact_schemas import FACTS, FEWEST_ORE
from cases.doors.stated_notice import Stating
from cases.doors.table_files import Row, TableRefused
from cases.intake import ContentDiffers, Receipt
from cases.law.calendar import local_day
from db.session import Session
from db.turns import take_turn
from engine import form_formats
from engine.form_texts import Unreadable
from engine.texts import Text

TYPE = "type"
REMARK = "fel"
"""The column in which we say what is wrong with a row; it is not read."""

_MONEY = {"amount_kr": "amount", "monthly_rent_kr": "monthly_rent"}
"""Money is written in kronor in a table, and the name of the column says so."""
_NESTED = frozenset({"tenants", "months_amounts"})
_LISTED = "arrears_months"
_BETWEEN = re.compile(r"[\s,;]+")
_FIRST_OF_MONTH = re.compile(r"(\d{4}-\d{2})-01")
"""What a spreadsheet makes of a month that is written in it."""


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
TOO_MANY_CELLS = Text(
    "Raden har fler celler än rubriken. Står det ett skiljetecken i en text?",
    "The row has more cells than the heading. Is there a separator within a text?",
)


@dataclass(frozen=True)
class RowResult:
    """What became of a row. number: as the table counts it.

    state: ``kept``, ``kept_before``, ``right`` or ``wrong``. given: the receipt of what is kept.
    same_as: an earlier row of the table that says exactly the same.
    """

    number: int
    state: str
    given: Receipt | None = None
    wrong: tuple[Wrong, ...] = ()
    same_as: int | None = None


def results(
    session: Session,
    table: Sequence[Row],
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
    if not is_dry:
        # Two tables with the same rows in other orders would wait for each other without end.
        take_turn(session, f"{channel}:{prefix}")
    names, done, seen = heading(table), [], dict[str, int]()
    for number, cells in table[1:]:
        body, wrong = _read(names, cells)
        if wrong := [*wrong, *stated_notice.wrong_with(body, of)]:
            done.append(RowResult(number, "wrong", wrong=tuple(wrong)))
            continue
        token = f"{prefix}:row-{_digest(body)}"
        same_as = seen.setdefault(token, number)
        given = intake.receipt_of(session, token, channel) if is_dry or same_as != number else None
        if not is_dry and given is None:
            facts = {**stated_notice.facts_of(body, of, local_day(now)), **more}
            given = _kept(session, facts, token, channel, now)
        done.append(_told(number, given, same_as))
    return done


def heading(table: Sequence[Row]) -> list[str]:
    """The names of the columns. Raises TableRefused."""
    names = [name.lower() for name in table[0][1]] if table else []
    if TYPE not in names or len(set(names)) != len(names):
        raise TableRefused(NO_HEADING)
    if unknown := [name for name in names if name not in (*COLUMNS, REMARK)]:
        shown = ", ".join(name[:40] for name in unknown[:5] if name.isidentifier())
        raise TableRefused(
            Text(f"Okända kolumner: {shown or '?'}.", f"Unknown columns: {shown or '?'}.")
        )
    return names


def _kept(
    session: Session, facts: dict[str, Any], token: str, channel: str, now: datetime
) -> Receipt:
    try:
        return intake.keep_notice(session, facts, [], token=token, channel=channel, now=now)
    except ContentDiffers as earlier:
        return earlier.receipt


def _told(number: int, given: Receipt | None, same_as: int) -> RowResult:
    if same_as != number:
        return RowResult(number, "kept_before", given, same_as=same_as)
    if given is None:
        return RowResult(number, "right")
    return RowResult(number, "kept" if given.is_new else "kept_before", given)


def _read(names: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, Any], list[Wrong]]:
    """A row as a notice, and the cells that cannot be read; an empty cell states nothing."""
    row = dict(zip(names, cells, strict=False))
    facts: dict[str, Any] = {}
    wrong = [Wrong("", "too_many_cells", TOO_MANY_CELLS)] if len(cells) > len(names) else []
    unreadable = dict[str, int]()
    for column, cell in row.items():
        if cell and column not in (TYPE, REMARK):
            name = _MONEY.get(column, column)
            try:
                facts[name] = _value(column, cell)
            except Unreadable:
                text = NO_MONEY if column in _MONEY else NO_NUMBER
                wrong.append(Wrong(f"/facts/{name}", "unreadable", text))
                unreadable[name] = FEWEST_ORE
    # What cannot be read is told once, and not also as missing.
    return {"type": row.get(TYPE, "").upper(), "facts": {**facts, **unreadable}}, wrong


def _value(column: str, cell: str) -> Any:
    if column in _MONEY:
        return form_formats.money(cell)
    if column == _LISTED:
        return [_month(word) for word in _BETWEEN.split(cell) if word]
    if FACTS[column].get("type") == "integer":
        return form_formats.integer(cell)
    return cell


def _month(word: str) -> str:
    found = _FIRST_OF_MONTH.fullmatch(word)
    return found[1] if found else word


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
