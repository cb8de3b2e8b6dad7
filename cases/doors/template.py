"""The empty table that a batch is written in, as CSV and XLSX: the heading and no more."""

from __future__ import annotations

from cases.doors import spreadsheet
from cases.doors.batch import COLUMNS


def as_csv() -> bytes:
    return spreadsheet.as_csv([COLUMNS])


def as_xlsx() -> bytes:
    return spreadsheet.as_xlsx([COLUMNS])
