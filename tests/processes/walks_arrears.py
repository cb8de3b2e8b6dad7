"""The walks of the processes of unpaid rent."""

from __future__ import annotations

import pytest

from cases.letters import letters_landlord
from cases.tables.track_models import commitments
from engine.errors import NotAnswered
from tests.product import Product
from tests.steps import POSTING, act, day, do, match, post_by_hand, posting, receive, rows
from tests.vectors import answering
from tests.vectors.arrears import (
    ATTEMPT,
    FIRST_RENT,
    LETTER,
    MEASURE,
    NO_CONTACT,
    SECOND_RENT,
    WHOLE,
    arrive,
    decide,
    hand_over,
    propose,
    titles,
)

SHIPPED = {
    "unpaid_rent",
    "work_on_arrears",
    "choose_measures",
    "commitment",
    "decide_commitment",
    "contact_ladder",
    "request_complement",
    "send_case_letter",
    "send_landlord_letter",
}
COMPLEMENT, LAST_DAY = "Bevaka kompletteringen", "Sista dag för åtagande: besluta"
REVIEW = "Granska att hushållet tackar nej"


def the_whole_ladder_is_walked_and_the_household_declines(product: Product) -> None:
    """A letter goes, each attempt fails, the section head lets it begin again, then stops it;
    meanwhile the period runs out."""
    arrive(product, "2027-04-01 09:00", service_date="2027-04-01", tenant_name="Tionde Person")
    do(product, "demo-hanna", LETTER, {"letter": "L01", "channel": "by_hand"})
    do(product, "demo-hanna", POSTING, posting(product))
    _fail_until_decided(product, "2027-04-{:02}", range(2, 20))
    do(product, "demo-malin", NO_CONTACT, {"decision": "try_again", "reason": "Nytt nummer."})
    product.at("2027-04-22 09:00")
    do(product, "demo-hanna", LAST_DAY, {"decision": "other", "reason": "Hushållet betalar."})
    product.at("2027-04-23 09:00")
    _fail_until_decided(product, "2027-04-{:02}", range(23, 31))
    do(product, "demo-malin", NO_CONTACT, {"decision": "stop", "reason": "Allt är prövat."})
    do(product, "demo-hanna", MEASURE, {"measure": "other"})
    do(product, "demo-hanna", MEASURE, {"measure": "declined", "children": "yes"})
    do(product, "demo-malin", REVIEW, {"review": "go_on", "reason": "Hör barnen."})
    do(product, "demo-hanna", MEASURE, {"measure": "declined", "children": "yes"})
    do(product, "demo-malin", REVIEW, {"review": "end", "reason": "Barnen är hörda."})


def nothing_more_can_be_done_about_a_fee(product: Product) -> None:
    """Contact comes beside the ladder; a tenant-owned flat has no last day for a commitment."""
    key = arrive(
        product,
        "2027-06-01 09:00",
        service_date="2027-06-01",
        sender_kind="association",
        tenure="cooperative_ownership",
        tenant_name="Elfte Person",
    )
    act(product, key, "kontakt", channel="visit", result="two_way")
    product.at("2027-06-18 09:00")
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def a_complement_comes_and_the_rent_is_paid(product: Product) -> None:
    key = arrive(product, "2027-08-02 09:00", tenant_name="Tolfte Person")
    product.at("2027-08-09 09:00")
    told = {"tenant": "1", "told_by": "Uthyraren", **day("served_on", "2027-08-02")}
    act(product, key, "delgivning", **told)
    paid = {"kind": "paid", "is_whole": "yes", "told_by": "Uthyraren"}
    act(product, key, "betalning", **paid, **day("paid_on", "2027-08-06"))
    product.at("2027-09-10 09:00")
    do(product, "demo-hanna", FIRST_RENT, {"paid": "yes"})
    product.at("2027-10-15 09:00")
    do(product, "demo-hanna", SECOND_RENT, {"paid": "unknown"})


def a_complement_never_comes(product: Product) -> None:
    arrive(product, "2027-11-01 09:00", tenant_name="Trettonde Person", sender_email=None)
    post_by_hand(product)
    do(product, "demo-rut", COMPLEMENT, {"result": "given_up"})
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def a_sender_has_answered_before_she_is_asked(product: Product) -> None:
    """Nobody judges it in time; then it holds, in words that a registrar is to enter."""
    product.clock.set("2027-11-08 09:00")
    receive(product, **{**WHOLE, "tenant_name": "Sjuttonde Person"})
    answering.tell(product, answering.WORDS)
    match(product)
    product.at("2027-11-15 09:00")
    answering.judge(product, "use")
    do(product, "demo-rut", COMPLEMENT, {"result": "will_not_come"})
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def all_that_was_missing_has_come_before_it_is_asked_for(product: Product) -> None:
    product.clock.set("2027-11-22 09:00")
    receive(product, **{**WHOLE, "tenant_name": "Artonde Person"})
    answering.tell(product, answering.served("2027-11-19"))
    match(product)
    answering.judge(product, "use")
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def each_delegate_decides_on_a_commitment(product: Product) -> None:
    """Without an amount by nobody, then by each of the three, the last one in time."""
    arrive(product, "2028-01-03 09:00", service_date="2028-01-03", tenant_name="Fjortonde Person")
    propose(product, amount="")
    propose(product)
    decide(product, decision="refuse")
    propose(product, amount="45 000")
    decide(product, "demo-ulla", decision="refuse")
    propose(product, amount="75 000")
    decide(product, "demo-niklas")
    hand_over(product)


def a_commitment_is_too_late(product: Product) -> None:
    arrive(product, "2028-03-01 09:00", service_date="2028-03-01", tenant_name="Femtonde Person")
    propose(product, amount="45 000")
    product.at("2028-03-23 09:00")
    assert rows(product, commitments)[-1].result == "FOR_SENT"
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def a_commitment_cannot_be_written_until_it_is_too_late(product: Product) -> None:
    """The step fails for so long that the last day has passed when it is tried again."""
    arrive(product, "2028-05-02 09:00", service_date="2028-05-02", tenant_name="Sextonde Person")
    propose(product)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters_landlord, "commitment", _fails)
        decide(product)
        assert rows(product, commitments)[-1].state == "approved"
    product.at("2028-05-24 09:00")
    assert rows(product, commitments)[-1].result == "FOR_SENT"
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})


def _fails(*_given: object, **_more: object) -> None:
    raise NotAnswered("The template is away for a while.")


def _fail_until_decided(product: Product, pattern: str, days: range) -> None:
    """Every attempt fails, and letters are passed by, until the section head has to decide."""
    for number in days:
        product.at(pattern.format(number) + " 09:00")
        while (waiting := set(titles(product, "demo-hanna"))) & {ATTEMPT, LETTER}:
            if LETTER in waiting:
                do(product, "demo-hanna", LETTER, {"letter": "none", "reason": "Adress saknas."})
            else:
                do(product, "demo-hanna", ATTEMPT, {"result": "no_answer"})
        if NO_CONTACT in titles(product, "demo-malin"):
            return


WALKS = (
    the_whole_ladder_is_walked_and_the_household_declines,
    nothing_more_can_be_done_about_a_fee,
    a_complement_comes_and_the_rent_is_paid,
    a_complement_never_comes,
    a_sender_has_answered_before_she_is_asked,
    all_that_was_missing_has_come_before_it_is_asked_for,
    each_delegate_decides_on_a_commitment,
    a_commitment_is_too_late,
    a_commitment_cannot_be_written_until_it_is_too_late,
)
