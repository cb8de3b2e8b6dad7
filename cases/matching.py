"""Which household a notice may be about, with the reasons; a person always decides."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select

from cases.dwelling import postal_key, street_key
from cases.models import (
    cases,
    dwellings,
    household_members,
    households,
    notice_suggestions,
    persons,
)
from cases.notice import Notice
from cases.party import name_key
from db.session import Session

WEIGHTS = {
    "same_number": 60,
    "same_name": 25,
    "same_dwelling": 30,
    "same_street_address": 15,
    "other_apartment": -10,
    "other_number": -40,
}
"""What each reason weighs. Policy, not law: the order of suggestions, never a decision."""

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
    reasons: dict[int, set[str]] = defaultdict(set)
    for row in _candidates(session, notice.facts):
        reasons[row.household_id].update(_reasons(row, notice.facts))
    return [
        (household, (sum(WEIGHTS[r] for r in found), sorted(found, key=lambda r: -WEIGHTS[r])))
        for household, found in reasons.items()
    ]


def _candidates(session: Session, facts: dict[str, Any]) -> list[Any]:
    return list(
        session.execute(
            select(
                households.c.id.label("household_id"),
                persons.c.name_key,
                persons.c.personal_number,
                dwellings.c.street_key,
                dwellings.c.postal_code,
                dwellings.c.apartment_number,
            )
            .join(dwellings, dwellings.c.id == households.c.dwelling_id)
            .join(household_members, household_members.c.household_id == households.c.id)
            .join(persons, persons.c.id == household_members.c.person_id)
            .where(_resembles(facts))
            .limit(200)
        )
    )


def _resembles(facts: dict[str, Any]) -> ColumnElement[bool]:
    same_address = (dwellings.c.street_key == street_key(facts["dwelling_street"])) & (
        dwellings.c.postal_code == postal_key(facts["dwelling_postal_code"])
    )
    same_name = persons.c.name_key == name_key(facts["tenant_name"])
    number = stated_number(facts)
    resembles = same_address | same_name
    return resembles | (persons.c.personal_number == number) if number else resembles


def _reasons(row: Any, facts: dict[str, Any]) -> set[str]:
    found = set()
    number = stated_number(facts)
    if number and row.personal_number:
        found.add("same_number" if row.personal_number == number else "other_number")
    if row.name_key == name_key(facts["tenant_name"]):
        found.add("same_name")
    if (row.street_key, row.postal_code) == (
        street_key(facts["dwelling_street"]),
        postal_key(facts["dwelling_postal_code"]),
    ):
        found.update(_apartment_reasons(row.apartment_number, facts.get("apartment_number")))
    return found


def _apartment_reasons(known: str | None, stated: str | None) -> set[str]:
    if known and stated:
        return {"same_dwelling"} if known == stated else {"same_street_address", "other_apartment"}
    return {"same_street_address"}


def stated_number(facts: dict[str, Any]) -> str | None:
    """The personal number that a notice states, if its check digit is right."""
    number = facts.get("tenant_personal_number")
    if isinstance(number, dict):
        return number["value"] if number.get("confirmed") else None
    return number
