"""The landlord register: kept by command, notices found by number or by a person."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cases.lists.landlord_list import days_from_due
from cases.tables.landlord_models import landlord_contacts, landlords, notice_landlords
from tests.product import Browser, Product, send_notice
from tests.steps import ledger, rows

NUMBER = "556016-0680"
COMPANY = {"name": "Exempelbostäder AB", "kind": "private", "organisation_number": "5560160680"}


def enter(browser: Browser, **changes: str) -> str:
    """Enter a landlord; the address of its page."""
    browser.get("/hyresvardar/ny")
    answer = browser.post("/hyresvardar/ny", {**COMPANY, **changes})
    assert answer.status_code == 303, browser.text()
    browser.get("/hyresvardar")
    name = re.escape(changes.get("name", COMPANY["name"]))
    found: str = re.findall(rf'href="(/hyresvardar/[^"]+)">{name}<', browser.page)[0]
    return found


def test_a_landlord_is_entered_changed_and_every_change_stands_in_the_history(
    product: Product,
) -> None:
    rut = product.browser("demo-rut")
    address = enter(rut)
    rut.get(f"{address}/andra")
    assert 'value="Exempelbostäder AB"' in rut.page
    assert rut.post(f"{address}/andra", {**COMPANY, "size": "large"}).status_code == 303
    rut.get(address)
    assert '<h1 class="govuk-heading-l">Exempelbostäder AB</h1>' in rut.page
    assert "Hur stor?: – → Stor" in rut.text()
    assert rut.text().count("Uppgifterna sparade") == 2
    assert not ledger(product).faults


def test_notices_are_found_by_the_number_those_before_and_those_after(product: Product) -> None:
    rut = product.browser("demo-rut")
    send_notice(product, sender_org_number=NUMBER)
    send_notice(product, sender_org_number="212000-0142")
    product.work()
    address = enter(rut)
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    found = rows(product, notice_landlords)
    assert [row.found_by for row in found] == ["number", "number"]
    rut.get(address)
    assert "0 av 2 (0 %) var kompletta" in rut.text()
    assert "Dagen då hyresgästen delgavs saknas" in rut.text()
    assert "Åsa Prov" not in rut.text()


def test_a_name_is_a_suggestion_that_a_person_confirms(product: Product) -> None:
    rut = product.browser("demo-rut")
    for _ in range(2):
        send_notice(product)
    product.work()
    enter(rut)
    assert rows(product, notice_landlords) == []
    [notice] = re.findall(r'name="notice" value="([^"]+)"', rut.page)
    [landlord] = re.findall(r'name="landlord" value="([^"]+)"', rut.page)
    answer = rut.post("/hyresvardar/koppla", {"notice": notice, "landlord": landlord})
    assert answer.status_code == 303
    linked = rows(product, notice_landlords)
    assert len(linked) == 2
    assert {(one.found_by, one.linked_by) for one in linked} == {("person", "staff:demo-rut")}
    again = rut.post("/hyresvardar/koppla", {"notice": notice, "landlord": landlord})
    assert again.status_code == 303
    assert len(rows(product, notice_landlords)) == 2
    for wrong in ({"notice": "x", "landlord": landlord}, {"notice": notice, "landlord": "x"}, {}):
        assert rut.post("/hyresvardar/koppla", wrong).status_code == 404
    axel = product.browser("demo-axel")
    axel.get("/hyresvardar")
    assert axel.post("/hyresvardar/koppla", {"notice": notice}).status_code == 404


def test_a_sender_that_is_not_there_is_entered_with_what_the_notice_says(product: Product) -> None:
    rut = product.browser("demo-rut")
    send_notice(product)
    product.work()
    rut.get("/hyresvardar")
    [address] = rut.links(r"/hyresvardar/ny\?fran=[^\"]+")
    rut.get(address)
    assert 'value="Exempelbostäder AB"' in rut.page
    assert 'value="Provgatan 1"' in rut.page
    assert "Åsa Prov" not in rut.page


def test_doubles_are_merged_and_what_was_theirs_moves(product: Product) -> None:
    rut = product.browser("demo-rut")
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    double = enter(rut)
    rut.get(f"{double}/kontakter/ny")
    rut.post(f"{double}/kontakter/ny", {"name": "Kim Kontakt", "works_with": "Hyror"})
    kept = enter(rut, name="Exempelbostäder i Exempelstad AB", organisation_number="")
    rut.get(f"{double}/sla-ihop")
    chosen = kept.rpartition("/")[2]
    told = {"into": chosen, "reason": "Samma bolag, nytt namn."}
    assert rut.post(f"{double}/sla-ihop", told).status_code == 303
    assert rut.get(double).status_code == 404
    rut.get(kept)
    assert "Kim Kontakt" in rut.text()
    assert NUMBER in rut.text()
    assert "0 av 1" in rut.text()
    assert {row.landlord_id for row in rows(product, notice_landlords)} == {2}


def test_a_contact_person_is_added_once_and_taken_away(product: Product) -> None:
    rut = product.browser("demo-rut")
    address = enter(rut)
    rut.get(f"{address}/kontakter/ny")
    fields = {**rut.hidden(), "name": "Kim Kontakt", "phone": "040-123 45 67"}
    for _ in range(2):
        assert rut.client.post(f"{address}/kontakter/ny", data=fields).status_code == 303
    assert len(rows(product, landlord_contacts)) == 1
    rut.get(address)
    [remove] = rut.links(rf"{address}/kontakter/[^\"]+/ta-bort")
    assert rut.post(remove).status_code == 303
    assert rut.post(remove).status_code == 404
    assert rows(product, landlord_contacts) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"kind": "garbage"},
        {"organisation_number": "123"},
        {"email": "ingen"},
        {"name": "å" * 201},
        {"extra": "1"},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    product: Product, wrong: dict[str, str]
) -> None:
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    answer = rut.post("/hyresvardar/ny", {**COMPANY, "town": "Exempelstad", **wrong})
    assert answer.status_code == 422
    assert 'value="Exempelstad"' in answer.text
    assert rows(product, landlords) == []


def test_one_number_is_one_landlords(product: Product) -> None:
    rut = product.browser("demo-rut")
    enter(rut)
    rut.get("/hyresvardar/ny")
    answer = rut.post("/hyresvardar/ny", {**COMPANY, "name": "Annan AB"})
    assert answer.status_code == 422
    assert "En annan hyresvärd i registret har det organisationsnumret." in answer.text
    assert 'value="Annan AB"' in answer.text


def test_days_from_due_are_counted_from_the_last_weekday_before_the_first_month() -> None:
    facts = {"arrears_months": ["2026-03", "2026-02"]}
    assert days_from_due(facts, date(2026, 3, 3)) == 32
    for odd in (None, [], "x", ["x"], [1]):
        assert days_from_due({"arrears_months": odd}, date(2026, 3, 3)) is None
