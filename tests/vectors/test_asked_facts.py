"""What the sender of a notice is told is missing: in one letter, and nothing else."""

from __future__ import annotations

import json

import pytest

from cases import quality_fields
from cases.asked_facts import in_words
from cases.quality import QualityFinding, Severity
from cases.tables.letter_models import letters
from tests.product import Product
from tests.steps import match, receive, rows

WRONG_SUM = {
    "amount": 2_500_000,
    "arrears_months": [
        {"month": "2026-10", "amount": 1_000_000},
        {"month": "2026-11", "amount": 1_000_000},
    ],
    "service_date": "2026-11-20",
    "termination_date": "2026-11-19",
    "sender_phone": "040-123 45 67",
    "monthly_rent": 1_000_000,
}

WHOLE = {**WRONG_SUM, "amount": 2_000_000, "payment_account": "bg 123-4567"}
"""It lacks nothing that the period or a commitment depends on."""

TO_SENDER = ("L04", "L08")


def asked(product: Product, kind: str) -> list[str]:
    facts = [json.loads(one.facts) for one in rows(product, letters) if one.kind == kind]
    assert len(facts) == 1
    return list(facts[0]["missing_fields"])


def test_one_letter_confirms_the_notice_and_asks_for_what_is_missing(product: Product) -> None:
    product.clock.set("2026-11-26 09:00")
    receive(product, **WRONG_SUM)
    match(product)
    assert asked(product, "L08") == [
        "vilket belopp som ska betalas: det som står skiljer sig från summan av månaderna",
        "förfallodagarna och räntan",
        "kontot som betalningen ska gå till",
    ]
    (only,) = [json.loads(one.facts) for one in rows(product, letters) if one.kind in TO_SENDER]
    assert (only["received_on"], len(only["receipt_number"])) == ("2026-11-26", 14)


def test_on_paper_too_there_is_one_letter_to_post(product: Product) -> None:
    product.clock.set("2026-11-26 09:00")
    receive(product, **WRONG_SUM, sender_email=None)
    match(product)
    assert [one.kind for one in rows(product, letters) if one.kind in TO_SENDER] == ["L08"]


def test_what_is_not_worth_a_request_is_asked_for_in_the_confirmation(product: Product) -> None:
    product.clock.set("2026-11-26 09:00")
    receive(product, **WHOLE)
    match(product)
    assert asked(product, "L04") == ["förfallodagarna och räntan"]
    assert [one.kind for one in rows(product, letters) if one.kind in TO_SENDER] == ["L04"]


def test_no_letter_to_the_sender_says_what_a_court_may_hold(product: Product) -> None:
    product.clock.set("2026-11-26 09:00")
    receive(product, **WRONG_SUM)
    match(product)
    sent = " ".join(f"{one.body} {one.facts}" for one in rows(product, letters))
    assert "1995" not in sent
    assert "Fristen" not in sent
    assert "innehåller de uppgifter" not in sent


@pytest.mark.parametrize("type_code", ["U10", "U11", "U20", "U21", "U22", "U23"])
def test_all_that_a_landlord_is_asked_for_has_words(type_code: str) -> None:
    registered = {"is_sent_registered": "yes"}
    for field in quality_fields.asked_for(type_code, registered):
        sentence = quality_fields.MISSING[field]
        assert in_words([QualityFinding(Severity.COMPLETE, field, sentence)]), field
