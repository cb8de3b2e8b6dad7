"""A pile of post at the desk: one after the other, with a warning of copies and the days shown."""

from __future__ import annotations

import re

from cases.tables.models import notices
from tests.product import Product, send_notice
from tests.steps import rows
from tests.web.test_desk import KFM, LANDLORDS, save

DESK = "/anmalningar/ny/annan"


def test_the_receipt_tells_the_day_that_counts_by_the_way_it_came(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    browser = save(product, "annan", LANDLORDS)
    assert "Räknas som inkommen fredag 27 november 2026" in browser.text()
    assert "Räknas som lämnad torsdag 26 november 2026" in browser.text()
    unknown = {name: v for name, v in LANDLORDS.items() if not name.startswith("posting_date")}
    other = {**unknown, "tenant_name": "Bo Exempel", "dwelling_street": "Provgatan 9"}
    browser = save(product, "annan", other)
    assert "Det är inte känt när det rekommenderade brevet lämnades" in browser.text()


def test_the_days_are_counted_before_anything_is_saved(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    rut.get(DESK)
    assert "Dagarna räknas när du har fyllt i hur" in rut.text()
    typed = {**LANDLORDS, "tenant_name": ""}
    counted = rut.post(DESK, {**typed, "count_days": "1"})
    assert counted.status_code == 200
    assert "Räknas som lämnad torsdag 26 november 2026" in rut.text()
    assert 'value="Exempelgatan 12 B"' in rut.page
    product.work()
    assert rows(product, notices) == []


def test_the_script_is_answered_with_the_days_alone(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut, hanna = product.browser("demo-rut"), product.browser("demo-hanna")
    rut.get(DESK)
    token = rut.hidden()
    by_post = {**LANDLORDS, "arrival_channel": "POST"}
    for fields, said in (
        (LANDLORDS, "torsdag 26 november 2026"),
        (by_post, "måndag 30 november 2026"),
        ({**LANDLORDS, "reached_on-month": "13"}, "Dagarna räknas när"),
        ({}, "Dagarna räknas när"),
    ):
        answer = rut.client.post(f"{DESK}/ankomst", data={**token, **fields})
        assert answer.status_code == 200
        assert said in answer.text
        assert "<form" not in answer.text
    assert rut.client.post("/anmalningar/ny/okand/ankomst", data=token).status_code == 404
    hanna.get("/inkorg")
    assert hanna.post(f"{DESK}/ankomst", LANDLORDS).status_code == 404
    product.work()
    assert rows(product, notices) == []


def test_the_next_one_is_written_at_once_with_the_way_the_last_one_came(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    rut = product.browser("demo-rut")
    rut.get(DESK)
    answer = rut.post(DESK, {**LANDLORDS, "and_then": "1"})
    assert answer.status_code == 303
    rut.get(answer.headers["Location"])
    product.work()
    [kept] = rows(product, notices)
    assert f"Sparad med kvitto {kept.receipt}." in rut.text()
    assert re.search(r'value="REK" checked', rut.page)
    assert "Åsa Prov" not in rut.page
    next_one = {**LANDLORDS, "tenant_name": "Bo Exempel", "dwelling_street": "Provgatan 9"}
    assert rut.post(DESK, {**next_one, "and_then": "1"}).status_code == 303
    product.work()
    assert len(rows(product, notices)) == 2


def test_what_is_to_be_confirmed_today_is_not_passed_by(product: Product) -> None:
    product.clock.set("2026-12-18 10:30")
    rut = product.browser("demo-rut")
    rut.get("/anmalningar/ny/kronofogden")
    answer = rut.post("/anmalningar/ny/kronofogden", {**KFM, "and_then": "1"})
    assert "/kvitto/" in answer.headers["Location"]


def test_a_likely_copy_is_shown_before_it_is_saved_and_saved_when_said_again(
    product: Product,
) -> None:
    product.clock.set("2026-11-30 10:00")
    number = send_notice(product)
    product.work()
    rut = product.browser("demo-rut")
    rut.get(DESK)
    answer = rut.post(DESK, LANDLORDS)
    assert answer.status_code == 422
    assert "liknar en som redan finns" in answer.text
    assert number in answer.text
    assert 'value="Exempelgatan 12 B"' in answer.text
    product.work()
    assert len(rows(product, notices)) == 1
    assert rut.post(DESK, LANDLORDS).status_code == 303
    product.work()
    assert len(rows(product, notices)) == 2


def test_another_home_another_ground_and_the_same_form_again_are_no_copies(
    product: Product,
) -> None:
    product.clock.set("2026-11-30 10:00")
    send_notice(product)
    product.work()
    rut = product.browser("demo-rut")
    for other in (
        {"dwelling_street": "Provgatan 9"},
        {"ground": "disturbance", "what_happened": "Musik varje natt.", "is_terminated": "no"},
    ):
        rut.get(DESK)
        fields = {**rut.hidden(), **LANDLORDS, **other}
        for _ in range(2):
            assert rut.client.post(DESK, data=fields).status_code == 303
            product.work()
    assert len(rows(product, notices)) == 3


def test_what_belongs_to_no_household_is_listed_by_day_with_the_homes_it_may_be_of(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:00")
    first = send_notice(product)
    product.work()
    save(product, "kronofogden", {**KFM, "dwelling_street": "Provgatan 9"})
    product.work()
    rut = product.browser("demo-rut")
    page = rut.get("/anmalningar/okopplade")
    urgent = rows(product, notices)[-1].receipt
    assert page.text.index(urgent) < page.text.index(first)
    assert "Åsa Prov" not in page.text
    # Its days are counted once it is matched; that it has none would be read as no hurry.
    assert "tre veckor kan löpa, räknas när den är kopplad" in rut.text()
    [task, *_] = rut.links(r"/uppgifter/[^\"]+")
    assert rut.get(task).status_code == 200
