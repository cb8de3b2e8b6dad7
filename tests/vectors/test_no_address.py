"""Kronofogden's address is not known: whoever is on duty can state it, and is told what counts."""

from __future__ import annotations

from cases.tables.letter_models import dispatches
from tests.product import Browser, Product, take_task
from tests.steps import match, receive, rows
from tests.vectors import same_day

WITHOUT = {"kfm_address": None}
STATED = {**same_day.BOTH, "confirmation_channel": "email_to"}
PHONE = 'name="way" type="radio" value="phone"'


def sending(product: Product, **changes: str | None) -> tuple[Browser, str]:
    """Jamila stands on the task that sends the confirmation; its address."""
    same_day.arrive(product, "2026-12-18 23:40", **changes)
    jamila = product.browser("demo-jamila")
    return jamila, take_task(jamila, same_day.SEND)


def test_the_address_can_be_stated_and_the_mail_goes_there(product: Product) -> None:
    jamila, address = sending(product, **WITHOUT)
    assert "Underrättelsen anger ingen adress för bekräftelsen" in jamila.text()
    assert jamila.post(address, {**STATED, "kfm_address": ""}).status_code == 422
    assert jamila.post(address, {**STATED, "kfm_address": "a b"}).status_code == 422
    stated = {**STATED, "kfm_address": "avhysning@kronofogden.example"}
    assert jamila.post(address, stated).status_code == 303
    product.work()
    assert "To: avhysning@kronofogden.example" in product.mails()[-1]
    assert rows(product, dispatches)[0].address == "avhysning@kronofogden.example"


def test_a_known_address_is_not_asked_for(product: Product) -> None:
    jamila, address = sending(product)
    assert 'value="email_to"' not in jamila.page
    assert "anger ingen adress" not in jamila.text()
    stated = {**STATED, "kfm_address": "annan@kronofogden.example"}
    assert jamila.post(address, stated).status_code == 422


def test_a_call_is_not_offered_where_the_law_wants_writing(product: Product) -> None:
    jamila, address = sending(product, **WITHOUT)
    by_hand = {**same_day.BOTH, "confirmation_channel": "by_hand"}
    assert jamila.post(address, by_hand).status_code == 303
    product.work()
    take_task(jamila, same_day.POSTING)
    assert "Överlämnat personligen" in jamila.text()
    assert PHONE not in jamila.page


def test_a_call_is_offered_for_a_confirmation_by_policy(product: Product) -> None:
    receive(product, sender_email=None)
    match(product)
    rut = product.browser("demo-rut")
    take_task(rut, same_day.POSTING)
    assert PHONE in rut.page
