"""What differs between two decision tables: rules, cells, columns."""

from __future__ import annotations

from collections.abc import Iterator

from engine.safe_xml import XmlRefused
from engine.table_cells import Cells, Row, read_cells
from engine.texts import Text

LONGEST = 80
"""How much of a cell or of the words about a rule a sentence holds."""


def compare_tables(before: bytes, after: bytes) -> Iterator[Text]:
    """Every difference; a rule is the same as long as its id is."""
    try:
        old, new = read_cells(before), read_cells(after)
    except XmlRefused:
        yield Text("En beslutstabell är ändrad.", "A decision table has been changed.")
        return
    found = [*_table(old, new), *_rules(old, new)]
    yield from found
    if not found:
        yield Text(
            f"Tabellen {new.name.sv} är ändrad i annat än sina regler.",
            f"The table {new.name.en} has been changed in other things than its rules.",
        )


def _table(old: Cells, new: Cells) -> Iterator[Text]:
    if old.name != new.name:
        yield Text(
            f"Tabellen {old.name.sv} heter nu {_names(new)}.",
            f"The table {old.name.en} is now called {_names(new)}.",
        )
    if old.columns != new.columns:
        yield Text(
            f"Tabellen {new.name.sv} har fått andra kolumner.",
            f"The table {new.name.en} has got other columns.",
        )
    if old.policy != new.policy:
        yield Text(
            f"Tabellen {new.name.sv} väljer regel på ett annat sätt: {new.policy} i stället för "
            f"{old.policy}.",
            f"The table {new.name.en} chooses its rule in another way: {new.policy} instead of "
            f"{old.policy}.",
        )


def _rules(old: Cells, new: Cells) -> Iterator[Text]:
    before = {row.id: row for row in old.rows}
    for number, row in enumerate(new.rows, start=1):
        if row.id not in before:
            yield _added(new, number, row)
        elif old.columns == new.columns:
            yield from _rule(new, number, before[row.id], row)
    kept = {row.id for row in new.rows}
    for number, row in enumerate(old.rows, start=1):
        if row.id not in kept:
            yield _removed(new, number, row)
    if _order(old, kept) != _order(new, set(before)):
        yield Text(
            f"Reglerna i {new.name.sv} står i en annan ordning.",
            f"The rules of {new.name.en} stand in another order.",
        )


def _added(new: Cells, number: int, row: Row) -> Text:
    cells = zip(new.columns, row.cells, strict=False)
    told = [(column, _short(cell)) for column, cell in cells if cell not in ("", "-")]
    sv = ", ".join(f"{column.sv} {cell}" for column, cell in told)
    en = ", ".join(f"{column.en} {cell}" for column, cell in told)
    return Text(
        f"Ny regel {number} i {new.name.sv}: {sv}.", f"New rule {number} of {new.name.en}: {en}."
    )


def _removed(new: Cells, number: int, row: Row) -> Text:
    sv = f" ({_short(row.annotation)})" if row.annotation else ""
    en = f" ({_short(row.annotation_en)})" if row.annotation_en else sv
    return Text(
        f"Förra regel {number} i {new.name.sv} är borttagen{sv}.",
        f"What was rule {number} of {new.name.en} has been taken away{en}.",
    )


def _rule(new: Cells, number: int, was: Row, now: Row) -> Iterator[Text]:
    for column, before, after in zip(new.columns, was.cells, now.cells, strict=False):
        if before != after:
            old, cell = _short(before) or "–", _short(after) or "–"
            yield Text(
                f"Regel {number} i {new.name.sv}: {column.sv} är {cell} i stället för {old}.",
                f"Rule {number} of {new.name.en}: {column.en} is {cell} instead of {old}.",
            )
    if was.annotation != now.annotation:
        yield Text(
            f"Regel {number} i {new.name.sv} har fått en ny förklaring.",
            f"Rule {number} of {new.name.en} has got a new explanation in Swedish.",
        )
    if was.annotation_en != now.annotation_en:
        yield Text(
            f"Regel {number} i {new.name.sv} har fått en ny förklaring på engelska.",
            f"Rule {number} of {new.name.en} has got a new explanation in English.",
        )


def _names(table: Cells) -> str:
    return " / ".join(dict.fromkeys((table.name.sv, table.name.en)))


def _order(table: Cells, among: set[str]) -> list[str]:
    return [row.id for row in table.rows if row.id in among]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
