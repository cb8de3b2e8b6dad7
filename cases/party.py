"""Persons: how a name is compared, and what of a person may be shown outside the case."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import insert, select, update

from cases.tables.models import household_members, persons
from db.session import Session


def name_key(name: str) -> str:
    """A name as it is compared: without case, accents and order of its parts.

    ``Öberg, Åsa Maria`` and ``Åsa Maria Öberg`` have the same key.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(letters.split()))


def add_person(
    session: Session, *, public_id: str, name: str, number: str | None, confirmed: bool
) -> int:
    """A new person; protection is unknown until someone has looked it up."""
    new: int = session.execute(
        insert(persons)
        .values(
            public_id=public_id,
            name=name,
            name_key=name_key(name),
            personal_number=number,
            number_confirmed=confirmed,
            protection="unknown",
        )
        .returning(persons.c.id)
    ).scalar_one()
    return new


def rename(session: Session, person_id: int, *, name: str, number: str | None) -> None:
    """The right name and number of a person; a number that is not given stays. The caller records
    both."""
    values: dict[str, Any] = {"name": name, "name_key": name_key(name)}
    if number is not None:
        values |= {"personal_number": number, "number_confirmed": True}
    session.execute(update(persons).where(persons.c.id == person_id).values(**values))


def members(session: Session, household_id: int) -> list[Any]:
    """The persons of a household, in the order in which they were added."""
    return list(
        session.execute(
            select(persons, household_members.c.role)
            .join(household_members, household_members.c.person_id == persons.c.id)
            .where(household_members.c.household_id == household_id)
            .order_by(persons.c.id)
        )
    )
