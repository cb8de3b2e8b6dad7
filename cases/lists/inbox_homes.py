"""Whom the cases of an inbox are about: name and street, where a list may tell (domain 2.5).

A list is read outside the case, and there whoever has not been looked up counts as protected. So a
home is named when everybody in it was found unprotected, no case of it is sealed, and no notice of
the case names anybody who is protected; of every other case the number alone is told.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cases import notice_facts, tenants
from cases.policy import StaffMember, visible_cases
from cases.sealing import PROTECTED
from cases.tables.models import (
    cases,
    dwellings,
    household_members,
    households,
    notices,
    persons,
)
from db.session import Session


@dataclass(frozen=True)
class Home:
    """Who lives there, in the order of the case's page, and the street."""

    names: tuple[str, ...]
    street: str


def of_cases(session: Session, keys: Collection[str]) -> Mapping[str, Home]:
    """Case -> its home, for the cases among these whose home may be told in a list."""
    rows = _unsealed(session, keys)
    said = _notices(session, [row.id for row in rows])
    homes = {row.household_id for row in rows} | {one.household_id for one in _flat(said.values())}
    members = _members(session, homes - {None})
    secret = _protected_numbers(session, members, _flat(said.values()))
    return {
        row.public_id: _home(row, members)
        for row in rows
        if _may_tell(row.household_id, said[row.id], members, secret)
    }


def may_open(session: Session, actor: StaffMember, keys: Collection[str]) -> frozenset[str]:
    """The cases among these whose page the actor may open."""
    found = select(cases.c.public_id).where(cases.c.public_id.in_(keys), visible_cases(actor))
    return frozenset(session.execute(found).scalars())


def _may_tell(
    home: int, said: Sequence[Any], members: Mapping[int, list[Any]], secret: frozenset[str]
) -> bool:
    """Whether nobody of the home, and nobody whom the notices of the case name, may be protected;
    nothing is told of a home without members."""
    homes = {home} | {one.household_id for one in said} - {None}
    there = [member for one in homes for member in members.get(one, ())]
    return (
        bool(members.get(home))
        and all(member.protection == "none" for member in there)
        and not secret & {*_numbers_of(there), *_numbers_in(said)}
        and not any(_says_protected(one.facts, there) for one in said)
    )


def _says_protected(facts: Mapping[str, Any], there: Iterable[Any]) -> bool:
    """Whether a notice says that its tenant is protected, and nobody has found since that she is
    not: the rule of ``sealing.is_protected``."""
    if facts.get(notice_facts.TENANT_PROTECTION) not in PROTECTED:
        return False
    named = tenants.of_facts(facts)
    return not any(
        member.protection == "none" and tenants.is_member(one, member)
        for member in there
        for one in named
    )


def _unsealed(session: Session, keys: Collection[str]) -> Sequence[Any]:
    return session.execute(
        select(cases.c.id, cases.c.public_id, cases.c.household_id, dwellings.c.street)
        .join(households, households.c.id == cases.c.household_id)
        .join(dwellings, dwellings.c.id == households.c.dwelling_id)
        .where(cases.c.public_id.in_(keys), ~cases.c.sealed)
    ).all()


def _notices(session: Session, case_ids: Collection[int]) -> dict[int, list[Any]]:
    found = session.execute(
        select(notices.c.case_id, notices.c.household_id, notices.c.facts).where(
            notices.c.case_id.in_(case_ids)
        )
    )
    said: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        said[row.case_id].append(_Said(row.household_id, json.loads(row.facts)))
    return said


@dataclass(frozen=True)
class _Said:
    """What one notice says, and the household that it was matched with."""

    household_id: int | None
    facts: Mapping[str, Any]


def _members(session: Session, homes: Collection[int]) -> dict[int, list[Any]]:
    found = session.execute(
        select(household_members.c.household_id, persons)
        .join(persons, persons.c.id == household_members.c.person_id)
        .where(household_members.c.household_id.in_(homes))
        .order_by(persons.c.id)
    )
    members: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        members[row.household_id].append(row)
    return members


def _protected_numbers(
    session: Session, members: Mapping[int, list[Any]], said: Iterable[Any]
) -> frozenset[str]:
    """The confirmed numbers among these that somebody protected has, wherever she is a member."""
    numbers = {*_numbers_of(_flat(members.values())), *_numbers_in(said)}
    found = select(persons.c.personal_number).where(
        persons.c.personal_number.in_(numbers),
        persons.c.number_confirmed,
        persons.c.protection.in_(PROTECTED),
    )
    return frozenset(session.execute(found).scalars())


def _numbers_of(members: Iterable[Any]) -> set[str]:
    return {one.personal_number for one in members if one.number_confirmed and one.personal_number}


def _numbers_in(said: Iterable[Any]) -> set[str]:
    named = [tenant for one in said for tenant in tenants.of_facts(one.facts)]
    return {tenant.number for tenant in named if tenant.number}


def _home(row: Any, members: Mapping[int, list[Any]]) -> Home:
    return Home(tuple(member.name for member in members[row.household_id]), row.street)


def _flat(lists: Iterable[list[Any]]) -> list[Any]:
    return [one for some in lists for one in some]
