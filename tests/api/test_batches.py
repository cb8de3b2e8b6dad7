"""Four hundred notices at once: each row is kept or told what is wrong, and attacks get nowhere."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cases.doors import batch, table_files
from cases.doors.batch import COLUMNS
from cases.doors.spreadsheet import CSV_TYPE, XLSX_TYPE
from cases.doors.table_files import MOST_ROWS, TableRefused, read_table
from cases.tables.models import notices
from engine.models import messages
from tests.api.sender import Sender, sender
from tests.product import Product
from tests.steps import rows

ROW = {
    "type": "U10",
    "tenant_name": "Åsa Prov",
    "dwelling_street": "Exempelgatan 1",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "amount_kr": "18 400,50",
    "arrears_months": "2026-09, 2026-10",
}


def as_csv(*table: dict[str, str], separator: str = ";") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(ROW), delimiter=separator)
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*table: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in table:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def _send(one: Sender, content: bytes, kind: str = CSV_TYPE, query: str = "") -> TestResponse:
    path = f"/api/v1/batches{query}"
    return one.client.post(path, data=content, content_type=kind, headers=one.carried)


def test_every_row_is_told_and_the_right_ones_are_kept_once(product: Product) -> None:
    one = sender(product)
    table = as_csv(
        ROW,
        {**ROW, "amount_kr": "12.500"},
        {**ROW, "tenant_name": ""},
        {**ROW, "type": "U31"},
        {**ROW, "dwelling_street": "=HYPERLINK(1)"},
    )
    dry = _send(one, table, query="?dry_run=true").get_json()
    assert (dry["right"], dry["wrong"], dry["dry_run"]) == (2, 3, True)
    assert _kept(product) == 0
    done = _send(one, table).get_json()["rows"]
    assert [row["status"] for row in done] == ["kept", "wrong", "wrong", "wrong", "kept"]
    assert [row["errors"][0]["pointer"] for row in done[1:3]] == [
        "/facts/amount",
        "/facts/tenant_name",
    ]
    again = _send(one, table).get_json()["rows"]
    assert [row.get("receipt") for row in again] == [row.get("receipt") for row in done]
    assert {row["status"] for row in again} == {"kept_before", "wrong"}
    product.work()
    found = rows(product, notices)
    assert [row.type_code for row in found] == ["U10", "U10"]
    assert '"amount": 1840050' in found[0].facts
    assert '"=HYPERLINK(1)"' in found[1].facts


def test_a_workbook_says_the_same_as_a_table_of_text(product: Product) -> None:
    one = sender(product)
    values = [*list(ROW.values())[:5], 18400.5, "2026-09 2026-10"]
    answer = _send(one, as_xlsx(list(ROW), values, [None], ["=1+1"]), XLSX_TYPE).get_json()
    assert [row["status"] for row in answer["rows"]] == ["kept", "wrong"]


def test_four_hundred_rows_are_four_hundred_receipts_and_one_more_is_too_many(
    product: Product,
) -> None:
    one = sender(product)
    table = [{**ROW, "tenant_name": f"Person {number}"} for number in range(MOST_ROWS)]
    answer = _send(one, as_csv(*table)).get_json()
    assert len({row["receipt"] for row in answer["rows"]}) == MOST_ROWS == _kept(product)
    assert _send(one, as_csv(*table, ROW)).status_code == 422


def test_the_template_is_a_table_that_is_taken(product: Product) -> None:
    client = product.app.test_client()
    text = client.get("/api/v1/batches/template.csv").data.decode("utf-8-sig").strip()
    assert tuple(text.split(";")) == batch.COLUMNS
    book = load_workbook(io.BytesIO(client.get("/api/v1/batches/template.xlsx").data))
    assert tuple(cell.value for cell in next(book.worksheets[0].iter_rows())) == batch.COLUMNS
    assert read_table(client.get("/api/v1/batches/template.xlsx").data) == [
        (1, list(batch.COLUMNS))
    ]


ENTITY = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


def _with_sheet(sheet: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose sheet, or another part of it, is something else."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(["type"]))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sound.namelist():
            made.writestr(name, sheet if name == part else sound.read(name))
    return out.getvalue()


def _wide() -> bytes:
    cells = b"".join(b'<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(100_000))
    return _with_sheet(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1">' + cells + b"</row></sheetData></worksheet>"
    )


ATTACKS = {
    "entities": _with_sheet(ENTITY),
    "a bomb": _with_sheet(b" " * 60_000_000),
    "a wide workbook": _wide(),
    "a wide table": b";".join([b"x"] * 100_000),
    "a million rows": _with_sheet(b"<row/>" * 1_000_000),
    "a million styles": _with_sheet(b"<xf/>" * 1_000_000, "xl/styles.xml"),
    "half a million sheets": _with_sheet(b"<sheet/>" * 500_000, "xl/workbook.xml"),
    "no workbook": b"PK\x03\x04" + b"x" * 100,
    "half a workbook": as_xlsx(["type"])[:900],
    "no text": b"type;\xff\xfe\x00",
    "no end of a quote": b'type;"',
    "two of one name": b"type;type\nU10;U10\n",
    "a name that is not ours": b"type;colour\nU10;x\n",
    "no heading": b"U10;x\n",
    "a long cell": b"type\n" + b"x" * 5001,
    "nothing": b"",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_no_table_of_ours_is_refused_with_a_sentence(product: Product, name: str) -> None:
    content = ATTACKS[name]
    kind = XLSX_TYPE if content.startswith(b"PK") else CSV_TYPE
    answer = _send(sender(product), content, kind)
    assert answer.status_code == 422, (name, answer.text)
    assert answer.get_json()["errors"][0]["text"]["sv"]
    assert _kept(product) == 0


@pytest.mark.parametrize("name", ["a million rows", "a million styles", "half a million sheets"])
def test_markup_without_end_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Twelve kilobytes that take a web server minutes to make objects of."""
    monkeypatch.setattr(table_files, "load_workbook", None)
    with pytest.raises(TableRefused, match="more than a table"):
        read_table(ATTACKS[name])


def test_a_full_table_is_no_markup_without_end() -> None:
    row = ["x" * 20] * len(COLUMNS)
    assert len(read_table(as_xlsx(list(COLUMNS), *[row] * 400))) == 401


def test_too_much_and_another_kind_are_told(product: Product) -> None:
    one = sender(product)
    assert _send(one, b"x" * 2_000_000).status_code == 413
    assert _send(one, b"<x/>", "application/xml").status_code == 415
    with pytest.raises(TableRefused):
        read_table(b"x" * 2_000_000)


def _kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
