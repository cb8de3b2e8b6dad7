"""Walks of a booked eviction and of a referral: each element of their diagrams, by people."""

from __future__ import annotations

from cases.tables.models import cases
from cases.tables.sharing_models import referrals
from cases.tables.track_models import evictions
from tests.product import Product
from tests.steps import do, match, posting, rows, suggested
from tests.vectors import same_day
from tests.vectors.evicting import book, cancel, contact, tell_result
from tests.vectors.referring import (
    ANSWER,
    READ,
    a_case,
    begin,
    choose,
    consent_to,
    offered,
    send,
)

SHIPPED = frozenset(
    {
        "eviction_booked",
        "prepare_for_eviction",
        "ask_eviction_result",
        "eviction_change",
        "refer_case",
    }
)
ADDRESS = "avhysning@kronofogden.example"
HAND_OVER = "Ange när brevet lämnades"


def an_eviction_is_prepared_carried_out_and_its_result_is_asked_for_twice(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00", tenant_name="Avhyst Ett", kfm_address=ADDRESS)
    _confirm(product)
    match(product)
    contact(product, "yes", letter="yes", letter_channel="by_hand")
    do(product, "demo-hanna", HAND_OVER, posting(product))
    for on, who, title, state in (
        ("2027-01-04", "demo-hanna", "Planen klar?", "ready"),
        ("2027-01-12", "demo-malin", "Kontrollera planen", "holds"),
        ("2027-01-15", "demo-hanna", "Akut boende beslutat?", "own"),
        ("2027-01-18", "demo-hanna", "Ring Kronofogden", "as_booked"),
    ):
        product.clock.set(f"{on} 08:30")
        product.work()
        do(product, who, title, {"state": state, "note": "Klart."})
    product.clock.set("2027-01-20 08:30")
    product.work()
    tell_result(product, "unknown")
    product.clock.set("2027-01-21 08:30")
    product.work()
    tell_result(product, "carried_out")
    assert rows(product, evictions)[-1].state == "carried_out"


def an_eviction_passes_without_preparation_and_is_then_reported_cancelled(
    product: Product,
) -> None:
    product.clock.set("2027-02-01 09:05")
    book(product, "2027-02-02 09:00", tenant_name="Avhyst Två", kfm_address=ADDRESS)
    _confirm(product)
    match(product)
    contact(product)
    product.clock.set("2027-02-03 08:30")
    product.work()
    cancel(product, tenant_name="Avhyst Två", kfm_address=ADDRESS)
    match(product, suggested(product))
    assert rows(product, evictions)[-1].state == "cancelled"


def an_eviction_is_cancelled_while_it_is_prepared(product: Product) -> None:
    product.clock.set("2027-02-04 09:05")
    book(product, "2027-03-02 09:00", tenant_name="Avhyst Tre", kfm_address=ADDRESS)
    _confirm(product)
    match(product)
    cancel(product, tenant_name="Avhyst Tre", kfm_address=ADDRESS)
    match(product, suggested(product))
    assert rows(product, evictions)[-1].state == "cancelled"


def a_referral_is_refused_sent_late_escalated_answered_and_read(product: Product) -> None:
    product.clock.set("2027-02-05 09:00")
    begin(product, a_case(product, tenant_name="Remitterad Ett", sender_kind="household"))
    assert not choose(product, "care", "osl_26_9").is_done
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    name = next(iter(offered(product)))
    send(product, [], next="other_ground")
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    offered(product)
    send(product, [name])
    product.clock.set("2027-02-19 08:30")
    product.work()
    do(product, "demo-vera", ANSWER, {"decision": "accepted", "answer": "Vi kontaktar dem."})
    do(product, "demo-hanna", READ, {"note": "Vården tar kontakt."})
    assert rows(product, referrals)[-1].state == "accepted"


def a_referral_is_taken_back(product: Product) -> None:
    begin(product, str(rows(product, cases)[-1].public_id))
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    offered(product)
    send(product, [], next="cancel")
    assert rows(product, referrals)[-1].state == "withdrawn"


def a_consent_covers_somebody_outside_to_whom_no_referral_goes(product: Product) -> None:
    case = str(rows(product, cases)[-1].public_id)
    consent = consent_to(product, case, "landlord")
    begin(product, case)
    choose(product, "landlord", "consent", consent=consent)
    assert rows(product, referrals)[-1].state == "withdrawn"


def _confirm(product: Product) -> None:
    """Both letters of the same-day duty go, so that only the eviction is left."""
    same_day.send(product)
    do(product, "demo-jamila", HAND_OVER, posting(product))


WALKS = (
    an_eviction_is_prepared_carried_out_and_its_result_is_asked_for_twice,
    an_eviction_passes_without_preparation_and_is_then_reported_cancelled,
    an_eviction_is_cancelled_while_it_is_prepared,
    a_referral_is_refused_sent_late_escalated_answered_and_read,
    a_referral_is_taken_back,
    a_consent_covers_somebody_outside_to_whom_no_referral_goes,
)
