"""Which household a notice may be about, with the reasons; a person always decides."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select

from cases import tenants
from cases.dwelling import apartment_key, postal_key, street_key
from cases.notice import Notice
from cases.tables.models import (
    cases,
    dwellings,
    household_members,
    households,
    notice_suggestions,
    persons,
)
from cases.tenants import Tenant
from db.session import Session

WEIGHTS = {
    "same_number": 60,
    "same_name": 25,
    "similar_name": 15,
    "same_dwelling": 30,
    "same_street_address": 15,
    "other_apartment": -10,
    "other_number": -40,
}
"""What each reason weighs. Policy, not law: the order of suggestions, never a decision."""

FOUND = "found"
"""Why a household is suggested that a person has searched for."""

THRESHOLD = 25
MOST = 5


@dataclass(frozen=True)
class Suggestion:
    """A household that a notice may be about. Names and addresses are not carried along: the
    protection of the persons is not known, and the notice itself says what the registrar needs."""

    household_id: int
    household: str
    case_number: str | None
    reasons: tuple[str, ...]


def suggest(session: Session, notice: Notice) -> int:
    """Find households that resemble the notice and keep them beside it; returns how many."""
    scored = sorted(
        ((score, household, reasons) for household, (score, reasons) in _scores(session, notice)),
        key=lambda item: (-item[0], item[1]),
    )
    rows = [
        {
            "notice_id": notice.id,
            "household_id": household,
            "score": score,
            "reasons": json.dumps(reasons),
        }
        for score, household, reasons in scored[:MOST]
        if score >= THRESHOLD
    ]
    session.execute(delete(notice_suggestions).where(notice_suggestions.c.notice_id == notice.id))
    if rows:
        session.execute(insert(notice_suggestions), rows)
    return len(rows)


def add_found(session: Session, notice_id: int, household_id: int) -> bool:
    """Put a household that a person found last among the suggestions; whether it was not there."""
    is_there = select(notice_suggestions.c.notice_id).where(
        notice_suggestions.c.notice_id == notice_id,
        notice_suggestions.c.household_id == household_id,
    )
    if session.execute(is_there).first() is not None:
        return False
    row = {"notice_id": notice_id, "household_id": household_id, "score": 0}
    session.execute(insert(notice_suggestions), [{**row, "reasons": json.dumps([FOUND])}])
    return True


def suggestions(session: Session, notice_id: int) -> list[Suggestion]:
    """The suggestions kept for a notice, the likeliest first."""
    open_case = (cases.c.household_id == households.c.id) & (cases.c.state == "open")
    rows = session.execute(
        select(
            households.c.id,
            households.c.public_id,
            cases.c.number,
            notice_suggestions.c.reasons,
        )
        .join(notice_suggestions, notice_suggestions.c.household_id == households.c.id)
        .outerjoin(cases, open_case)
        .where(notice_suggestions.c.notice_id == notice_id)
        .order_by(notice_suggestions.c.score.desc(), households.c.id)
    )
    return [Suggestion(r.id, r.public_id, r.number, tuple(json.loads(r.reasons))) for r in rows]


def _scores(session: Session, notice: Notice) -> list[tuple[int, tuple[int, list[str]]]]:
    members: dict[int, list[Any]] = defaultdict(list)
    for row in _candidates(session, notice.facts):
        members[row.household_id].append(row)
    found = {
        household: _reasons(rows, notice.facts, tenants.of_facts(notice.facts))
        for household, rows in members.items()
    }
    return [
        (household, (sum(WEIGHTS[r] for r in why), sorted(why, key=lambda r: -WEIGHTS[r])))
        for household, why in found.items()
    ]


def _candidates(session: Session, facts: Mapping[str, Any]) -> list[Any]:
    """The members of every household in which somebody resembles the notice."""
    resembling = (
        select(households.c.id)
        .join(dwellings, dwellings.c.id == households.c.dwelling_id)
        .join(household_members, household_members.c.household_id == households.c.id)
        .join(persons, persons.c.id == household_members.c.person_id)
        .where(_resembles(facts))
        .distinct()
        .limit(200)
    )
    return list(
        session.execute(
            select(
                households.c.id.label("household_id"),
                persons.c.name,
                persons.c.name_key,
                persons.c.personal_number,
                dwellings.c.street_key,
                dwellings.c.postal_code,
                dwellings.c.apartment_number,
            )
            .join(dwellings, dwellings.c.id == households.c.dwelling_id)
            .join(household_members, household_members.c.household_id == households.c.id)
            .join(persons, persons.c.id == household_members.c.person_id)
            .where(households.c.id.in_(resembling))
        )
    )


def _resembles(facts: Mapping[str, Any]) -> ColumnElement[bool]:
    stated = tenants.of_facts(facts)
    street, code = _address(facts)
    same_address = (dwellings.c.street_key == street) & (dwellings.c.postal_code == code)
    return or_(
        same_address & (dwellings.c.street_key != ""),
        persons.c.name_key.in_([tenant.key for tenant in stated if tenant.key]),
        persons.c.personal_number.in_([tenant.number for tenant in stated if tenant.number]),
    )


def _reasons(rows: Sequence[Any], facts: Mapping[str, Any], stated: Sequence[Tenant]) -> set[str]:
    alike = {
        tenants.likeness(tenant.name, row.name) for row in rows for tenant in stated if tenant.name
    }
    names = [name for name in ("same_name", "similar_name") if name in alike]
    found = set(names[:1])
    return found | _number_reasons(rows, stated) | _dwelling_reasons(rows[0], facts)


def _number_reasons(rows: Sequence[Any], stated: Sequence[Tenant]) -> set[str]:
    """One number in common is enough; without any, another one speaks against."""
    known = {row.personal_number for row in rows if row.personal_number}
    numbers = {tenant.number for tenant in stated if tenant.number}
    if not known or not numbers:
        return set()
    return {"same_number"} if known & numbers else {"other_number"}


def _dwelling_reasons(row: Any, facts: Mapping[str, Any]) -> set[str]:
    if not row.street_key or (row.street_key, row.postal_code) != _address(facts):
        return set()
    known, stated = row.apartment_number, apartment_key(facts)
    if known and stated:
        return {"same_dwelling"} if known == stated else {"same_street_address", "other_apartment"}
    return {"same_street_address"}


def _address(facts: Mapping[str, Any]) -> tuple[str, str]:
    street = str(facts.get("dwelling_street") or "")
    return street_key(street), postal_key(str(facts.get("dwelling_postal_code") or ""))
