"""Correcting a notice: what stands is filled in, and what is emptied is taken back."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from cases.law.deadlines import Kind
from cases.tables.models import journal, notices
from ledger.events import read_subject
from tests.product import Browser, Product
from tests.steps import day, match, receive, rows
from tests.vectors.intake import APPLICATION
from tests.vectors.intake import limit as find_limit

WHY = {"reason": "Hyresvärden ringde."}


def a_notice(product: Product, **facts: Any) -> str:
    product.clock.set("2026-12-01 09:00")
    key = receive(product, amount=1_840_050, arrears_months=["2026-10", "2026-11"], **facts)
    match(product)
    return key


def correcting(product: Product, key: str, person: str = "demo-hanna") -> tuple[Browser, str]:
    browser, address = product.browser(person), f"/anmalningar/{key}/gor/ratta"
    browser.get(address)
    return browser, address


def as_drawn(browser: Browser) -> dict[str, str]:
    """Every control as a browser would send it."""
    page = browser.page
    fields = {
        unescape(name): unescape(value)
        for tag in re.findall(r"<input [^>]*>", page)
        if 'type="radio"' not in tag and 'type="hidden"' not in tag
        for name in re.findall(r' name="([^"]+)"', tag)
        for value in re.findall(r' value="([^"]*)"', tag) or [""]
    }
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        fields[name] = next(iter(re.findall(r'value="([^"]*)"[^>]* selected', options)), "")
    for tag in re.findall(r'<input [^>]*type="radio"[^>]*>', page):
        if " checked" in tag:
            name, value = re.findall(r' (?:name|value)="([^"]*)"', tag)
            fields[name] = value
    return fields


def state_of(product: Product, key: str, kind: Kind) -> str:
    found = find_limit(product, key, kind)
    assert found is not None
    return found.state


def corrected(product: Product, key: str) -> dict[str, Any]:
    """What the ledger tells of the last correction."""
    with product.database.reading() as session:
        found = [one for one in read_subject(session, key) if one.kind == "notice.corrected"]
    return dict(found[-1].payload or {})


def facts_of(product: Product) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rows(product, notices)[-1].facts)
    return found


def test_what_stands_is_filled_in_and_sent_as_it_is_changes_nothing(product: Product) -> None:
    key = a_notice(product, service_date="2026-11-30", is_terminated="yes")
    before = facts_of(product)
    browser, address = correcting(product, key)
    drawn = as_drawn(browser)
    assert (drawn["amount"], drawn["arrears_months"]) == ("18400,50", "2026-10, 2026-11")
    assert (drawn["service_date-day"], drawn["dwelling_street"]) == ("30", "Exempelgatan 12 B")
    assert (drawn["tenure"], drawn["is_terminated"]) == ("rental", "yes")
    assert browser.post(address, {**drawn, **WHY}).status_code == 422
    assert "Uppgifterna stod redan så" in browser.text()
    assert facts_of(product) == before


def test_only_what_differs_is_changed_and_written_down(product: Product) -> None:
    key = a_notice(product, service_date="2026-11-30")
    browser, address = correcting(product, key)
    fields = {**as_drawn(browser), "amount": "9 200", **WHY}
    assert browser.post(address, fields).status_code == 303, browser.text()
    assert facts_of(product)["amount"] == 920_000
    told = corrected(product, key)
    assert told == {"before": {"amount": 1_840_050}, "after": {"amount": 920_000}, **WHY}


def test_an_emptied_fact_is_taken_back_with_its_history_and_what_followed(product: Product) -> None:
    key = a_notice(product, service_date="2026-11-30")
    assert state_of(product, key, Kind.RECOVERY_PERIOD) == "fixed"
    browser, address = correcting(product, key)
    none = dict.fromkeys(day("service_date", "2026-11-30"), "")
    fields = {**as_drawn(browser), **none, "apartment_number": "", **WHY}
    assert browser.post(address, fields).status_code == 303, browser.text()
    assert {"service_date", "apartment_number"}.isdisjoint(facts_of(product))
    assert state_of(product, key, Kind.RECOVERY_PERIOD) == "preliminary"
    told = corrected(product, key)
    assert told["before"] == {"service_date": "2026-11-30", "apartment_number": "1102"}
    assert told["after"] == {"service_date": None, "apartment_number": None}
    assert '"service_date": "–"' in rows(product, journal)[-1].facts
    assert correcting(product, key)[0].page.count('value="30"') == 0


def test_a_limit_ends_with_its_fact_and_runs_again_when_it_is_stated_anew(product: Product) -> None:
    product.clock.set("2026-12-01 09:00")
    key = receive(product, **{**APPLICATION, "order_served_on": "2026-11-30"})
    match(product)
    for served, state in (("", "cancelled"), ("2026-11-30", "preliminary")):
        browser, address = correcting(product, key)
        boxes = day("order_served_on", served) if served else {}
        none = dict.fromkeys(day("order_served_on", "2026-11-30"), "")
        fields = {**as_drawn(browser), **none, **boxes, **WHY}
        assert browser.post(address, fields).status_code == 303, browser.text()
        assert state_of(product, key, Kind.ANSWER_AT_KFM) == state


def test_what_somebody_else_corrected_meanwhile_is_not_set_back(product: Product) -> None:
    key = a_notice(product)
    hanna, address = correcting(product, key)
    drawn = as_drawn(hanna)
    rut, _address = correcting(product, key, "demo-rut")
    assert rut.post(address, {"rooms": "3 rum", **WHY}).status_code == 303
    changed = {**drawn, "dwelling_town": "Provstad", **WHY}
    assert hanna.post(address, changed).status_code == 422
    assert "Uppgifterna har ändrats sedan du öppnade formuläret" in hanna.text()
    assert "Provstad" in hanna.page
    assert facts_of(product)["rooms"] == "3 rum"


def test_an_address_taken_back_moves_nobody(product: Product) -> None:
    key = a_notice(product)
    browser, address = correcting(product, key)
    fields = {**as_drawn(browser), "dwelling_street": "", **WHY}
    assert browser.post(address, fields).status_code == 303, browser.text()
    browser.get("/arenden")
    browser.get(browser.links('/arenden/[^/"]+')[0])
    assert "Exempelgatan 12 B" in browser.text()
