"""The open cases that may be of the same household as another one, as options."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from cases import case, household
from cases.case import Case
from cases.tables.models import cases, dwellings, household_members, households, persons
from db.session import Session
from engine.forms import Option
from engine.texts import Text


def other_cases(session: Session, key: str) -> list[Option]:
    """Open cases of the same unit in the same home or with the same person. A sealed case is not
    offered: that it is there is more than the list may say."""
    of = case.find(session, key)
    if of is None:
        return []
    rows = session.execute(_alike(session, of))
    return [
        Option(row.public_id, Text(f"Ärende {row.number}", f"Case {row.number}")) for row in rows
    ]


def _alike(session: Session, of: Case) -> Select[tuple[str, str]]:
    home = household.dwelling_of(session, of.household_id)
    own = select(persons.c.name_key, persons.c.personal_number).join(
        household_members, household_members.c.person_id == persons.c.id
    )
    known = session.execute(own.where(household_members.c.household_id == of.household_id)).all()
    same_home = (dwellings.c.street_key == home.street_key) & (
        dwellings.c.postal_code == home.postal_code
    )
    same_person = or_(
        persons.c.name_key.in_([row.name_key for row in known]),
        persons.c.personal_number.in_([row.personal_number for row in known]),
    )
    return (
        select(cases.c.public_id, cases.c.number)
        .join(households, households.c.id == cases.c.household_id)
        .join(dwellings, dwellings.c.id == households.c.dwelling_id)
        .join(household_members, household_members.c.household_id == households.c.id)
        .join(persons, persons.c.id == household_members.c.person_id)
        .where(
            cases.c.state == "open",
            cases.c.id != of.id,
            cases.c.unit_id == of.unit_id,
            cases.c.sealed.is_(False),
            or_(same_home, same_person),
        )
        .distinct()
        .order_by(cases.c.number)
        .limit(20)
    )
