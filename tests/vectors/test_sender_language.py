"""Whoever gave a notice in English gets our letters about it in English."""

from __future__ import annotations

import json

import pytest

from cases.tables.letter_models import letters
from tests.product import Product
from tests.steps import match, receive, rows
from tests.web.test_landlord_guide import RENT

BARE = {"arrears_months": None, "monthly_rent": None, "payment_account": None}
"""What a notice without these is asked for."""


LIGHT = {
    "amount": 1_840_000,
    "arrears_months": ["2026-02", "2026-03"],
    "monthly_rent": 920_000,
    "service_date": "2026-03-02",
}
"""It lacks nothing that a request is sent for."""


@pytest.mark.parametrize(
    ("language", "asked", "no_reply"),
    [
        ("sv", "kontot som betalningen ska gå till", "Svara inte på"),
        ("en", "the account to pay to", "Do not reply to"),
    ],
)
def test_the_letters_to_a_sender_are_in_the_language_of_the_form(
    product: Product, language: str, asked: str, no_reply: str
) -> None:
    send_in(product, language)
    match(product)
    (request,) = [one for one in rows(product, letters) if one.kind == "L08"]
    assert request.language == language
    assert no_reply in request.body
    assert asked in json.loads(request.facts)["missing_fields"]


@pytest.mark.parametrize(
    ("language", "subject", "asked", "no_reply"),
    [
        ("sv", "är registrerad", "kontot som betalningen ska gå till", "Svara inte på"),
        ("en", "is registered", "the account to pay to", "Do not reply to"),
    ],
)
def test_so_is_the_confirmation_where_nothing_grave_is_missing(
    product: Product, language: str, subject: str, asked: str, no_reply: str
) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product, **LIGHT, sender_language=language)
    match(product)
    (confirmation,) = [one for one in rows(product, letters) if one.kind == "L04"]
    assert confirmation.language == language
    assert confirmation.subject.endswith(subject)
    assert asked in confirmation.body
    assert no_reply in confirmation.body


@pytest.mark.parametrize("stated", [None, "", "de", ["en"], 7])
def test_a_language_that_is_none_of_ours_is_swedish(product: Product, stated: object) -> None:
    receive(product, **BARE, sender_language=stated)
    match(product)
    assert {one.language for one in rows(product, letters)} == {"sv"}


def send_in(product: Product, language: str) -> None:
    """A landlord leaves the short form of unpaid rent with the pages in this language."""
    product.clock.set("2026-03-03 10:15")
    browser = product.browser()
    browser.client.set_cookie("lang", language)
    browser.get("/hyresvard/obetald-hyra")
    assert browser.post("/hyresvard/obetald-hyra", RENT).status_code == 303
    product.work()
