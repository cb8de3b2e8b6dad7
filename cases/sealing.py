"""Sealing a case: when somebody in it has protected personal data, only a named group may see it.

Domain 2.5: the notice itself can reveal a protected address, so that a match is enough to seal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases import notice_facts, party, tenants
from cases.case import Case
from cases.letters.exposed_letters import flag_exposed
from cases.notice import Notice
from cases.tables.models import (
    cases,
    household_members,
    memberships,
    notices,
    persons,
    staff,
    units,
)
from cases.tables.office_models import confirmations
from cases.tables.sharing_models import case_access
from cases.task_policy import is_for
from db.session import Session
from engine.models import user_tasks

PROTECTED = ("marked", "protected_registration", "assumed_identity")
"""Protection that seals; ``unknown`` hides a name in lists and seals nothing."""


@dataclass(frozen=True)
class Sealing:
    """What protection changed about a case, for ``tell`` to record. is_new: it was sealed now;
    let_in: who was added to its group, by public id; flags: those that were raised on it."""

    case: str
    is_new: bool
    let_in: tuple[str, ...]
    flags: tuple[str, ...] = ()


def seal_if_protected(session: Session, case: Case, *, actor: str, now: datetime) -> Sealing | None:
    """Seal the case when somebody in its household is protected; None when it stays open.

    actor: the person's id; who adds a notice to a sealed case stays in its group, or nobody could
    finish what the notice begins.
    """
    if case.sealed:
        own = _by_public_id(session, {_staff_key(actor)})
        return Sealing(case.public_id, False, grant(session, case, own, by=actor, now=now))
    if not has_protected(session, case.household_id):
        return None
    return seal(session, case, actor=actor, now=now)


def seal(session: Session, case: Case, *, actor: str, now: datetime) -> Sealing:
    """Close the case to everyone but those who answer for it now."""
    session.execute(update(cases).where(cases.c.id == case.id).values(sealed=True))
    group = grant(session, case, first_group(session, case, actor), by=actor, now=now)
    return Sealing(case.public_id, True, group, tuple(flag_exposed(session, case, now)))


def tell(record: Callable[..., None], done: Sealing, *, cause: str) -> None:
    """Record that a case was sealed with whom in its group, or who came into that of one that was
    sealed before, and the flags that were raised with it."""
    if done.is_new:
        after = {"sealed": True, "group": list(done.let_in)}
        facts = {"cause": cause, "before": {"sealed": False}, "after": after}
        record("case.sealed", facts, subject=done.case)
    else:
        for one in done.let_in:
            record("access.granted", {"staff": one, "cause": cause}, subject=done.case)
    if done.flags:
        record("flag.raised", {"flags": list(done.flags)}, subject=done.case)


def lift(session: Session, case: Case) -> None:
    """Open the case to its unit again; who was in the group stays in its history."""
    session.execute(update(cases).where(cases.c.id == case.id).values(sealed=False))
    session.execute(delete(case_access).where(case_access.c.case_id == case.id))


def is_in_group(session: Session, case: Case, staff_key: str) -> bool:
    """Whether a person, by public id, may see the sealed case."""
    return any(one.public_id == staff_key for one in group_of(session, case))


def has_protected(session: Session, household_id: int) -> bool:
    """Whether a member is protected, also as the same person in another household."""
    return bool(_protected_members(session, household_id))


def is_home_secret(session: Session, notice_id: int | None, case_id: int | None) -> bool:
    """Whether somebody who lives where a letter about this goes is protected, by all that is known
    now: of the household, and of whom a notice names, who need not be one of it."""
    named = ((notices.c.id, notice_id), (notices.c.case_id, case_id))
    about = or_(false(), *(column == key for column, key in named if key is not None))
    found = session.execute(select(notices.c.household_id, notices.c.facts).where(about)).all()
    of_case = select(cases.c.household_id).where(cases.c.id == case_id)
    homes = {row.household_id for row in found} | set(session.execute(of_case).scalars())
    if any(has_protected(session, home) for home in homes - {None}):
        return True
    return any(_names_protected(session, row.household_id, json.loads(row.facts)) for row in found)


def is_protected(session: Session, notice: Notice) -> bool:
    """Whether a notice that is in no case yet names somebody who is known as protected, by number
    or by what was found of her: in a case it is sealed with that."""
    home = notice.household_id
    return notice.case_id is None and _names_protected(session, home, notice.facts)


def take_over_protection(session: Session, household_id: int) -> list[dict[str, str]]:
    """Give members the protection that the same person has elsewhere; what was changed, with before
    and after, for the caller to record.

    A notice matched as a new household makes a new row for a person whom we may know by number.
    """
    found = _protected_members(session, household_id)
    changed = [m for m in party.members(session, household_id) if m.id in found]
    facts = []
    for member in changed:
        if member.protection not in PROTECTED:
            after = {"protection": found[member.id]}
            session.execute(update(persons).where(persons.c.id == member.id).values(**after))
            told = {"before": member.protection, "after": found[member.id]}
            facts.append({"person": member.public_id, **told})
    return facts


def cases_of_person(session: Session, person_id: int) -> list[Case]:
    """Every case whose household has this person, known by row or by confirmed number."""
    same = select(persons.c.id).where(_is_same_as(person_id))
    rows = session.execute(
        select(cases)
        .join(household_members, household_members.c.household_id == cases.c.household_id)
        .where(household_members.c.person_id.in_(same))
        .distinct()
        .order_by(cases.c.id)
    )
    return [Case(**row._mapping) for row in rows]


def same_persons(session: Session, person_id: int) -> list[int]:
    """The rows of one human being: this one, and those with the same confirmed number."""
    return list(session.execute(select(persons.c.id).where(_is_same_as(person_id))).scalars())


def grant(
    session: Session, case: Case, staff_ids: Collection[int], *, by: str, now: datetime
) -> tuple[str, ...]:
    """Let these people see a sealed case; those who may already are left as they are. Gives the
    public ids of the new ones, for the caller to record."""
    before = {one.public_id for one in group_of(session, case)}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for staff_id in sorted(staff_ids):
        session.execute(
            dialect.insert(case_access)
            .values(case_id=case.id, staff_id=staff_id, granted_by=by, granted_at=now)
            .on_conflict_do_nothing(index_elements=["case_id", "staff_id"])
        )
    return tuple(sorted({one.public_id for one in group_of(session, case)} - before))


def group_of(session: Session, case: Case) -> list[Any]:
    """Who may see the sealed case, and who let them in, oldest first."""
    return list(
        session.execute(
            select(
                staff.c.public_id, staff.c.name, case_access.c.granted_by, case_access.c.granted_at
            )
            .join(staff, staff.c.id == case_access.c.staff_id)
            .where(case_access.c.case_id == case.id)
            .order_by(case_access.c.granted_at, staff.c.id)
        )
    )


def first_group(session: Session, case: Case, actor: str) -> set[int]:
    """Who sees a case when it is sealed: the actor, the managers of its unit, the officers who
    answer for its same-day confirmations, and those whose open tasks would otherwise be nobody's.
    Without a manager the unit's caseworkers: never nobody."""
    managers = _in_unit(session, case, "manager") or _in_unit(session, case, "caseworker")
    taken = {_staff_key(actor), *map(_staff_key, _assignees(session, case))}
    officers = _officers(session, case)
    return {*managers, *officers, *_by_public_id(session, taken), *_registrars(session, case)}


