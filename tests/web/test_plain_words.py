"""What is shown stands in the reader's language and in words, not as it is kept."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.product import Product
from tests.steps import receive
from web import letter_facts, letters, setting_controls, wording_arrears


@pytest.fixture
def english() -> Flask:
    return Flask("web")


def test_what_lies_to_be_printed_is_told_in_the_readers_language(english: Flask) -> None:
    kept = "överlämnad för utskrift som 3c9f.pdf"
    with english.test_request_context("/", headers={"Cookie": "lang=en"}):
        assert letters.proof_words(kept) == "laid down to be printed as 3c9f.pdf"
        assert letters.proof_words("250 queued as ABC") == "250 queued as ABC"
    assert letters.proof_words(kept) == kept


def test_months_stand_in_words() -> None:
    assert letter_facts.rows({"months": ["2026-11"]})[0]["value"] == "november 2026"


def test_the_months_of_a_notice_stand_in_words(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    key = receive(product, arrears_months=["2026-02", "2026-03"])
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}")
    assert "februari 2026, mars 2026" in rut.text()
    assert "2026-02" not in rut.text()


def test_a_reminder_says_of_what() -> None:
    said = wording_arrears.detail("arrears.warned", {"code": "DAG_7"})
    assert said == "Sju dagar av fristen har gått. Stäm av betalningen."
    assert wording_arrears.detail("arrears.warned", {"code": "OLD"}) == ""


def test_one_working_day_is_not_several(product: Product) -> None:
    with product.database.reading() as session, product.app.test_request_context("/"):
        assert setting_controls.shown(session, "sla.referral", 1) == "1 arbetsdag"
        assert setting_controls.shown(session, "sla.referral", 5) == "5 arbetsdagar"
