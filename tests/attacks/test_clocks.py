"""Clocks that somebody tries to move, and notices that come in the wrong order."""

from __future__ import annotations

import pytest

from cases.commands.correction import CorrectNotice
from cases.same_day import LATE
from cases.tables.models import households, notices
from cases.tables.office_models import warnings
from engine.models import process_instances
from tests.product import Product
from tests.steps import MATCH, do, ledger, match, posting, receive, rows
from tests.vectors import arrears, same_day
from tests.vectors.evicting import book, evictions, limits_of
from tests.vectors.intake import execute, flags, nothing_failed, running
from tests.vectors.test_matching import match_this


def test_an_arrival_after_we_had_the_notice_does_not_move_the_same_day_duty(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-18 18:40")
    product.clock.set("2026-12-18 23:30")
    execute(product, CorrectNotice(key, {"reached_at": "2026-12-20T10:00"}, "Fel dag."))
    assert same_day.limit(product, key).legal_day == "2026-12-18"
    product.at("2026-12-19 00:01")
    assert same_day.limit(product, key).state == "missed"
    assert same_day.missed(product) == ["C1_MISSAD"]


def test_a_letter_that_is_stated_as_opened_after_it_was_typed_in_was_in_hand_then(
    product: Product,
) -> None:
    post = {"arrival_channel": "POST", "reached_at": "2026-12-18T08:00"}
    key = same_day.arrive(product, "2026-12-18 09:00", opened_at="2026-12-22T08:00", **post)
    assert same_day.limit(product, key).legal_day == "2026-12-18"


def test_an_earlier_arrival_is_believed(product: Product) -> None:
    key = same_day.arrive(product, "2026-12-18 18:40")
    execute(product, CorrectNotice(key, {"reached_at": "2026-12-17T10:00"}, "Låg i en låda."))
    product.work()
    assert same_day.limit(product, key).legal_day == "2026-12-17"


def test_a_removal_that_was_an_eviction_owes_the_evictee_her_copy(product: Product) -> None:
    key = same_day.arrive(product, "2026-12-07 10:00", measure="removal")
    assert same_day.duty(product, key).needs_copy == "no"
    do(product, "demo-rut", MATCH, {"choice": "reclassify", "type_code": "U31"})
    assert rows(product, notices)[-1].type_code == "U31"
    assert same_day.duty(product, key).needs_copy == "yes"
    assert running(product, key).count("confirm_same_day") == 1
    same_day.send(product)
    assert same_day.letter(product, "L03").state == "handed_over"
    assert same_day.limit(product, key).state == "fixed"
    same_day.post(product, "2026-12-07 10:00")
    assert same_day.limit(product, key).state == "met"
    assert nothing_failed(product)
    assert ledger(product).is_whole


def test_a_removal_that_was_confirmed_still_owes_the_copy_when_it_was_an_eviction(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-07 10:00", measure="removal")
    same_day.send(product, copy="not_needed", protection="")
    assert same_day.duty(product, key).is_done
    mails = len(product.mails())
    do(product, "demo-rut", MATCH, {"choice": "reclassify", "type_code": "U31"})
    assert not same_day.duty(product, key).is_done
    same_day.send(product)
    assert len(product.mails()) == mails
    assert same_day.letter(product, "L03").state == "handed_over"
    same_day.post(product, "2026-12-07 10:00")
    assert same_day.duty(product, key).is_done


def test_an_older_time_that_is_matched_last_does_not_replace_the_newer(product: Product) -> None:
    product.clock.set("2026-11-01 09:00")
    receive(product, ground="other")
    match(product)
    home = rows(product, households)[-1].public_id
    product.clock.set("2026-12-01 09:00")
    older = book(product, "2027-01-19 09:00")
    product.clock.set("2026-12-08 09:00")
    newer = book(product, "2027-02-10 09:00")
    match_this(product, newer, home)
    match_this(product, older, home)
    assert evictions(product, newer).state == "booked"
    assert evictions(product, older).state == "replaced"
    assert limits_of(product, newer)["eviction_minus_10"].is_open
    assert not limits_of(product, older)["eviction_minus_10"].is_open
    assert "eviction_booked" not in running(product, older)
    assert nothing_failed(product)
    assert [one.state for one in rows(product, process_instances)]


def test_an_arrival_that_is_put_right_after_the_proof_makes_the_confirmation_late(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-18 10:00")
    same_day.send(product)
    same_day.post(product, "2026-12-18 10:00")
    assert same_day.duty(product, key).is_in_time
    execute(product, CorrectNotice(key, {"reached_at": "2026-12-17T16:00"}, "Låg i en låda."))
    done = same_day.duty(product, key)
    assert (done.result_physical, done.result_legal) == (LATE, LATE)
    assert (done.copy_result_physical, done.copy_result_legal) == (LATE, LATE)
    assert same_day.missed(product) == ["C1_MISSAD"]
    assert ledger(product).is_whole


def test_what_went_late_is_not_made_timely_by_an_arrival_that_is_told_afterwards(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-18 10:00", reached_at="2026-12-17T10:00")
    same_day.send(product)
    same_day.post(product, "2026-12-18 10:00")
    execute(product, CorrectNotice(key, {"reached_at": "2026-12-18T09:00"}, "Kom i dag."))
    assert same_day.duty(product, key).result_physical == LATE
    assert same_day.limit(product, key).state == "missed"
    assert same_day.missed(product) == ["C1_MISSAD"]


def test_a_clock_that_goes_back_and_forth_fires_nothing_twice(product: Product) -> None:
    key = same_day.arrive(product, "2026-12-18 09:00")
    for at in ("18 15:00", "18 09:00", "18 23:10", "18 12:00", "19 00:30", "18 23:00", "19 08:00"):
        product.at(f"2026-12-{at}")
    assert same_day.missed(product) == ["C1_MISSAD"]
    assert same_day.limit(product, key).state == "missed"
    assert [one.code for one in rows(product, warnings)].count("SAMMA_DAG_SISTA") == len(
        {one.audience for one in rows(product, warnings)}
    )
    same_day.send(product)
    same_day.post(product, "2026-12-19 08:00")
    assert same_day.duty(product, key).result_physical == LATE
    assert nothing_failed(product)
    assert ledger(product).is_whole


@pytest.mark.parametrize("slip", [{"dwelling_postal_code": "111 34"}, {"premises": "other"}])
def test_a_time_that_a_slip_makes_somebody_elses_is_told_to_those_on_duty_the_same_day(
    product: Product, slip: dict[str, str]
) -> None:
    key = same_day.arrive(product, "2026-12-18 18:40", **slip)
    assert rows(product, notices)[-1].type_code == "U90"
    for who in ("demo-jamila", "demo-malin"):
        browser = product.browser(who)
        browser.get("/inkorg")
        assert "om tid från Kronofogden har klassats som felsänd" in browser.text(), who
        assert "Åsa" not in browser.text()
    do(product, "demo-rut", MATCH, {"choice": "reclassify", "type_code": "U31"})
    assert running(product, key).count("confirm_same_day") == 1
    jamila = product.browser("demo-jamila")
    jamila.get("/inkorg")
    assert "har klassats som felsänd" not in jamila.text()


def test_a_posting_that_is_stated_when_the_day_has_ended_stands_out(product: Product) -> None:
    key = same_day.arrive(product, "2026-12-18 18:40")
    same_day.send(product)
    product.at("2026-12-19 08:00")
    same_day.post(product, "2026-12-18 23:50")
    assert same_day.missed(product) == ["C1_MISSAD"]
    assert same_day.limit(product, key).state == "missed"
    assert any(name.startswith("BEKRAFTELSE_STYRKT_EFTERAT") for name in flags(product, key))


def test_a_commitment_that_is_said_to_be_given_in_time_afterwards_stands_out(
    product: Product,
) -> None:
    key = arrears.arrive(product, "2026-12-03 10:00", service_date="2026-12-03")
    last = arrears.period(product, key).legal_day
    product.at(f"{last} 09:00")
    arrears.propose(product)
    arrears.decide(product)
    at = product.clock()
    product.at("2026-12-30 00:10")
    do(product, "demo-hanna", arrears.POSTING, posting(product, at))
    assert "ATAGANDE_STYRKT_EFTERAT" in arrears.codes(product)
