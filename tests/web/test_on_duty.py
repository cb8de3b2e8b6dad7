"""Whoever is named as the responsible officer can do what she answers for, on her day."""

from __future__ import annotations

from datetime import date

import pytest

from cases import demo, roster
from cases.notice import receiving_authority
from cases.tables.models import staff
from tests.product import Product
from tests.steps import do
from tests.vectors.same_day import BOTH, SEND, arrive


def name(product: Product, key: str, day: str) -> None:
    """The roster names a person for a day."""
    with product.database.transaction() as session:
        person = session.execute(staff.select().where(staff.c.public_id == key)).one()
        authority = receiving_authority(session)
        roster.set_officer(
            session, authority, date.fromisoformat(day), person.id, demo.DEMO, product.clock()
        )


def test_a_caseworker_on_the_roster_sends_what_she_answers_for(product: Product) -> None:
    product.clock.set("2026-12-18 18:40")
    name(product, "demo-henrik", "2026-12-18")
    arrive(product, "2026-12-18 18:40")
    henrik = product.browser("demo-henrik")
    henrik.get("/inkorg")
    assert "jour i dag" in henrik.text()
    assert SEND in henrik.text()
    henrik.get("/samma-dag")
    assert "Ansvarig: Henrik Hansson." in henrik.text()
    do(product, "demo-henrik", SEND, BOTH)


@pytest.mark.parametrize("officer", ["demo-henrik", "demo-malin", "demo-rut"])
def test_whoever_has_the_duty_types_in_what_comes_that_day(product: Product, officer: str) -> None:
    product.clock.set("2026-12-24 23:40")
    name(product, officer, "2026-12-24")
    browser = product.browser(officer)
    assert "jour i dag" in browser.get("/inkorg").get_data(as_text=True)
    assert browser.get("/anmalningar/ny/kronofogden").status_code == 200


@pytest.mark.parametrize("other", ["demo-hanna", "demo-sara"])
def test_nobody_else_has_her_duty(product: Product, other: str) -> None:
    product.clock.set("2026-12-18 18:40")
    name(product, "demo-henrik", "2026-12-18")
    browser = product.browser(other)
    assert browser.get("/samma-dag").status_code == 404
    browser.get("/inkorg")
    assert "jour i dag" not in browser.text()


def test_the_duty_ends_with_the_day(product: Product) -> None:
    product.clock.set("2026-12-18 23:50")
    name(product, "demo-henrik", "2026-12-18")
    henrik = product.browser("demo-henrik")
    assert henrik.get("/samma-dag").status_code == 200
    product.clock.set("2026-12-19 00:10")
    assert henrik.get("/samma-dag").status_code == 404


def test_whoever_receives_referrals_is_never_on_duty_here(product: Product) -> None:
    vera = product.browser("demo-vera")
    assert vera.get("/samma-dag").status_code == 404
    assert vera.get("/anmalningar/ny").status_code == 404
