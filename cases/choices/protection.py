"""The options of protection: the persons of a case, and who may be let into its group."""

from __future__ import annotations

from sqlalchemy import or_, select

from cases import case, channel_approval, notice, party, sealed_access
from cases.alphabet import place
from cases.case import Case
from cases.tables.models import memberships, staff, units
from cases.tables.sharing_models import case_access
from db.session import Session
from engine.forms import Option
from engine.texts import Text


def persons(session: Session, business_key: str) -> list[Option]:
    """The members of the household of a case, or of the case that a notice is in."""
    about = _case(session, business_key)
    found = party.members(session, about.household_id) if about else []
    return [Option(member.public_id, Text(member.name, member.name)) for member in found]


def reached_persons(session: Session, business_key: str) -> list[Option]:
    """Those of the household for whom a channel is approved."""
    about = _case(session, business_key)
    found = party.members(session, about.household_id) if about else []
    return [
        Option(member.public_id, Text(member.name, member.name))
        for member in found
        if channel_approval.of_person(session, member.id)
    ]


def colleagues(session: Session, business_key: str) -> list[Option]:
    """Those of the authority who may be let into the sealed case: not those who see all of it
    already, as its unit's own or with a reason; who is in its group for her duties only may be."""
    about = _case(session, business_key)
    if about is None:
        return []
    of_unit = select(memberships.c.staff_id).where(
        memberships.c.unit_id == about.unit_id, memberships.c.role.in_(("caseworker", "manager"))
    )
    let_in = select(case_access.c.staff_id).where(
        case_access.c.case_id == about.id,
        or_(case_access.c.reason.is_not(None), case_access.c.staff_id.in_(of_unit)),
    )
    rows = session.execute(
        select(staff.c.public_id, staff.c.name, staff.c.title)
        .join(memberships, memberships.c.staff_id == staff.c.id)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(
            units.c.authority_id == about.authority_id,
            staff.c.is_active,
            memberships.c.role.in_(sorted(sealed_access.READERS)),
            staff.c.id.not_in(let_in),
        )
        .distinct()
    )
    by_name = sorted(rows, key=lambda row: place(row.name))
    return [_colleague(row.public_id, f"{row.name}, {row.title}") for row in by_name]


def access_group(session: Session, business_key: str) -> list[Option]:
    """Those who may see the sealed case now."""
    about = _case(session, business_key)
    found = sealed_access.of_case(session, about.id) if about else []
    return [_colleague(one.public_id, one.name) for one in found]


def _case(session: Session, business_key: str) -> Case | None:
    found = notice.find(session, business_key)
    if found is None:
        return case.find(session, business_key)
    return case.by_id(session, found.case_id) if found.case_id is not None else None


def _colleague(key: str, words: str) -> Option:
    return Option(key, Text(words, words))
