"""The empty table that a batch is written in, as CSV and XLSX: the heading and no more."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook

from cases.doors.batch import COLUMNS


def as_csv() -> bytes:
    """With a byte order mark, so that a spreadsheet reads å, ä and ö."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerow(COLUMNS)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx() -> bytes:
    """Every cell is text, so that no number loses its zeros."""
    book = Workbook(write_only=False)
    sheet: Any = book.active
    sheet.append(list(COLUMNS))
    for column in range(1, len(COLUMNS) + 1):
        letter = sheet.cell(row=1, column=column).column_letter
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = 22
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
