"""Closing (P14, D10): what hinders it, what the outcome is tried against, and what ends with it."""

from __future__ import annotations

import re

from cases.tables.letter_models import letters
from cases.tables.limit_models import time_limits
from cases.tables.models import cases, persons
from engine.models import incidents, process_instances, user_tasks
from tests.product import Product, take_task
from tests.steps import (
    OUTCOME,
    assess,
    do,
    ledger,
    match,
    posting,
    receive,
    rows,
    settle,
    suggested,
)
from tests.vectors import same_day
from tests.vectors.evicting import book, cancel, contact, tell_result
from tests.vectors.referring import act, begin, choose, offered, send


def decide(product: Product, outcome: str, **more: str) -> tuple[int, str]:
    """The caseworker decides the outcome: how it was answered, and the page."""
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    if OUTCOME not in browser.text():
        assess(product, "close")
        take_task(browser, OUTCOME)
    browser.get("/inkorg")
    address = re.findall(rf'href="(/uppgifter/[^"]+)">{OUTCOME}', browser.page)[-1]
    browser.get(address)
    fields = {"decision": "close", "outcome": outcome, "reason": "Klart.", **more}
    status = browser.post(address, fields).status_code
    product.work()
    return status, browser.text()


def booked(product: Product) -> str:
    """A case with a booked eviction whose letters have gone; the notice's public id."""
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2026-12-22 09:00", kfm_address="avhysning@kronofogden.example")
    same_day.send(product)
    same_day.post(product, "2026-12-18 09:05")
    match(product)
    return key


def test_a_case_with_a_booked_eviction_is_not_closed_before_its_result_is_known(
    product: Product,
) -> None:
    booked(product)
    status, page = decide(product, "O12")
    assert status == 422
    assert "resultatet är inte känt" in page
    product.clock.set("2026-12-23 09:00")
    product.work()
    tell_result(product, "carried_out")
    assert decide(product, "O12")[0] == 303
    assert [(c.state, c.outcome) for c in rows(product, cases)] == [("closed", "O12")]
    assert rows(product, incidents) == []
    assert ledger(product).is_whole


def test_an_eviction_that_was_not_carried_out_is_never_the_outcome(product: Product) -> None:
    booked(product)
    cancel(product, kfm_address="avhysning@kronofogden.example")
    match(product, suggested(product))
    do(product, "demo-hanna", "Granska ansluten", {"is_read": "read"})
    status, page = decide(product, "O13", anyway="Hyresvärden säger det.")
    assert status == 422
    assert "Ingen avhysning är verkställd" in page
    assert decide(product, "O15")[0] == 303


def test_the_question_about_children_is_answered_before_an_evicted_case_is_closed(
    product: Product,
) -> None:
    booked(product)
    product.clock.set("2026-12-23 09:00")
    product.work()
    tell_result(product, "carried_out", children="unknown")
    browser = product.browser("demo-hanna")
    address = take_task(browser, "Bedöm ärendet")
    unknown = {"contact": "none", "situation": "Okänd.", "children": "unknown", "risk": "high"}
    fields = {**unknown, "plan": "Ingen.", "next_step": "close"}
    assert browser.post(address, fields).status_code == 303
    take_task(browser, OUTCOME)
    status, page = decide(product, "O14")
    assert status == 422
    assert "barn i hushållet" in page


def test_an_unanswered_referral_hinders(product: Product) -> None:
    receive(product, sender_kind="household", ground=None)
    match(product)
    begin(product, str(rows(product, cases)[-1].public_id))
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    send(product, list(offered(product))[:1])
    status, page = decide(product, "O08")
    assert status == 422
    assert "remiss är inte besvarad" in page


def test_an_open_same_day_duty_hinders(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2026-12-22 09:00")
    match(product)
    status, page = decide(product, "O09")
    assert status == 422
    assert "Bekräftelsen till Kronofogden" in page


def test_what_the_facts_do_not_bear_out_needs_a_reason_and_is_recorded(product: Product) -> None:
    receive(product, sender_kind="household", ground=None)
    match(product)
    status, page = decide(product, "O01")
    assert status == 422
    assert "Ingen betalning inom fristen" in page
    assert decide(product, "O05", anyway="Nästan.")[0] == 422
    assert decide(product, "O01", anyway="Hyresvärden ringde.")[0] == 303
    assert ledger(product).is_whole


def test_closing_ends_the_tracks_that_wait_and_their_limits(product: Product) -> None:
    receive(product)
    match(product)
    settle(product)
    assert decide(product, "O01")[0] == 303
    assert {i.state for i in rows(product, process_instances)} <= {"completed", "cancelled"}
    assert [t for t in rows(product, user_tasks) if t.state == "open"] == []
    assert not {"fixed", "preliminary"} & {limit.state for limit in rows(product, time_limits)}
    assert rows(product, incidents) == []


def test_the_closing_letter_is_offered_and_must_be_sent(product: Product) -> None:
    receive(product, sender_kind="household", ground=None)
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    fields = {
        "person": rows(product, persons)[-1].public_id,
        "result": "Du bor kvar.",
        "language": "sv",
        "channel": "by_hand",
    }
    assert act(product, "demo-hanna", case, "avslutsbrev", fields).is_done
    assert decide(product, "O09")[0] == 422
    do(product, "demo-hanna", "Ange när brevet lämnades", posting(product))
    assert [one.state for one in rows(product, letters) if one.kind == "L15"] == ["sent"]
    assert decide(product, "O09")[0] == 303


def test_a_consent_form_is_written_to_be_signed(product: Product) -> None:
    receive(product, sender_kind="household", ground=None)
    match(product)
    fields = {
        "person": rows(product, persons)[-1].public_id,
        "purpose": "Boendestöd.",
        "channel": "by_hand",
    }
    case = str(rows(product, cases)[-1].public_id)
    assert act(product, "demo-hanna", case, "samtyckesblankett", fields).is_done
    assert [one.kind for one in rows(product, letters)] == ["L11"]


def test_t15_a_case_that_ends_with_a_carried_out_eviction_has_known_children(
    product: Product,
) -> None:
    booked(product)
    contact(product, "yes")
    product.clock.set("2026-12-23 09:00")
    product.work()
    tell_result(product, "carried_out", children="yes")
    assert decide(product, "O02", anyway="Betalade sent.")[0] == 422
    assert decide(product, "O13")[0] == 303


def test_t48_the_page_of_a_closed_case_tells_when_its_file_is_weeded(product: Product) -> None:
    product.clock.set("2027-05-10 09:00")
    number = {"value": "198505162381", "confirmed": True}
    receive(product, sender_kind="household", ground=None, tenant_personal_number=number)
    match(product)
    assert decide(product, "O09")[0] == 303
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{rows(product, cases)[-1].public_id}")
    assert "Gallras tidigast måndag 10 maj 2032 och senast lördag 31 december 2033" in hanna.text()
    assert "dokumenthanteringsplan avgör" in hanna.text()
