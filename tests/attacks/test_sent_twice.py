"""An act that is sent twice without a script: a double click, a resend, a step back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cases.tables.act_models import done_acts
from cases.tables.letter_models import letters
from cases.tables.models import cases
from tests.product import Browser, Product
from tests.steps import day, match, receive, rows
from tests.vectors.referring import consent_to

MEETING = {
    **day("meeting_on", "2026-12-08"),
    "meeting_at": "10:00",
    "place": "Socialkontoret",
    "channel": "by_hand",
    "language": "sv",
}


def an_open_form(product: Product, word: str = "mote") -> tuple[Browser, str]:
    product.clock.set("2026-12-01 09:00")
    receive(product, service_date="2026-12-03")
    match(product)
    if word == "aterkalla-samtycke":
        consent_to(product, str(rows(product, cases)[-1].public_id), "care")
    browser = product.browser("demo-hanna")
    address = f"/arenden/{rows(product, cases)[-1].public_id}/gor/{word}"
    assert browser.get(address).status_code == 200
    return browser, address


def meetings(product: Product) -> list[Any]:
    product.work()
    return [one for one in rows(product, letters) if one.kind == "L05"]


def test_an_act_that_is_sent_twice_writes_one_letter_and_leads_to_the_same_page(
    product: Product,
) -> None:
    browser, address = an_open_form(product)
    page = browser.page
    first = browser.post(address, MEETING)
    browser.page = page
    second = browser.post(address, MEETING)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(meetings(product)) == 1
    assert len(rows(product, done_acts)) == 1


def test_an_act_that_is_sent_twice_at_once_writes_one_letter(product: Product) -> None:
    browser, address = an_open_form(product)
    fields, cookie = {**browser.hidden(), **MEETING}, browser.client.get_cookie("bokvar")
    assert cookie is not None

    def _send(_number: int) -> int:
        client = product.app.test_client()
        client.set_cookie("bokvar", cookie.value)
        return client.post(address, data=fields).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(_send, range(4))) == [303] * 4
    assert len(meetings(product)) == 1


def test_what_was_changed_since_it_was_sent_is_shown_again_and_may_be_sent_anew(
    product: Product,
) -> None:
    browser, address = an_open_form(product)
    page = browser.page
    assert browser.post(address, MEETING).status_code == 303
    browser.page = page
    changed = {**MEETING, "place": "Biblioteket"}
    assert browser.post(address, changed).status_code == 422
    assert "Formuläret är redan skickat" in browser.text()
    assert "Biblioteket" in browser.page
    assert len(meetings(product)) == 1
    assert browser.post(address, changed).status_code == 303
    assert len(meetings(product)) == 2


def test_the_same_form_opened_again_is_another_act(product: Product) -> None:
    browser, address = an_open_form(product)
    for _time in range(2):
        browser.get(address)
        assert browser.post(address, MEETING).status_code == 303
    assert len(meetings(product)) == 2


def test_sent_twice_it_leads_on_although_the_act_is_no_longer_offered(product: Product) -> None:
    browser, address = an_open_form(product, "aterkalla-samtycke")
    page = browser.page
    consent = browser.page.partition('name="consent"')[2].partition('value="')[2]
    fields = {"consent": consent.partition('"')[0], "note": "Hushållet ringde."}
    first = browser.post(address, fields)
    browser.page = page
    second = browser.post(address, fields)
    assert (first.status_code, second.status_code) == (303, 303), browser.text()
    assert first.headers["Location"] == second.headers["Location"]


def test_a_form_whose_first_sending_was_refused_can_be_sent_again(product: Product) -> None:
    browser, address = an_open_form(product)
    page = browser.page
    assert browser.post(address, {**MEETING, "place": ""}).status_code == 422
    browser.page = page
    assert browser.post(address, MEETING).status_code == 303
    assert len(meetings(product)) == 1


def test_the_token_of_another_person_or_of_another_act_is_none(product: Product) -> None:
    browser, address = an_open_form(product)
    token = browser.hidden()["send_token"]
    henrik = product.browser("demo-henrik")
    henrik.get(address)
    assert henrik.post(address, {**MEETING, "send_token": token}).status_code == 422
    browser.get(address.replace("mote", "avslutsbrev"))
    assert browser.post(address, MEETING).status_code == 422
    assert meetings(product) == []
