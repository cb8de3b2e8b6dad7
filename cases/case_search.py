"""Finding a case by what somebody says on the telephone: a name, a number or an address.

Only among what the policy lets the person see, and by a name never a sealed case: that one is found
by those who know of it (domain 4.3).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select

from cases.case import Case
from cases.dwelling import street_key
from cases.law import identity_number
from cases.party import name_key
from cases.policy import StaffMember, auditable_cases, visible_cases
from cases.tables.models import cases, dwellings, household_members, households, notices, persons
from db.session import Session

MOST = 50
SHORTEST, LONGEST = 2, 200
"""Signs: one letter finds everybody, and nothing that is looked for is longer."""


def find(session: Session, actor: StaffMember, said: str, today: date) -> list[Case]:
    """The cases that what was said fits, the newest first, and no more than ``MOST``."""
    fits = _fits(" ".join(said.split()), today)
    statement = select(cases).where(visible_cases(actor), ~cases.c.sealed, fits)
    rows = session.execute(statement.order_by(cases.c.id.desc()).limit(MOST))
    return [Case(**row._mapping) for row in rows]


def find_numbered(session: Session, actor: StaffMember, said: str) -> list[Case]:
    """The cases whose history the actor may step through that bear a number: their own, whole or
    its last digits, or the receipt number of a notice."""
    statement = select(cases).where(auditable_cases(actor), _is_numbered(said.upper()))
    rows = session.execute(statement.order_by(cases.c.id.desc()).limit(MOST))
    return [Case(**row._mapping) for row in rows]


def _is_numbered(said: str) -> ColumnElement[bool]:
    signs = "".join(sign for sign in said if sign.isalnum())
    receipt = "-".join((signs[:4], signs[4:8], signs[8:]))
    of_notice = select(notices.c.case_id).where(notices.c.receipt == receipt)
    found = or_(cases.c.number == "".join(said.split()), cases.c.id.in_(of_notice))
    if signs.isascii() and signs.isdecimal():
        return or_(found, cases.c.number.endswith(f"-{signs:0>6}"))
    return found


def _fits(said: str, today: date) -> ColumnElement[bool]:
    return or_(cases.c.number == said.upper(), cases.c.household_id.in_(homes(said, today)))


def homes(said: str, today: date) -> Select[tuple[int]]:
    """The ids of the households that somebody in, or the address of, is what was said."""
    return (
        select(households.c.id)
        .join(dwellings, dwellings.c.id == households.c.dwelling_id)
        .join(household_members, household_members.c.household_id == households.c.id)
        .join(persons, persons.c.id == household_members.c.person_id)
        .where(or_(*_of_person(said, today), *_of_address(said)))
    )


def _of_person(said: str, today: date) -> list[ColumnElement[bool]]:
    """Her number, or each part of a name somewhere in hers."""
    number = identity_number.stated_number(said, today=today)
    by_number = [persons.c.personal_number == number.value] if number else []
    parts = name_key(said).split()
    in_name = [persons.c.name_key.contains(part, autoescape=True) for part in parts]
    return [*by_number, and_(*in_name)] if in_name else by_number


def _of_address(said: str) -> list[ColumnElement[bool]]:
    """The street from its beginning; what follows a comma is the town."""
    street = street_key(said.partition(",")[0])
    return [dwellings.c.street_key.startswith(street, autoescape=True)] if street else []
