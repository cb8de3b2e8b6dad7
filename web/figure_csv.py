"""A table of figures as CSV that a Swedish Excel opens as it is."""

from __future__ import annotations

from cases.doors import spreadsheet
from web.figure_tables import Table
from web.formats import NO_BREAK


def write(table: Table) -> bytes:
    """The table as it is shown, with its name first."""
    rows = ([table.title], table.columns, *table.rows)
    return spreadsheet.as_csv([_plain(cell) for cell in row] for row in rows)


def _plain(cell: str) -> str:
    """The cell without the spaces that are for the eye: numbers are to be counted with."""
    number = cell.replace(NO_BREAK, "")
    return number if number.isdecimal() else cell.replace(NO_BREAK, " ")
