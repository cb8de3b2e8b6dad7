"""The page of figures: what is counted, what is hidden, who reads it, and the file for Excel."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from cases import configuration
from cases.tables.models import cases, staff
from cases.tables.office_models import confirmations
from tests.product import Browser, Product
from tests.web import figures_scene as scene
from web.figure_csv import write
from web.figure_tables import Table

TODAY = "2026-12-10 09:00"


@pytest.fixture
def year(product: Product) -> Product:
    """Eighteen notices of unpaid rent, six of disturbance, five that nobody has matched."""
    product.clock.set(TODAY)
    with product.database.transaction() as session:
        for _ in range(9):
            scene.notice(session, "2026-11-10", area="211", tried="2026-11-11")
            scene.notice(session, "2026-11-10", area="214", tried="2026-11-16")
        for _ in range(6):
            scene.notice(session, "2026-10-05", "U20", area="214", sender="association")
        for _ in range(5):
            scene.notice(session, "2026-12-10", None, area="", sender="kfm")
    return product


def page(product: Product, who: str = "demo-malin", query: str = "") -> Browser:
    browser = product.browser(who)
    assert browser.get(f"/siffror{query}").status_code == 200
    return browser


def table(product: Product, name: str, **query: str) -> list[list[str]]:
    """The rows of a table, out of its file."""
    answer = product.browser("demo-malin").get(f"/siffror/{name}.csv", query)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))[1:]


def test_notices_are_counted_by_type_and_month(year: Product) -> None:
    head, *rows = table(year, "typ-och-manad")
    assert (head[0], head[10:]) == ("Typ", ["oktober", "november", "december", "Alla"])
    assert [(row[0], *row[10:]) for row in rows] == [
        ("Typ inte bestämd", "0", "0", "5", "5"),
        ("U10 Obetald hyra, hyresrätt", "0", "18", "0", "18"),
        ("U20 Störning, hyresrätt", "6", "0", "0", "6"),
        ("Alla typer", "6", "18", "5", "29"),
    ]


def test_first_contact_is_counted_by_area(year: Product) -> None:
    _head, *rows = table(year, "omrade")
    by_area = {row[0]: row[1:] for row in rows}
    assert by_area["Postnummer 211"] == ["9", "0", "0", "0", "9", "100 %"]
    assert by_area["Inget hushåll kopplat"] == ["0", "0", "0", "5", "5", "inga att räkna"]
    assert by_area["Alla"] == ["9", "9", "0", "11", "29", "50 %"]


def test_first_contact_is_counted_by_the_registers_kind_and_size_of_landlord(year: Product) -> None:
    with year.database.transaction() as session:
        for kind, size in (("municipal", "large"), ("private", "small"), ("private", None)):
            for _ in range(7):
                scene.notice(
                    session, "2026-11-10", tried="2026-11-11", landlord=(kind, size), sender="agent"
                )
    _head, *rows = table(year, "hyresvard")
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("Inte kopplad till registret", "24", "50 %"),
        ("Kommunalt bostadsbolag, stor", "7", "100 %"),
        ("Kronofogden", "5", "inga att räkna"),
        ("Privat hyresvärd", "7", "100 %"),
        ("Privat hyresvärd, liten", "7", "100 %"),
        ("Alla", "50", "77 %"),
    ]


def test_the_limit_of_the_first_contact_is_a_setting_by_the_day_of_arrival(year: Product) -> None:
    _set(year, "figures.first_contact_days", 4)
    assert _of(table(year, "omrade"), "Alla") == ["18", "0", "0", "11", "29", "100 %"]


def test_the_smallest_number_shown_is_a_setting(year: Product) -> None:
    _set(year, "figures.smallest_number", 6)
    rows = table(year, "typ-och-manad")
    assert [(row[0], *row[10:]) for row in rows[1:]] == [
        ("U10 Obetald hyra, hyresrätt", "0", "18", "0", "18"),
        ("Övriga typer", "dolt", "0", "dolt", "11"),
        ("Alla typer", "dolt", "18", "dolt", "29"),
    ]


def test_a_sealed_case_is_counted_like_any_other(year: Product) -> None:
    before = table(year, "omrade")
    with year.database.transaction() as session:
        session.execute(update(cases).values(sealed=True))
    assert table(year, "omrade") == before


def test_the_same_day_rate_stands_both_ways_and_hides_what_is_few(year: Product) -> None:
    _confirm(year, 20, physical=18, legal=10, copies=0)
    rows = table(year, "samma-dag")
    physical, legal = "Bekräftelsen, från dagen i handen", "Bekräftelsen, från rättslig ankomstdag"
    assert _of(rows, physical) == ["dolt", "dolt", "20", "minst 80 %"]
    assert _of(rows, legal) == ["10", "10", "20", "50 %"]
    assert _of(rows, "Kopian, från dagen i handen") == ["0", "0", "0", "inga att räkna"]
    with year.database.transaction() as session:
        scene.notice(session, "2026-11-20", "U35", area="211", sender="kfm")
    # The few removals are hidden in the table of months; a total here would give them away.
    assert _of(table(year, "samma-dag"), legal) == ["dolt", "dolt", "dolt", "50 %"]


def test_the_few_who_are_in_time_by_one_day_and_late_by_the_other_are_not_told_by_difference(
    year: Product,
) -> None:
    _confirm(year, 20, physical=20, legal=17, copies=18)
    rows = table(year, "samma-dag")
    assert _of(rows, "Bekräftelsen, från dagen i handen") == ["20", "0", "20", "100 %"]
    assert _of(rows, "Bekräftelsen, från rättslig ankomstdag")[:2] == ["dolt", "dolt"]
    # Two of twenty needed no copy: the copies' own total would tell that.
    assert _of(rows, "Kopian, från dagen i handen")[:3] == ["dolt", "dolt", "dolt"]


def test_the_two_ways_are_both_told_when_many_differ(year: Product) -> None:
    _confirm(year, 30, physical=20, legal=14, copies=0)
    rows = table(year, "samma-dag")
    assert _of(rows, "Bekräftelsen, från dagen i handen") == ["20", "10", "30", "67 %"]
    assert _of(rows, "Bekräftelsen, från rättslig ankomstdag") == ["14", "16", "30", "47 %"]


def test_the_ones_that_wait_today_are_not_told_by_what_is_missing_in_a_total(year: Product) -> None:
    _confirm(year, 20, physical=20, legal=20, copies=0)
    with year.database.transaction() as session:
        scene.notice(session, "2026-12-10", "U31", area="211", sender="kfm")
    rows = table(year, "samma-dag")
    confirmed = _of(rows, "Bekräftelsen, från dagen i handen")
    assert confirmed == ["dolt", "dolt", "dolt", "100 %"]


def test_the_file_holds_exactly_what_the_table_shows(year: Product) -> None:
    _set(year, "figures.smallest_number", 6)
    shown = page(year).page
    for name in ("typ-och-manad", "samma-dag", "omrade", "hyresvard"):
        part = shown[: shown.index(f"/siffror/{name}.csv")].rpartition("<table")[2]
        cells = re.findall(r"<t[hd] [^>]*>([^<]*)</t[hd]>", part)
        filed = [cell for row in table(year, name) for cell in row]
        assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == filed, name


def test_the_point_comes_before_the_picture_and_the_table_is_folded(year: Product) -> None:
    shown = page(year).page
    for section in shown.split('<section class="bkv-figure">')[1:]:
        marks = ("bkv-figure__point", "<svg", "<details", "<table", ".csv")
        places = [section.index(mark) for mark in marks]
        assert places == sorted(places)


def test_a_year_with_too_few_notices_shows_no_figures(product: Product) -> None:
    product.clock.set(TODAY)
    with product.database.transaction() as session:
        for _ in range(4):
            scene.notice(session, "2026-11-10")
    browser = page(product)
    assert "Det har kommit färre än 5 underrättelser under året." in browser.text()
    assert "<table" not in browser.page
    assert browser.get("/siffror/omrade.csv").status_code == 404


def test_only_years_that_have_notices_can_be_chosen_and_else_it_is_this_one(year: Product) -> None:
    with year.database.transaction() as session:
        scene.notice(session, "2025-03-10")
    browser = page(year)
    assert 'value="2025"' in browser.page
    assert 'value="2024"' not in browser.page
    assert "Siffror 2025" in page(year, query="?ar=2025").text()
    for odd in ("2024", "", "x", "-1", "²", "9" * 40, "%00", "2026-01"):
        assert "Siffror 2026" in page(year, query=f"?ar={odd}").text(), odd


def test_a_picture_says_its_numbers_in_words_and_none_that_is_hidden(year: Product) -> None:
    drawn = page(year).page
    assert "<desc>januari: 0. " in drawn
    assert "oktober: 6. november: 18. december: 5." in drawn
    _set(year, "figures.smallest_number", 6)
    assert "oktober: dolt. november: 18. december: dolt." in page(year).page


def test_the_section_head_and_the_delegates_read_it_and_nobody_else(year: Product) -> None:
    for person in ("demo-malin", "demo-ulla", "demo-niklas"):
        assert "U10 Obetald hyra" in page(year, person).text()
    for person in ("demo-hanna", "demo-rut", "demo-axel", "demo-gosta", "demo-vera"):
        assert year.browser(person).get("/siffror").status_code == 404
        assert year.browser(person).get("/siffror/omrade.csv").status_code == 404


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("1\N{NO-BREAK SPACE}234", "1234"),
        ("oktober", "oktober"),
        ("95\N{NO-BREAK SPACE}%", "95 %"),
        ("minst 80\N{NO-BREAK SPACE}%", "minst 80 %"),
    ],
)
def test_no_cell_of_the_file_is_read_as_a_formula(cell: str, written: str) -> None:
    titled = Table("key", cell, ("", ""), [], [], "", "", [])
    [[title], *_rest] = csv.reader(io.StringIO(write(titled).decode("utf-8-sig")), delimiter=";")
    assert title == written


def _of(rows: list[list[str]], name: str) -> list[str]:
    return next(row[1:] for row in rows if row[0] == name)


def _confirm(product: Product, count: int, *, physical: int, legal: int, copies: int) -> None:
    """So many times of eviction, so many confirmed in time by each day; copies are all late."""
    with product.database.transaction() as session:
        officer = session.scalar(select(staff.c.id).where(staff.c.public_id == "demo-jamila"))
        for number in range(count):
            about = scene.notice(session, "2026-11-20", "U31", area="211", sender="kfm")
            results = {
                "result_physical": _result(in_time=number < physical),
                "result_legal": _result(in_time=number < legal),
            }
            values = {"notice_id": about, "officer_id": officer, "chosen_by_rule": "roster"}
            needs = {"needs_copy": "yes" if number < copies else "no"}
            session.execute(insert(confirmations).values(**values, **results, **needs))


def _result(*, in_time: bool) -> str:
    return "BEKRAFTAD_SAMMA_DAG" if in_time else "BEKRAFTAD_SENT"


def _set(product: Product, name: str, value: object) -> None:
    with product.database.transaction() as session:
        configuration.add(
            session,
            name,
            value,
            valid_from=date(2026, 1, 1),
            valid_to=None,
            decision="Nämnden § 7",
            by="staff:demo-axel",
            now=product.clock(),
        )
