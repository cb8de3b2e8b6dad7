"""Unpaid rent, from the notice to the settled debt: vectors T01 to T13, T23, T36 to T40 and T52."""

from __future__ import annotations

from typing import Any

import pytest

from cases import limits, notice
from cases.contact import Attempt, of_cases
from cases.deadlines import Kind
from cases.letter_models import letters
from cases.limits import StoredLimit
from cases.models import cases, notices
from cases.office_models import warnings
from cases.track_models import commitments, flags, ladders, measures, payments
from engine.models import incidents
from tests.product import Product, take_task
from tests.steps import do, ledger, match, posting, receive, rows

MEASURE, FIRST_RENT, SECOND_RENT = "Välj åtgärd", "Kontrollera hyran", "Kontrollera andra hyran"
DECIDE, POSTING = "Besluta om åtagande", "Ange när brevet lämnades"
ATTEMPT, LETTER = "Försök nå hushållet", "Skicka brev till hushållet"
NO_CONTACT = "Besluta när kontakt saknas"
WHOLE: dict[str, Any] = {
    "amount": 1_840_000,
    "arrears_months": ["2026-02", "2026-03"],
    "monthly_rent": 920_000,
    "due_dates": "27 februari",
    "payment_account": "bg 123-4567",
    "termination_date": "2026-03-02",
    "sender_phone": "040-123 45 67",
    "children": "no",
    "rooms": "2",
}
"""A notice that lacks nothing but the day of service."""


def arrive(product: Product, at: str, **changes: Any) -> str:
    """A notice of unpaid rent comes by e-mail at a local time and is matched; its public id."""
    product.clock.set(at)
    facts = {**WHOLE, "arrival_channel": "EPOST", "reached_at": at.replace(" ", "T"), **changes}
    key = receive(product, **facts)
    match(product)
    return key


def period(product: Product, key: str, kind: Kind = Kind.RECOVERY_PERIOD) -> StoredLimit:
    with product.database.reading() as session:
        found = limits.find(session, key, kind)
    assert found is not None
    return found


def ends(product: Product, key: str) -> tuple[str | None, str | None, str | None]:
    """The last day in law, our own, and the first day of a decision."""
    home, decision = period(product, key), period(product, key, Kind.EARLIEST_DECISION)
    return home.legal_day, home.internal_day, decision.legal_day


def test_t01_the_period_of_a_served_tenant_is_fixed(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    assert ends(product, key) == ("2026-03-24", "2026-03-20", "2026-03-27")
    assert period(product, key).state == "fixed"
    assert rows(product, incidents) == []
