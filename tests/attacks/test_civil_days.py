"""Days in law are those of Stockholm: when its clocks change, and wherever the server stands."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.product import Product
from tests.steps import ledger
from tests.vectors import arrears, same_day
from tests.vectors.intake import nothing_failed

ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati")


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", str(request.param))
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("day", "after"), [("2026-03-29", "2026-03-30"), ("2026-10-25", "2026-10-26")]
)
def test_a_day_of_23_or_25_hours_ends_at_its_midnight(
    product: Product, day: str, after: str
) -> None:
    key = same_day.arrive(product, f"{day} 00:05")
    assert same_day.limit(product, key).legal_day == day
    product.at(f"{day} 23:59")
    assert same_day.limit(product, key).state != "missed"
    product.at(f"{after} 00:01")
    assert same_day.limit(product, key).state == "missed"
    assert same_day.missed(product) == ["C1_MISSAD"]
    assert nothing_failed(product)
    assert ledger(product).is_whole


def test_the_same_day_is_that_of_stockholm_wherever_the_server_is(
    product: Product, zone: str
) -> None:
    """At half past midnight it is still yesterday in UTC and in New York."""
    key = same_day.arrive(product, "2026-07-02 00:30")
    assert same_day.limit(product, key).legal_day == "2026-07-02", zone
    product.at("2026-07-02 23:59")
    assert same_day.limit(product, key).state != "missed"
    product.at("2026-07-03 00:01")
    assert same_day.limit(product, key).state == "missed"
    assert ledger(product).is_whole


def test_three_weeks_over_a_clock_change_end_on_their_day_wherever_the_server_is(
    product: Product, zone: str
) -> None:
    key = arrears.arrive(product, "2026-10-12 23:30", service_date="2026-10-12")
    assert arrears.period(product, key).legal_day == "2026-11-02", zone


def test_three_weeks_over_a_leap_day_count_it(product: Product) -> None:
    key = arrears.arrive(product, "2028-02-14 09:00", service_date="2028-02-14")
    assert arrears.period(product, key).legal_day == "2028-03-06"
