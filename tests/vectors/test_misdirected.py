"""What the table takes for somebody else's: it says why, becomes no case, and can be put right."""

from __future__ import annotations

import pytest

from cases.law.deadlines import Kind
from cases.tables.letter_models import letters
from cases.tables.models import cases
from tests.product import Product, take_task
from tests.steps import MATCH, act, match, receive, rows
from tests.vectors import same_day
from tests.vectors.intake import limit, nothing_failed, read, running

ELSEWHERE = {"dwelling_postal_code": "123 45"}


@pytest.mark.parametrize(
    ("slip", "why"),
    [
        (ELSEWHERE, "Postnumret 123 45 hör inte till någon av våra enheter."),
        ({"premises": "other"}, "Det gäller inte en bostad, enligt underrättelsen."),
    ],
)
def test_the_task_of_the_registrar_says_why(
    product: Product, slip: dict[str, str], why: str
) -> None:
    receive(product, **slip)
    rut = product.browser("demo-rut")
    take_task(rut, MATCH)
    assert why in rut.text()


def test_a_household_is_refused_until_the_type_is_put_right(product: Product) -> None:
    key = receive(product, **ELSEWHERE)
    rut = product.browser("demo-rut")
    address = take_task(rut, MATCH)
    refused = rut.post(address, {"choice": "new", "note": "Hyresvärden är säker."})
    assert refused.status_code == 422
    assert "Underrättelsen är klassad som felsänd" in rut.text()
    assert "Hyresvärden är säker." in rut.page
    assert rows(product, cases) == []
    rut.post(address, {"choice": "reclassify", "type_code": "U10"})
    product.work()
    match(product)
    assert limit(product, key, Kind.RECOVERY_PERIOD) is not None


def test_a_postal_code_that_is_put_right_gives_the_type_the_track_and_the_limits(
    product: Product,
) -> None:
    key = receive(product, **ELSEWHERE)
    act(product, key, "ratta", "demo-rut", dwelling_postal_code="211 20", reason="Felskrivet.")
    assert (read(product, key).type_code, read(product, key).track) == ("U10", "unpaid_rent")
    match(product)
    assert limit(product, key, Kind.RECOVERY_PERIOD) is not None
    assert "unpaid_rent" in running(product, key)
    assert "L08" in [one.kind for one in rows(product, letters)]
    assert nothing_failed(product)


def test_a_time_of_eviction_whose_postal_code_is_put_right_is_confirmed_the_same_day(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-18 18:40", **ELSEWHERE)
    act(product, key, "ratta", "demo-rut", dwelling_postal_code="211 20", reason="Felskrivet.")
    assert read(product, key).type_code == "U31"
    assert running(product, key).count("confirm_same_day") == 1
    malin = product.browser("demo-malin")
    malin.get("/inkorg")
    assert "har klassats som felsänd" not in malin.text()
    match(product)
    assert running(product, key).count("confirm_same_day") == 1
    assert "eviction_booked" in running(product, key)
    assert nothing_failed(product)


def test_a_type_that_was_found_is_not_lost_by_a_correction(product: Product) -> None:
    key = receive(product)
    act(product, key, "ratta", "demo-rut", dwelling_postal_code="123 45", reason="Så står det.")
    assert read(product, key).type_code == "U10"
