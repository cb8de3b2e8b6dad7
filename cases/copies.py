"""Finding the same notice sent once more by another door: suggested, never decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cases import notice, tenants
from cases.dwelling import apartment_key, postal_key, street_key
from cases.notice import Notice
from cases.tables.models import notices
from db.session import Session

WITHIN = timedelta(days=10)
"""Copies come within so many days of each other: a letter takes its time."""

MOST, MOST_LOOKED_AT = 5, 1000
_SAME_FACTS = (
    "termination_date",
    "service_date",
    "eviction_date",
    "eviction_at",
    "kfm_case_number",
    "kfm_document",
    "amount",
    "previous_eviction_date",
)
"""Facts that do not differ between two copies; one that a copy leaves out says nothing."""


def candidates(session: Session, of: Notice) -> list[Notice]:
    """The notices that this one may be another copy of, the newest first: those that came before
    it, or that somebody has matched already."""
    day = date.fromisoformat(of.arrival_day)
    near = notice.newest(
        session,
        notices.c.id != of.id,
        notices.c.type_code == of.type_code,
        (notices.c.state == "linked")
        | ((notices.c.state == "registered") & (notices.c.id < of.id)),
        notices.c.arrival_day.between(str(day - WITHIN), str(day + WITHIN)),
        limit=MOST_LOOKED_AT,
    )
    return [one for one in near if is_copy(one.facts, of.facts)][:MOST]


def is_copy(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two notices are of the same home and tenant and contradict each other in nothing."""
    return (
        _is_same_home(one, other)
        and _is_same_tenant(one, other)
        and not any(_differ(one, other, name) for name in _SAME_FACTS)
    )


def _is_same_home(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    flats = {apartment_key(one), apartment_key(other)} - {None}
    return _address(one) == _address(other) != ("", "") and len(flats) < 2


def _is_same_tenant(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    numbers = [{t.number for t in tenants.of_facts(f) if t.number} for f in (one, other)]
    if all(numbers):
        return bool(numbers[0] & numbers[1])
    return any(
        tenants.likeness(a.name, b.name)
        for a in tenants.of_facts(one)
        for b in tenants.of_facts(other)
    )


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    stated, also = one.get(name), other.get(name)
    return bool(stated) and bool(also) and stated != also


def _address(facts: Mapping[str, Any]) -> tuple[str, str]:
    street = str(facts.get("dwelling_street") or "")
    return street_key(street), postal_key(str(facts.get("dwelling_postal_code") or ""))
