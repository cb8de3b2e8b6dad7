"""Reading a table that somebody sends, as CSV or XLSX: text in rows, within limits.

Nothing is run: a formula is text like any other.
Entities, packed bombs, endless columns and markup without end are refused unread.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.xml import DEFUSEDXML

from cases.doors.spreadsheet import as_written
from engine.texts import Text

Row = tuple[int, list[str]]
"""A row with its number as a spreadsheet counts it: the first of the file is 1."""

MOST_ROWS = 400
MOST_COLUMNS = 100
LONGEST_CELL = 5000
LARGEST_BYTES = 1_500_000
MOST_CHARACTERS = 2_500_000
_LAST_ROW = 5000
_LARGEST_UNPACKED_BYTES = 30_000_000
_MOST_PARTS = 100
_MOST_MARKS = 300_000
"""Beginnings and ends of elements: a full table has half of that, and each takes time to read."""
_MOST_MARKS_BESIDE = 20_000
"""The same in all that is neither cells nor their texts."""
_CELLS = ("xl/worksheets/", "xl/sharedStrings.xml")
_SEPARATORS = (";", "\t", ",")
_ZIP = b"PK\x03\x04"
_UTF_8, _WINDOWS = "utf-8-sig", "cp1252"
_NOT_IN_A_TABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

if not DEFUSEDXML:
    raise ImportError("Without defusedxml a workbook must not be read.")


class TableRefused(Exception):
    """The file cannot be taken; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_table(content: bytes, *, is_looked_at: bool = False) -> list[Row]:
    """The rows of a table with something in them, the heading first. Raises TableRefused.

    is_looked_at: a person will see what was read before anything is kept, so that text in the code
    that a Swedish Excel saves in may be taken for that.
    """
    if len(content) > LARGEST_BYTES:
        raise TableRefused(TOO_LARGE)
    codes = (_UTF_8, _WINDOWS) if is_looked_at else (_UTF_8,)
    rows = _workbook(content) if content.startswith(_ZIP) else _csv(content, codes)
    return list(_limited(enumerate(map(_without_end, rows), 1)))


def is_windows(content: bytes) -> bool:
    """Whether a table of text is in the code of Windows (1252) and not in UTF-8: a guess, to be
    looked at."""
    return not content.startswith(_ZIP) and _decoded(content, (_UTF_8,)) is None


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    found = signs = 0
    for number, row in rows:
        if len(row) > MOST_COLUMNS:
            raise TableRefused(TOO_WIDE)
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise TableRefused(TOO_LONG_A_CELL)
        if row:
            found += 1
            signs += sum(map(len, row))
            yield number, [as_written(cell) for cell in row]
        if found > MOST_ROWS + 1 or number > _LAST_ROW:
            raise TableRefused(TOO_MANY_ROWS)
        if signs > MOST_CHARACTERS:
            raise TableRefused(TOO_LARGE)


def _csv(content: bytes, codes: tuple[str, ...]) -> Iterator[list[str]]:
    text = _decoded(content, codes)
    if text is None or _NOT_IN_A_TABLE.search(text):
        raise TableRefused(NOT_A_TABLE)
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [cell.strip() for cell in row]
    except csv.Error as failure:
        raise TableRefused(NOT_A_TABLE) from failure


def _decoded(content: bytes, codes: tuple[str, ...]) -> str | None:
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return None


def _workbook(content: bytes) -> Iterator[list[str]]:
    _require_small(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What the file says of its own size is not believed; one column more than may be, to tell.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=_LAST_ROW + 1):
            yield [_text(cell.value) for cell in row]
    # A file that is no workbook makes the library raise nearly anything; none of it is ours.
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError) as failure:
        raise TableRefused(NOT_A_TABLE) from failure
    except (*_NO_ZIP, SyntaxError, OverflowError) as failure:
        raise TableRefused(NOT_A_TABLE) from failure


def _require_small(content: bytes) -> None:
    """Refuse what is large when unpacked, or is little but markup: a small file can hold millions
    of styles or rows, and a reader makes an object of each."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _require_few_marks(packed)
    except _NO_ZIP as failure:
        raise TableRefused(NOT_A_TABLE) from failure


def _require_few_marks(packed: zipfile.ZipFile) -> None:
    """By the sizes that the file states: no more of a part is read than that."""
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED_BYTES:
        raise TableRefused(TOO_LARGE)
    marks = {part.filename: _marks(packed, part) for part in parts}
    beside = sum(count for name, count in marks.items() if not name.startswith(_CELLS))
    if sum(marks.values()) > _MOST_MARKS or beside > _MOST_MARKS_BESIDE:
        raise TableRefused(TOO_MUCH_INSIDE)


def _marks(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    with packed.open(part) as file:
        return file.read(part.file_size + 1).count(b"<")


_NO_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    KeyError,
)
"""What the library raises for what is no zip file, or a broken one."""


def _without_end(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute) == (0, 0)
        return value.date().isoformat() if is_day else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


TOO_LARGE = Text(
    "Filen är för stor. Den får vara högst 1,5 MB.",
    "The file is too large. It may be at most 1.5 MB.",
)
TOO_MUCH_INSIDE = Text(
    "Filen innehåller mer än en tabell med underrättelser. Klistra in raderna i en ny fil.",
    "The file holds more than a table of notices. Paste the rows into a new file.",
)
TOO_WIDE = Text(
    f"Tabellen har för många kolumner: högst {MOST_COLUMNS}.",
    f"The table has too many columns: at most {MOST_COLUMNS}.",
)
TOO_MANY_ROWS = Text(
    f"Tabellen har för många rader: högst {MOST_ROWS} underrättelser åt gången.",
    f"The table has too many rows: at most {MOST_ROWS} notices at once.",
)
TOO_LONG_A_CELL = Text(
    f"En cell är för lång: högst {LONGEST_CELL} tecken.",
    f"A cell is too long: at most {LONGEST_CELL} signs.",
)
NOT_A_TABLE = Text(
    "Filen går inte att läsa som en tabell. Spara den som XLSX eller som CSV i UTF-8.",
    "The file cannot be read as a table. Save it as XLSX or as CSV in UTF-8.",
)
