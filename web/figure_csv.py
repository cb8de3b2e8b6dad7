"""A table of figures as CSV that a Swedish Excel opens as it is: UTF-8 with a mark, semicolons."""

from __future__ import annotations

import csv
import io

from web.figure_tables import Table
from web.formats import NO_BREAK

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells Excel that the file is UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table) -> bytes:
    """The table as it is shown, with its name first."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow([harmless(table.title)])
    rows.writerow([harmless(column) for column in table.columns])
    rows.writerows([[harmless(cell) for cell in row] for row in table.rows])
    return (MARK + out.getvalue()).encode()


def harmless(cell: str) -> str:
    """The cell as a spreadsheet shall read it: never as a formula, and numbers without the spaces
    that are for the eye."""
    if (plain := cell.replace(NO_BREAK, "")).isdecimal():
        return plain
    words = cell.replace(NO_BREAK, " ")
    return f"'{words}" if words.startswith(_FORMULA) else words
