"""A page that stood open while a timer took its task away says so, and keeps what was typed."""

from __future__ import annotations

import pytest

from tests.product import Product, take_task
from tests.steps import match
from tests.vectors.evicting import CONTACT, book

TYPED = "Ringde på dörren två gånger."


@pytest.mark.parametrize("has_worked", [False, True], ids=["before the worker", "after it"])
def test_a_task_whose_time_has_run_out_says_what_happened_and_keeps_what_was_typed(
    product: Product, *, has_worked: bool
) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00")
    match(product)
    product.at("2027-01-05 09:00")
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, CONTACT)
    name = hanna.page.partition("<textarea")[2].partition('name="')[2].partition('"')[0]
    product.clock.set("2027-01-20 08:30")
    if has_worked:
        product.work()
    assert hanna.post(address, {name: TYPED}).status_code == 409
    assert "Tiden för uppgiften har gått ut" in hanna.text()
    assert "Någon annan hann före" not in hanna.text()
    assert "Uppgiften har ändrats" not in hanna.text()
    assert TYPED in hanna.text()


def test_who_opens_such_a_task_afterwards_is_told_when_its_time_ran_out(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00")
    match(product)
    product.at("2027-01-05 09:00")
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, CONTACT)
    product.at("2027-01-20 08:30")
    assert hanna.get(address).status_code == 200
    assert "Tiden för uppgiften har gått ut" in hanna.text()
    assert "20 januari 2027" in hanna.text()
