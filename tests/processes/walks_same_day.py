"""The walks of the processes that confirm the time of an eviction the same day."""

from __future__ import annotations

from cases.tables.letter_models import letters
from tests.product import Product
from tests.steps import do, match, rows
from tests.vectors.same_day import (
    APPROVE,
    REASON,
    TAKE_OVER,
    arrive,
    ask_again,
    automatic,
    limit,
    post,
    send,
)

SHIPPED = {"confirm_same_day", "send_confirmation"}


def the_officer_sends_both_after_every_warning(product: Product) -> None:
    """Warned twice; the section head takes over; the day ends; the reason is given."""
    key = arrive(product, "2027-03-03 11:00", tenant_name="Sjätte Person")
    for at in ("12:00", "15:00", "23:00"):
        product.at(f"2027-03-03 {at}")
    do(product, "demo-malin", TAKE_OVER, {"who": "officer", "note": "Jamila är på väg."})
    product.at("2027-03-04 00:10")
    do(product, "demo-jamila", REASON, {"reason": "Jouren nåddes inte."})
    send(product)
    post(product, "2027-03-04 00:10")
    assert limit(product, key).state == "missed"
    match(product)


def the_letters_are_proved_before_the_section_head_has_taken_over(product: Product) -> None:
    key = arrive(product, "2027-03-05 22:30", tenant_name="Sjunde Person")
    product.at("2027-03-05 23:10")
    send(product)
    post(product, "2027-03-05 23:10")
    assert limit(product, key).state == "met"
    match(product)


def the_copy_waits_for_a_person(product: Product) -> None:
    arrive(product, "2027-03-08 09:00", tenant_name="Åttonde Person")
    send(product, copy="wait", protection="unknown")
    fields = {"protection": "none", "channel": "by_hand", "reason": "Sökt i folkbokföringen."}
    do(product, "demo-jamila", APPROVE, fields)
    post(product, "2027-03-08 09:00")
    match(product)


def a_removal_goes_by_itself_and_is_asked_for_twice(product: Product) -> None:
    automatic(product)
    key = arrive(product, "2027-03-09 09:00", tenant_name="Nionde Person", measure="removal")
    assert rows(product, letters)[-1].state == "sent"
    ask_again(product, key)
    match(product)


WALKS = (
    the_officer_sends_both_after_every_warning,
    the_letters_are_proved_before_the_section_head_has_taken_over,
    the_copy_waits_for_a_person,
    a_removal_goes_by_itself_and_is_asked_for_twice,
)
