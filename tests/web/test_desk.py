"""A notice typed in by staff: kept once, read again in its own words, and on its way at once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.law.deadlines import Kind
from cases.tables.models import notices
from tests.product import Browser, Product, take_task
from tests.steps import match, rows
from tests.vectors import same_day
from tests.vectors.intake import day, limit, read

KFM = {
    "arrival_channel": "SDK",
    **day("reached_on", "2026-12-18"),
    "reached_clock": "09.05",
    "kfm_document": "time",
    "measure": "eviction",
    "kfm_case_number": "U-123-26",
    "kfm_officer": "Karin Exempel",
    "kfm_phone": "010-123 45 67",
    "kfm_address": "avhysning@kronofogden.example",
    **day("eviction_on", "2027-01-19"),
    "eviction_clock": "9:00",
    "ground": "unpaid",
    "tenant_name": "Åsa Prov",
    "tenant_personal_number": "850515-2382",
    "children": "yes",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "21134",
    "dwelling_town": "Exempelstad",
}
LANDLORDS = {
    "arrival_channel": "REK",
    **day("reached_on", "2026-11-30"),
    "reached_clock": "09:00",
    **day("posting_date", "2026-11-26"),
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "tenant_name": "Åsa Prov",
    "premises": "home",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "tenure": "rental",
    "ground": "unpaid",
    "is_terminated": "yes",
    **day("service_date", "2026-11-25"),
}


def save(product: Product, kind: str, fields: dict[str, str], by: str = "demo-rut") -> Browser:
    """Type a notice in; the browser stands on its receipt."""
    browser = product.browser(by)
    browser.get(f"/anmalningar/ny/{kind}")
    response = browser.post(f"/anmalningar/ny/{kind}", fields)
    assert response.status_code == 303, browser.text()
    browser.get(response.headers["Location"])
    return browser


def newest(product: Product) -> Any:
    product.work()
    return rows(product, notices)[-1]


def test_kronofogdens_time_is_typed_in_and_its_duty_runs_from_when_it_reached_us(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 10:30")
    browser = save(product, "kronofogden", KFM)
    number = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", browser.text())[0]
    kept = newest(product)
    assert (kept.receipt, kept.type_code, kept.channel) == (number, "U31", "desk")
    assert (kept.arrival_day, kept.physical_day) == ("2026-12-18", "2026-12-18")
    facts = read(product, kept.public_id).facts
    assert facts["eviction_at"] == "2027-01-19T09:00"
    assert facts["tenant_personal_number"] == {"value": "198505152382", "confirmed": True}
    assert limit(product, kept.public_id, Kind.SAME_DAY_CONFIRMATION) is not None


def test_the_notice_reads_under_the_questions_it_was_typed_in(product: Product) -> None:
    product.clock.set("2026-12-18 10:30")
    save(product, "kronofogden", KFM)
    kept = newest(product)
    browser = product.browser("demo-rut")
    browser.get(f"/anmalningar/{kept.public_id}")
    for words in (
        "Kronofogdens målnummer U-123-26",
        "Tid för avhysning eller avlägsnande",
        "Vilken dag ska det ske? tisdag 19 januari 2027",
        "Vilket klockslag ska det ske? 09.00",
        "Säker digital kommunikation",
    ):
        assert words in browser.text(), words
    assert "staff:demo-rut" not in browser.text()


def test_the_form_asks_whoever_types_about_the_sender_and_never_as_the_sender(
    product: Product,
) -> None:
    browser = product.browser("demo-rut")
    browser.get("/anmalningar/ny/annan")
    assert "som ombudet företräder" in browser.text()
    for to_the_sender in ("Är du ombud", "om du hyr ut"):
        assert to_the_sender not in browser.text()


def test_a_registered_letter_counts_from_its_posting(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    save(product, "annan", LANDLORDS)
    kept = newest(product)
    match(product)
    period = limit(product, kept.public_id, Kind.RECOVERY_PERIOD)
    assert period is not None
    assert period.legal_day == "2026-12-17"


def test_today_without_a_time_of_day_means_now(product: Product) -> None:
    product.clock.set("2026-11-30 16:20")
    save(product, "annan", {**LANDLORDS, "reached_clock": "", "arrival_channel": "EPOST"})
    kept = newest(product)
    assert f"{kept.arrived_at:%Y-%m-%d %H:%M}" == "2026-11-30 15:20"


def test_days_ahead_are_taken_and_flagged(product: Product) -> None:
    product.clock.set("2026-11-30 10:00")
    save(product, "annan", {**LANDLORDS, **day("service_date", "2026-12-24")})
    kept = newest(product)
    browser = product.browser("demo-rut")
    browser.get(f"/anmalningar/{kept.public_id}")
    assert "Dagen ligger efter i dag; kontrollera den." in browser.text()


@pytest.mark.parametrize("kind", ["kronofogden", "annan"])
def test_what_nobody_can_register_is_asked_for_with_all_that_was_typed(
    product: Product, kind: str
) -> None:
    fields = {**(KFM if kind == "kronofogden" else LANDLORDS), "tenant_name": ""}
    browser = product.browser("demo-rut")
    browser.get(f"/anmalningar/ny/{kind}")
    response = browser.post(f"/anmalningar/ny/{kind}", fields)
    assert response.status_code == 422
    assert "Exempelgatan 12 B" in browser.page
    product.work()
    assert rows(product, notices) == []


def test_a_form_that_is_sent_twice_is_kept_once_and_a_changed_one_is_told_of(
    product: Product,
) -> None:
    product.clock.set("2026-11-30 10:00")
    browser = product.browser("demo-rut")
    browser.get("/anmalningar/ny/annan")
    hidden = browser.hidden()
    for _ in range(2):
        assert browser.post("/anmalningar/ny/annan", {**LANDLORDS, **hidden}).status_code == 303
    changed = {**LANDLORDS, **hidden, "tenant_name": "Någon Annan"}
    assert browser.post("/anmalningar/ny/annan", changed).status_code == 422
    assert "redan sparat" in browser.text()
    product.work()
    assert len(rows(product, notices)) == 1


def test_the_duty_officer_types_in_a_notice_at_night(product: Product) -> None:
    product.clock.set("2026-12-24 23:50")
    fields = {**KFM, **day("reached_on", "2026-12-24"), "reached_clock": ""}
    browser = save(product, "kronofogden", fields, by="demo-jamila")
    assert "/anmalningar?kvitto=" not in browser.page
    assert newest(product).physical_day == "2026-12-24"


def test_a_receipt_of_a_word_that_was_never_given_is_not_found(product: Product) -> None:
    browser = product.browser("demo-rut")
    assert browser.get("/anmalningar/ny/kvitto/x").status_code == 404
    assert browser.get("/anmalningar/ny/okand").status_code == 404


def test_a_time_of_eviction_that_has_passed_is_asked_about_once_and_then_taken(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 10:30")
    fields = {**KFM, **day("eviction_on", "2025-01-12")}
    browser = product.browser("demo-jamila")
    browser.get("/anmalningar/ny/kronofogden")
    asked = browser.post("/anmalningar/ny/kronofogden", fields)
    assert asked.status_code == 422
    assert "Dagen har redan passerat." in browser.text()
    assert "U-123-26" in browser.page
    product.work()
    assert rows(product, notices) == []

    slip = browser.post("/anmalningar/ny/kronofogden", {**fields, "eviction_on-year": "2024"})
    assert slip.status_code == 422
    taken = browser.post("/anmalningar/ny/kronofogden", {**fields, "eviction_on-year": "2024"})
    assert taken.status_code == 303
    assert read(product, newest(product).public_id).facts["eviction_at"] == "2024-01-12T09:00"


def test_whoever_sends_the_confirmation_is_warned_of_a_day_that_has_passed(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 10:30")
    same_day.arrive(product, "2026-12-18 10:30", eviction_at="2025-01-12T09:00")
    jamila = product.browser("demo-jamila")
    address = take_task(jamila, same_day.SEND)
    assert "Dagen för avhysningen har redan passerat: söndag 12 januari 2025." in jamila.text()
    assert jamila.post(address, same_day.BOTH).status_code == 303


def test_nobody_is_warned_of_a_day_that_is_to_come(product: Product) -> None:
    same_day.arrive(product, "2026-12-18 10:30")
    jamila = product.browser("demo-jamila")
    take_task(jamila, same_day.SEND)
    assert "har redan passerat" not in jamila.text()
