"""What people do about a booked eviction in the vectors, one act each."""

from __future__ import annotations

import re
from typing import Any

from cases import eviction, limits, notice
from cases.eviction import Eviction
from cases.limits import StoredLimit
from tests.product import Product
from tests.steps import do, receive

KFM = {
    "sender_kind": "kfm",
    "sender_name": "Kronofogden",
    "sender_email": None,
    "ground": None,
    "is_terminated": None,
    "measure": "eviction",
    "kfm_document": "time",
    "kfm_case_number": "U-123-26",
    "arrival_channel": "SDK",
}
CONTACT = "Kontakta hushållet och bedöm barnens situation"
RESULT = "Fråga Kronofogden om resultatet"


def book(product: Product, at: str, **changes: Any) -> str:
    """Kronofogden tells the time of an eviction, a local day and time; the notice's public id."""
    return receive(product, **{**KFM, "eviction_at": at.replace(" ", "T"), **changes})


def cancel(product: Product, **changes: Any) -> str:
    """Kronofogden tells that the eviction is off."""
    facts = {"kfm_document": "cancelled", "result": "cancelled", **changes}
    return receive(product, **{**KFM, **facts})


def contact(product: Product, children: str = "no", **changes: str) -> None:
    """The caseworker has reached the household."""
    fields = {"contact": "two_way", "situation": "Letar boende.", "children": children}
    if children == "yes":
        fields["children_situation"] = "Ett barn, åtta år."
    do(product, "demo-hanna", CONTACT, {**fields, "attends": "yes", "letter": "no", **changes})


def tell_result(product: Product, result: str, **more: str) -> None:
    """The caseworker has asked Kronofogden how it went."""
    if result == "carried_out":
        more = {"household_now": "municipal", "children": "no", **more}
    do(product, "demo-hanna", RESULT, {"result": result, "note": "Talade med KFM.", **more})


def limits_of(product: Product, key: str) -> dict[str, StoredLimit]:
    """The limits of a notice, by kind."""
    with product.database.reading() as session:
        return {limit.kind: limit for limit in limits.of(session, [key])}


def evictions(product: Product, key: str) -> Eviction:
    """The eviction of a notice."""
    with product.database.reading() as session:
        found = eviction.of_notice(session, notice.get(session, key).id)
    assert found is not None
    return found


def titles(product: Product, person: str) -> list[str]:
    """The titles in somebody's inbox."""
    browser = product.browser(person)
    browser.get("/inkorg")
    return [
        re.sub(r"\s+", " ", title).strip()
        for title in re.findall(r'href="/uppgifter/[^"]+">([^<]+)', browser.page)
    ]
