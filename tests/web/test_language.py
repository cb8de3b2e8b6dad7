"""Changing language in the middle of a form: what was typed comes along, and nothing is sent."""

from __future__ import annotations

from cases.tables.models import notices
from tests.product import ASSESSMENT, NOTICE, Product, take_task
from tests.steps import ASSESS, match, receive, rows

SWITCH = {"show_in": "en"}


def test_the_public_form_keeps_what_was_typed_and_sends_nothing(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    answer = browser.post("/anmalan", {**NOTICE, **SWITCH})
    assert answer.status_code == 200
    assert 'lang="en"' in browser.page
    assert 'value="Exempelbostäder AB"' in browser.page
    assert "There is a problem" not in browser.page
    browser.get("/anmalan")
    assert 'lang="en"' in browser.page
    product.work()
    assert rows(product, notices) == []


def test_the_desk_keeps_what_was_typed(product: Product) -> None:
    browser = product.browser("demo-jamila")
    address = "/anmalningar/ny/kronofogden"
    browser.get(address)
    browser.post(address, {"kfm_case_number": "U-77-26", **SWITCH})
    assert 'lang="en"' in browser.page
    assert 'value="U-77-26"' in browser.page
    assert browser.get(address).status_code == 200
    product.work()
    assert rows(product, notices) == []


def test_a_task_keeps_what_was_typed_and_is_not_completed(product: Product) -> None:
    receive(product)
    match(product)
    browser = product.browser("demo-hanna")
    address = take_task(browser, ASSESS)
    answer = browser.post(address, {**ASSESSMENT, "plan": "Ring banken.", **SWITCH})
    assert answer.headers["Location"] == address
    browser.get(address)
    assert '<html lang="en">' in browser.page
    assert "Ring banken." in browser.page


def test_the_roster_and_acts_keep_what_was_typed(product: Product) -> None:
    key = receive(product)
    match(product)
    browser = product.browser("demo-hanna")
    address = f"/anmalningar/{key}/gor/betalning"
    browser.get(address)
    assert browser.post(address, {"told_by": "Åke vid disken", **SWITCH}).status_code == 200
    assert '<html lang="en">' in browser.page
    assert "Åke vid disken" in browser.page
    malin = product.browser("demo-malin")
    malin.get("/jour")
    malin.post("/jour", {"day_from-day": "17", **SWITCH})
    assert '<html lang="en">' in malin.page
    assert 'value="17"' in malin.page


def test_enter_in_a_field_does_not_change_the_language(product: Product) -> None:
    """The first button of a form, wherever it stands, is what Enter presses."""
    browser = product.browser()
    browser.get("/anmalan")
    first = browser.page.index('form="answers"')
    assert 'name="show_in"' not in browser.page[first : browser.page.index(">", first)]


def test_an_unknown_language_is_no_change_of_it(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    assert browser.post("/anmalan", {"show_in": "xx"}).status_code == 422
