"""Vectors of domain 8.4 on a booked eviction: our steps, a changed time, the result, children."""

from __future__ import annotations

from cases.tables.models import cases
from cases.tables.track_models import case_marks, flags
from engine.models import incidents
from tests.product import Product
from tests.steps import act, day, do, ledger, match, rows, suggested
from tests.vectors.evicting import (
    CONTACT,
    RESULT,
    book,
    cancel,
    contact,
    evictions,
    limits_of,
    tell_result,
    titles,
)


def correct(product: Product, key: str, **days: str) -> None:
    """The registrar adds days that Kronofogden has told."""
    fields = {name: value for field, iso in days.items() for name, value in day(field, iso).items()}
    act(product, key, "ratta", person="demo-rut", reason="Kronofogden ringde.", **fields)


def test_t15_a_booked_eviction_with_a_child_has_its_days_and_is_flagged_at_once(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00", children="yes")
    match(product)

    days = {kind: limit.legal_day for kind, limit in limits_of(product, key).items()}
    assert days["eviction_minus_10"] == "2027-01-04"
    assert days["eviction_minus_5"] == "2027-01-12"
    assert days["eviction_minus_2"] == "2027-01-15"
    assert days["eviction_minus_1"] == "2027-01-18"
    assert days["eviction_result"] == "2027-01-20"
    assert [c.priority for c in rows(product, cases)] == [1]
    assert [m.has_children for m in rows(product, case_marks)] == [True]
    assert "BARN" in [f.code for f in rows(product, flags)]
    assert CONTACT in titles(product, "demo-hanna")
    assert "Planen klar?" not in titles(product, "demo-hanna")


def test_the_steps_come_on_their_mornings_and_the_result_is_asked_for_until_it_is_known(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00")
    match(product)
    contact(product, "yes")
    assert [m.has_children for m in rows(product, case_marks)] == [True]
    for on, person, title, state in (
        ("2027-01-04", "demo-hanna", "Planen klar?", "ready"),
        ("2027-01-12", "demo-malin", "Kontrollera planen", "holds"),
        ("2027-01-15", "demo-hanna", "Akut boende beslutat?", "municipal"),
        ("2027-01-18", "demo-hanna", "Ring Kronofogden", "as_booked"),
    ):
        product.clock.set(f"{on} 07:00")
        product.work()
        assert title not in titles(product, person)
        product.clock.set(f"{on} 08:30")
        product.work()
        do(product, person, title, {"state": state, "note": "Klart."})
    product.clock.set("2027-01-20 08:30")
    product.work()
    tell_result(product, "unknown")
    assert RESULT not in titles(product, "demo-hanna")
    product.clock.set("2027-01-21 08:30")
    product.work()
    tell_result(product, "carried_out")

    ended = evictions(product, key)
    assert ended.state == "carried_out"
    assert ended.result_known_at is not None
    assert {limit.state for limit in limits_of(product, key).values()} <= {"met", "missed", "fixed"}
    assert rows(product, incidents) == []
    assert ledger(product).is_whole


def test_a_new_time_replaces_the_old_one_and_ends_its_timers(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    first = book(product, "2027-01-19 09:00")
    match(product)
    product.clock.set("2026-12-21 10:00")
    second = book(product, "2027-02-16 09:00", kfm_document="changed_time")
    match(product, suggested(product))

    assert evictions(product, first).state == "replaced"
    assert evictions(product, second).state == "booked"
    assert limits_of(product, first)["eviction_result"].state == "cancelled"
    product.clock.set("2027-01-20 08:30")
    product.work()
    assert RESULT not in titles(product, "demo-hanna")
    assert titles(product, "demo-hanna").count(CONTACT) == 1


def test_a_cancelled_eviction_ends_its_watch(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00")
    match(product)
    cancel(product, kfm_case_number="U 123-26".replace(" ", "-"))
    match(product, suggested(product))

    assert evictions(product, key).state == "cancelled"
    assert CONTACT not in titles(product, "demo-hanna")


def test_a_report_of_an_eviction_that_we_do_not_know_is_flagged_and_nothing_is_lost(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00")
    match(product)
    cancel(product, kfm_case_number="U-999-26", kfm_document="carried_out", result=None)
    match(product, suggested(product))

    assert evictions(product, key).state == "booked"
    assert "OKAND_AVHYSNING" in [f.code for f in rows(product, flags)]


def test_an_eviction_in_the_past_is_accepted_and_its_result_is_asked_for_at_once(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2026-12-01 09:00")
    match(product)
    product.work()
    assert RESULT in titles(product, "demo-hanna")
    tell_result(product, "cancelled")
    assert rows(product, incidents) == []


def test_steps_whose_day_has_passed_come_at_once(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2026-12-22 09:00")
    match(product)
    product.work()
    assert {CONTACT, "Planen klar?", "Akut boende beslutat?"} <= set(titles(product, "demo-hanna"))
    assert "Kontrollera planen" in titles(product, "demo-malin")


def test_kronofogden_says_the_day_before_that_it_is_off(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2026-12-22 09:00")
    match(product)
    product.clock.set("2026-12-21 08:30")
    product.work()
    do(product, "demo-hanna", "Ring Kronofogden", {"state": "withdrawn", "note": "Återkallad."})
    assert evictions(product, key).state == "withdrawn"
    assert CONTACT not in titles(product, "demo-hanna")


def test_the_case_page_shows_the_eviction(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00", children="yes")
    match(product)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{rows(product, cases)[-1].public_id}")
    assert "Barn i hushållet: Ja" in hanna.text()
    assert "Målnummer U-123-26" in hanna.text()


def test_t43_an_order_that_was_served_gives_the_days_to_answer_and_to_seek_retrial(
    product: Product,
) -> None:
    product.clock.set("2026-12-07 09:00")
    key = book(product, "2027-01-19 09:00", kfm_document="application", eviction_at=None)
    match(product)
    correct(product, key, order_served_on="2026-12-03")
    assert limits_of(product, key)["answer_at_kfm"].legal_day == "2026-12-17"
    product.clock.set("2026-12-22 09:00")
    correct(product, key, judgment_on="2026-12-21")
    assert limits_of(product, key)["retrial"].legal_day == "2027-01-21"


def test_t44_a_file_for_enforcement_gives_the_earliest_day_and_the_limits_of_respite(
    product: Product,
) -> None:
    product.clock.set("2026-12-07 09:00")
    key = book(product, "2027-01-19 09:00", kfm_document="application", eviction_at=None)
    match(product)
    correct(product, key, documents_in_on="2026-12-01", heard_on="2026-12-03")
    days = {kind: limit.legal_day for kind, limit in limits_of(product, key).items()}
    assert days["earliest_eviction"] == "2026-12-10"
    assert days["eviction_if_possible"] == "2026-12-29"
    assert days["respite"] == "2027-01-12"
    assert days["exceptional_respite"] == "2027-01-26"


def test_a_result_that_is_told_by_telephone_ends_the_watch(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00")
    match(product)
    told = {"change": "carried_out", "children": "yes", "note": "Hyresvärden ringde."}
    act(product, key, "avhysning", **told)
    assert evictions(product, key).state == "carried_out"
    assert [m.has_children for m in rows(product, case_marks)] == [True]
    hanna = product.browser("demo-hanna")
    assert hanna.get(f"/anmalningar/{key}/gor/avhysning").status_code == 404