def _names_protected(session: Session, home: int | None, facts: Mapping[str, Any]) -> bool:
    named = tenants.of_facts(facts)
    if facts.get(notice_facts.TENANT_PROTECTION) in PROTECTED:
        # Unless she has been matched, and somebody has found since then that she is not.
        members = [] if home is None else party.members(session, home)
        hers = [m.protection for m in members if any(tenants.is_member(n, m) for n in named)]
        return "none" not in hers
    numbers = [one.number for one in named if one.number]
    known = select(persons.c.id).where(
        persons.c.personal_number.in_(numbers),
        persons.c.number_confirmed,
        persons.c.protection.in_(PROTECTED),
    )
    return bool(numbers) and session.execute(known.limit(1)).first() is not None


def _protected_members(session: Session, household_id: int) -> dict[int, str]:
    other = persons.alias("other")
    same = or_(
        other.c.id == persons.c.id,
        and_(
            persons.c.number_confirmed,
            other.c.number_confirmed,
            other.c.personal_number == persons.c.personal_number,
        ),
    )
    rows = session.execute(
        select(persons.c.id, other.c.protection)
        .join(household_members, household_members.c.person_id == persons.c.id)
        .join(other, same)
        .where(household_members.c.household_id == household_id, other.c.protection.in_(PROTECTED))
        .order_by(other.c.id)
    )
    return {row.id: row.protection for row in rows}


def _is_same_as(person_id: int) -> ColumnElement[bool]:
    number = (
        select(persons.c.personal_number)
        .where(persons.c.id == person_id, persons.c.number_confirmed)
        .scalar_subquery()
    )
    return or_(
        persons.c.id == person_id,
        and_(persons.c.number_confirmed, persons.c.personal_number == number),
    )


def _in_unit(session: Session, case: Case, role: str) -> set[int]:
    of_unit = (
        select(memberships.c.staff_id)
        .join(staff, staff.c.id == memberships.c.staff_id)
        .where(memberships.c.unit_id == case.unit_id, memberships.c.role == role, staff.c.is_active)
    )
    return set(session.execute(of_unit).scalars())


def _assignees(session: Session, case: Case) -> list[str]:
    """Those who have taken a task in the case."""
    taken = select(user_tasks.c.assignee).where(
        user_tasks.c.assignee.is_not(None), _is_of_case(case)
    )
    return [str(who) for who in session.execute(taken.distinct()).scalars()]


def _registrars(session: Session, case: Case) -> set[int]:
    """The registrars, when a task of the case waits for any of them: a manager cannot take it."""
    waiting = select(user_tasks.c.candidate_group).where(
        user_tasks.c.state == "open",
        user_tasks.c.assignee.is_(None),
        is_for("registrar"),
        _is_of_case(case),
    )
    keys = [str(group).partition(":")[2] for group in session.execute(waiting).scalars()]
    of_units = (
        select(memberships.c.staff_id)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(units.c.key.in_(keys), memberships.c.role == "registrar")
    )
    return set(session.execute(of_units).scalars()) if keys else set()


def _is_of_case(case: Case) -> ColumnElement[bool]:
    of_case = select(notices.c.public_id).where(notices.c.case_id == case.id)
    return or_(user_tasks.c.business_key == case.public_id, user_tasks.c.business_key.in_(of_case))


def _officers(session: Session, case: Case) -> set[int]:
    of_case = (
        select(confirmations.c.officer_id)
        .join(notices, notices.c.id == confirmations.c.notice_id)
        .where(notices.c.case_id == case.id)
    )
    return set(session.execute(of_case).scalars())


def _by_public_id(session: Session, keys: Collection[str]) -> set[int]:
    return set(session.execute(select(staff.c.id).where(staff.c.public_id.in_(keys))).scalars())


def _staff_key(actor: str) -> str:
    return actor.removeprefix("staff:")
