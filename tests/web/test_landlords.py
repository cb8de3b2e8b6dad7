"""The landlord register: kept by command, notices found by number or by a person."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cases.commands.correction import CorrectNotice
from cases.lists.landlord_list import days_from_due
from cases.tables.landlord_models import landlord_contacts, landlords, notice_landlords
from cases.tables.models import notices
from tests.product import Browser, Product, send_notice
from tests.steps import ledger, person, rows
from tests.vectors.intake import day

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
    rut.get("/sprak/en")
    rut.get(address)
    assert "0 of 2 (0%)" in rut.text()


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


def test_a_new_number_asks_whose_the_notices_with_the_old_one_are(product: Product) -> None:
    rut = product.browser("demo-rut")
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    address = enter(rut)
    changed = {**COMPANY, "organisation_number": "212000-0142"}
    rut.get(f"{address}/andra")
    asked = rut.post(f"{address}/andra", changed)
    assert asked.status_code == 422
    assert "1 underrättelse är kopplad hit bara för att den har det gamla numret." in rut.text()
    assert 'value="212000-0142"' in rut.page
    assert rut.post(f"{address}/andra", {**changed, "old_number": "free"}).status_code == 303
    assert rows(product, notice_landlords) == []
    rut.get(address)
    assert "Underrättelser med det gamla numret lösgjorda" in rut.text()
    rut.get("/hyresvardar")
    assert NUMBER in rut.text()
    rut.get(f"{address}/andra")
    assert rut.post(f"{address}/andra", COMPANY).status_code == 303
    assert len(rows(product, notice_landlords)) == 1
    assert not ledger(product).faults


def test_a_number_that_has_been_changed_keeps_its_notices_when_a_person_says_so(
    product: Product,
) -> None:
    rut = product.browser("demo-rut")
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    address = enter(rut)
    rut.get(f"{address}/andra")
    changed = {**COMPANY, "organisation_number": "212000-0142", "old_number": "keep"}
    assert rut.post(f"{address}/andra", changed).status_code == 303
    assert len(rows(product, notice_landlords)) == 1


def test_what_a_person_has_linked_is_not_set_free(product: Product) -> None:
    rut = product.browser("demo-rut")
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    address = enter(rut, organisation_number="")
    rut.get("/hyresvardar")
    key = address.rpartition("/")[2]
    notice = re.findall(r'name="notice" value="([^"]+)"', rut.page)[0]
    assert rut.post("/hyresvardar/koppla", {"notice": notice, "landlord": key}).status_code == 303
    for number in (NUMBER, "212000-0142"):
        rut.get(f"{address}/andra")
        stated = {**COMPANY, "organisation_number": number, "old_number": "free"}
        assert rut.post(f"{address}/andra", stated).status_code == 303
    [linked] = rows(product, notice_landlords)
    assert linked.found_by == "person"


def test_a_notice_whose_number_is_corrected_is_linked_anew(product: Product) -> None:
    rut = product.browser("demo-rut")
    enter(rut)
    right = enter(rut, name="Provhus AB", organisation_number="212000-0142")
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    key = rows(product, notices)[-1].public_id
    corrected = CorrectNotice(key, {"sender_org_number": "212000-0142"}, "Fel nummer.")
    registrar = person(product, "demo-rut")
    with product.database.transaction() as session:
        product.engine.execute(session, corrected, registrar)
    [linked] = rows(product, notice_landlords)
    [theirs] = [one for one in rows(product, landlords) if right.endswith(one.public_id)]
    assert (linked.landlord_id, linked.found_by) == (theirs.id, "number")


def test_the_page_tells_what_was_amiss_how_often_and_how_that_changed(product: Product) -> None:
    rut = product.browser("demo-rut")
    address = enter(rut)
    whole = {
        "sender_org_number": NUMBER,
        "arrears_months": "januari 2026",
        "monthly_rent": "9 000",
        "due_dates": "2025-12-30, räntelagen",
        "payment_account": "5050-1055",
        "is_sent_registered": "no",
        # Asked for, but nothing counts on it: the notice is complete without.
        "apartment_number": "",
        "tenant_personal_number": "",
        **day("termination_date", "2026-01-30"),
        **day("service_date", "2026-01-30"),
    }
    for at, fields in (
        ("2026-03-02 10:00", {"sender_org_number": NUMBER}),
        ("2026-03-03 10:00", {"sender_org_number": NUMBER, "arrears_months": "februari 2026"}),
        ("2026-08-03 10:00", {**whole, "amount": "9 000"}),
    ):
        product.clock.set(at)
        send_notice(product, **fields)
        product.work()
    rut.get(address)
    said = rut.text()
    assert "juli till december 2026 1 1 av 1 (100 %)" in said
    assert "januari till juni 2026 2 0 av 2 (0 %) 32 (1 anger månaderna)" in said
    assert "1 av 3: Lägenhetsnumret saknas" in said
    assert "2 av 3: Dagen då hyresgästen delgavs saknas" in said
    assert "Åsa Prov" not in said
