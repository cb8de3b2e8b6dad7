"""Tables written for a spreadsheet, in which no cell is run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MADE_HARMLESS = re.compile(r"'(?=[=+\-@\t\r])")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTH = 22

Rows = Iterable[Sequence[str]]


def as_csv(rows: Rows) -> bytes:
    """With a byte order mark, so that a spreadsheet reads å, ä and ö, and with semicolons."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """Every cell is text, so that no number loses its zeros and no text is a formula."""
    book = Workbook(write_only=False)
    sheet: Any = book.active
    written = list(rows)
    for number, row in enumerate(written, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(row=number, column=column)
            cell.value = _NOT_IN_XML.sub("", text)
            cell.data_type, cell.number_format = "s", "@"
    _lay_out(sheet, max(map(len, written), default=0))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell with a sign before it that makes a spreadsheet take it for text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_written(cell: str) -> str:
    """The cell without that sign: what was made harmless here comes back as it was."""
    return _MADE_HARMLESS.sub("", cell, count=1) if cell.startswith("'") else cell


def _lay_out(sheet: Any, columns: int) -> None:
    for column in range(1, columns + 1):
        letter = sheet.cell(row=1, column=column).column_letter
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = _WIDTH
    sheet.freeze_panes = "A2"
