"""What people do about unpaid rent in the vectors and the walks, one act each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from cases import limits
from cases.law.deadlines import Kind
from cases.limits import StoredLimit
from cases.tables.track_models import flags
from tests.product import Product
from tests.steps import day, do, match, posting, receive, rows

MEASURE, FIRST_RENT, SECOND_RENT = "Välj åtgärd", "Kontrollera hyran", "Kontrollera andra hyran"
DECIDE, POSTING = "Besluta om åtagande", "Ange när brevet lämnades"
ATTEMPT, LETTER = "Försök nå hushållet", "Skicka brev till hushållet"
NO_CONTACT = "Besluta när kontakt saknas"
LAST_DAY = "Sista dag för åtagande: besluta"
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


def propose(product: Product, amount: str = "18 400") -> None:
    """The caseworker proposes a commitment."""
    do(
        product,
        "demo-hanna",
        MEASURE,
        {
            "measure": "commitment",
            "commitment_amount": amount,
            "commitment_months": "2026-11, 2026-12",
            "economy": "yes",
            **day("commitment_payment_day", f"{product.clock() + timedelta(days=30):%Y-%m-%d}"),
        },
    )


def decide(product: Product, who: str = "demo-malin", **fields: str) -> None:
    """A delegate decides that the board takes on the rent."""
    do(product, who, DECIDE, {"decision": "approve", "reason": "Barnfamilj.", **fields})


def hand_over(product: Product) -> None:
    """The commitment goes in writing, by hand, now."""
    do(product, "demo-hanna", POSTING, posting(product))


def codes(product: Product) -> set[str]:
    """The flags that stand open."""
    return {one.code for one in rows(product, flags) if one.settled_at is None}


def titles(product: Product, person: str) -> list[str]:
    """The titles in somebody's inbox."""
    browser = product.browser(person)
    browser.get("/inkorg")
    found = re.findall(r'href="/uppgifter/[^"]+">([^<]+)', browser.page)
    return sorted(" ".join(title.split()) for title in found)


def period(product: Product, key: str, kind: Kind = Kind.RECOVERY_PERIOD) -> StoredLimit:
    with product.database.reading() as session:
        found = limits.find(session, key, kind)
    assert found is not None
    return found


def ends(product: Product, key: str) -> tuple[str | None, str | None, str | None]:
    """The last day in law, our own, and the first day of a decision."""
    home, decision = period(product, key), period(product, key, Kind.EARLIEST_DECISION)
    return home.legal_day, home.internal_day, decision.legal_day
