"""Many notices at the desk: tried row by row, taken in once, and what is wrong told in words."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cases.doors.table_files import MOST_ROWS
from cases.tables.models import notices
from engine.models import messages
from tests.api.test_batches import ATTACKS, ROW, as_csv, as_xlsx
from tests.product import Browser, Product
from tests.steps import rows
from tests.vectors.intake import day
from tests.web.traces import count

PATH = "/anmalningar/ny/tabell"
SAID = {
    "arrival_channel": "EPOST",
    **day("reached_on", "2026-11-25"),
    "reached_clock": "16:45",
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_org_number": "556000-4615",
}


def try_table(
    product: Product, content: bytes, name: str = "tabell.csv", by: str = "demo-rut", **changes: Any
) -> Browser:
    """Somebody at the desk tries a table; the browser stands on what is said of it."""
    browser = product.browser(by)
    browser.get(PATH)
    answer = browser.post(PATH, {**SAID, "table": (io.BytesIO(content), name), **changes})
    if answer.status_code == 303:
        browser.get(answer.headers["Location"])
    return browser


def press(browser: Browser) -> str:
    """Take the rows in; the address that it leads to, where the browser stands then."""
    (action,) = browser.links(rf"{PATH}/[A-Za-z0-9_.-]+")[:1] or [""]
    answer = browser.post(action)
    assert answer.status_code == 303, browser.text()
    browser.get(answer.headers["Location"])
    return answer.headers["Location"]


def test_a_table_is_tried_then_taken_in_once_with_how_it_came(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    other = {**ROW, "tenant_name": "Örjan Prov"}
    browser = try_table(product, as_csv(ROW, other))
    assert "Inget är sparat än." in browser.text()
    assert "Ta emot 2 underrättelser" in browser.text()
    assert kept(product) == 0
    form = browser.page
    address = press(browser)
    assert "2 underrättelser är mottagna." in browser.text()
    browser.page = form
    assert press(browser) == address
    assert "redan mottagna" in browser.text()
    assert kept(product) == 2
    product.work()
    found = rows(product, notices)
    assert [(row.type_code, row.channel, row.arrival_day) for row in found] == [
        ("U10", "desk", "2026-11-25"),
        ("U10", "desk", "2026-11-25"),
    ]
    assert found[0].receipt in browser.text()
    for word in ('"registered_by": "staff:demo-rut"', '"arrival_channel": "EPOST"', "16:45"):
        assert word in found[1].facts


def test_pressed_many_times_at_once_it_is_taken_in_once(product: Product) -> None:
    table = [{**ROW, "tenant_name": f"Person {number}"} for number in range(20)]
    browser = try_table(product, as_csv(*table))
    (action,) = browser.links(rf"{PATH}/[A-Za-z0-9_.-]+")[:1]
    cookie = browser.client.get_cookie("bokvar")
    assert cookie is not None

    def _press(_number: int) -> int:
        client = product.app.test_client()
        client.set_cookie("bokvar", cookie.value)
        return client.post(action, data=browser.hidden()).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(_press, range(4))) == {303}
    assert kept(product) == 20


def test_each_fault_is_told_by_row_and_question_and_the_rest_can_be_taken_in(
    product: Product,
) -> None:
    blank = dict.fromkeys(ROW, "")
    wrong = {**ROW, "amount_kr": "12.500", "tenant_name": "", "arrears_months": "sep-26"}
    browser = try_table(product, as_csv(ROW, blank, wrong, {**ROW, "type": "U31"}))
    words = browser.text()
    assert "2 rader att rätta" in words
    assert "Rad 4" in words
    assert "Hyresgästens namn (tenant_name): Uppgiften saknas." in words
    assert "(amount_kr): Beloppet går inte att läsa" in words
    assert "(arrears_months): En månad väntades, på formen ÅÅÅÅ-MM: 2026-11." in words
    assert "lämnar inte underrättelser av den typen" in words
    press(browser)
    assert kept(product) == 1


def test_the_rows_to_correct_come_back_as_they_were_and_run_nothing(product: Product) -> None:
    wrong = {**ROW, "tenant_name": "=1+1", "dwelling_postal_code": ""}
    browser = try_table(product, as_csv(ROW, wrong))
    text, book = (
        browser.client.get(browser.links(rf"{PATH}/[^\"]+/rader\.{ending}")[0]).data
        for ending in ("csv", "xlsx")
    )
    lines = text.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].endswith(";fel")
    assert ";'=1+1;" in lines[1]
    assert "Rad 3 | Bostadens postnummer (dwelling_postal_code)" in lines[1]
    cells = {cell.value: cell.data_type for cell in list(load_workbook(io.BytesIO(book)).active)[1]}
    assert cells["=1+1"] == "s"
    for content, name in ((text, "a.csv"), (book, "a.xlsx")):
        again = try_table(product, content, name)
        assert "1 rad att rätta" in again.text()
        assert "Uppgiften saknas" in again.text()
    mended = text.decode("utf-8-sig").replace(";;", ";211 34;", 1).encode()
    press(try_table(product, mended))
    product.work()
    assert '"tenant_name": "=1+1"' in rows(product, notices)[0].facts


def test_what_a_swedish_excel_saves_as_csv_is_read_and_to_be_looked_at(product: Product) -> None:
    text = as_csv({**ROW, "tenant_name": "Åsa Öberg"}).decode("utf-8-sig")
    browser = try_table(product, text.encode("cp1252"))
    assert "lästes som Windows-text" in browser.text()
    assert "Åsa Öberg" in browser.text()
    press(browser)
    product.work()
    assert '"amount": 1840050' in rows(product, notices)[0].facts
    assert "Windows" not in try_table(product, as_csv(ROW)).text()


def test_a_workbook_with_days_and_numbers_is_read_as_it_is_meant(product: Product) -> None:
    heading = [*ROW, "service_date", "apartment_number"]
    values: list[Any] = [*list(ROW.values())[:5], 18400.5, date(2026, 9, 1)]
    browser = try_table(product, as_xlsx(heading, [*values, date(2026, 11, 20), 1102]), "a.xlsx")
    press(browser)
    product.work()
    facts = rows(product, notices)[0].facts
    for word in ('["2026-09"]', '"service_date": "2026-11-20"', '"1102"', "1840050"):
        assert word in facts


def test_the_same_file_twice_and_the_same_row_twice_are_kept_once(product: Product) -> None:
    browser = try_table(product, as_csv(ROW, ROW))
    assert "Samma som rad 2" in browser.text()
    assert "Ta emot 1 underrättelse " in browser.text()
    press(browser)
    product.clock.set("2026-12-01 10:00")
    again = try_table(product, as_csv(ROW), by="demo-jamila")
    assert "Fanns redan" in again.text()
    assert "inget nytt att ta emot" in again.text()
    assert kept(product) == 1
    other = try_table(product, as_csv(ROW), sender_org_number="556036-0793")
    assert "Ta emot 1 underrättelse " in other.text()


def test_four_hundred_rows_are_taken_in_and_one_more_is_refused(product: Product) -> None:
    table = [{**ROW, "tenant_name": f"Person {number}"} for number in range(MOST_ROWS)]
    browser = try_table(product, as_csv(*table))
    press(browser)
    assert "400 underrättelser är mottagna." in browser.text()
    assert kept(product) == MOST_ROWS
    refused = try_table(product, as_csv(*table, ROW))
    assert "högst 400 underrättelser" in refused.text()


MORE_ATTACKS = {
    "a heading and no rows": as_csv(),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "a web page": b"<html><body>Hej</body></html>",
    "far down": as_xlsx(["type"], *[[None]] * 5500, ["U10"]),
}


@pytest.mark.parametrize("name", [*ATTACKS, *MORE_ATTACKS])
def test_what_is_no_table_of_ours_is_refused_with_a_sentence(product: Product, name: str) -> None:
    browser = try_table(product, (ATTACKS | MORE_ATTACKS)[name])
    words = browser.text()
    assert "Något behöver rättas" in words, name
    assert 'value="Exempelbostäder AB"' in browser.page
    assert kept(product) == 0


def test_a_file_that_is_too_large_is_refused_with_a_sentence(product: Product) -> None:
    rut = product.browser("demo-rut")
    rut.get(PATH)
    file = FileStorage(io.BytesIO(b"type\n" + b"U10\n" * 500_000), "a.csv")
    boundary, body = encode_multipart({**rut.hidden(), **SAID, "table": file})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = rut.client.post(PATH, data=body, content_type=kind)
    assert answer.status_code == 422
    assert "Filen är för stor" in answer.text


def test_a_row_that_is_longer_than_the_heading_loses_nothing_unsaid(product: Product) -> None:
    table = as_csv(ROW).rstrip() + b";mer;\r\n"
    assert "fler celler än rubriken" in try_table(product, table).text()


@pytest.mark.parametrize(
    "changes",
    [
        {"table": ""},
        {"arrival_channel": "DUVA"},
        {"sender_name": ""},
        {"sender_org_number": "123"},
        day("reached_on", "2126-01-01"),
        {"csrf_token": "x"},
    ],
)
def test_what_is_wrong_with_the_form_is_told_and_nothing_is_held(
    product: Product, changes: dict[str, str]
) -> None:
    browser = try_table(product, as_csv(ROW), **changes)
    assert "Något behöver rättas" in browser.text()
    assert "Tabellen är prövad" not in browser.text()


def test_only_who_tried_a_table_sees_it_and_each_look_is_logged(product: Product) -> None:
    browser = try_table(product, as_csv({**ROW, "type": "U99"}, ROW))
    (action,) = browser.links(rf"{PATH}/[A-Za-z0-9_.-]+")[:1]
    reads = count(product, "access")
    assert browser.get(action).status_code == 200
    assert browser.get(f"{action}/rader.csv").status_code == 200
    assert count(product, "access") == reads + 2
    assert browser.get(f"{action}/rader.exe").status_code == 404
    for person in ("demo-jamila", "demo-hanna", "demo-axel"):
        other = product.browser(person)
        other.get("/")
        assert other.get(action).status_code == 404
        assert other.post(action).status_code == 404
        assert other.get(f"{action}/rader.csv").status_code == 404
    assert kept(product) == 0


def test_a_table_that_is_held_no_longer_is_to_be_tried_again(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    browser = try_table(product, as_csv(ROW))
    page = browser.page
    (action,) = browser.links(rf"{PATH}/[A-Za-z0-9_.-]+")[:1]
    product.clock.set("2026-11-28 10:00")
    try_table(product, as_csv(ROW), by="demo-jamila")
    for path in (action, f"{action}/rader.csv"):
        assert browser.get(path).headers["Location"] == PATH
    browser.page = page
    assert browser.post(action).headers["Location"] == PATH
    browser.get(PATH)
    assert "Pröva filen igen" in browser.text()
    assert kept(product) == 0


def test_a_time_of_eviction_is_to_be_confirmed_the_same_day(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    columns = "type;tenant_name;dwelling_street;dwelling_postal_code;dwelling_town;eviction_at\n"
    table = columns + "U31;Åsa Prov;Exempelgatan 1;211 34;Exempelstad;2026-12-15T09:00\n"
    browser = try_table(product, table.encode(), sender_kind="kfm", sender_name="Kronofogden")
    press(browser)
    assert "ska bekräftas till Kronofogden i dag" in browser.text()


def test_the_templates_at_the_desk_are_tables_that_are_read(product: Product) -> None:
    rut = product.browser("demo-rut")
    for ending in ("csv", "xlsx"):
        empty = rut.get(f"{PATH}/mall.{ending}").data
        assert "inga rader under rubriken" in try_table(product, empty, f"a.{ending}").text()
    assert rut.get(f"{PATH}/mall.exe").status_code == 404


def kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
