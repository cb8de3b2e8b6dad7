"""Landlords: who sends notices, as the register knows them, and which notices are theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.alphabet import place
from cases.party import name_key
from cases.tables.landlord_models import landlord_contacts, landlords, notice_landlords
from cases.tables.models import notices
from db.session import Session

FACTS = (
    "name",
    "kind",
    "size",
    "organisation_number",
    "channel",
    "street",
    "postal_code",
    "town",
    "phone",
    "email",
)
"""What is stated of a landlord."""


@dataclass(frozen=True)
class Landlord:
    """The row of a landlord. merged_into: of a double, the one that it is."""

    id: int
    public_id: str
    name: str
    kind: str
    size: str | None
    organisation_number: str | None
    channel: str | None
    street: str | None
    postal_code: str | None
    town: str | None
    phone: str | None
    email: str | None
    merged_into: int | None

    @property
    def facts(self) -> dict[str, str | None]:
        return {name: getattr(self, name) for name in FACTS}


@dataclass(frozen=True)
class Contact:
    """A person at a landlord. works_with: area or task, in the landlord's own words."""

    public_id: str
    name: str
    works_with: str | None
    phone: str | None
    email: str | None


def find(session: Session, public_id: str) -> Landlord | None:
    """The landlord with this public id, if there is one."""
    return _one(session, landlords.c.public_id == public_id)


def by_id(session: Session, landlord_id: int) -> Landlord | None:
    return _one(session, landlords.c.id == landlord_id)


def by_number(session: Session, number: str) -> Landlord | None:
    """The landlord with this organisation number, if the register has it."""
    return _one(session, landlords.c.organisation_number == number)


def everyone(session: Session) -> list[Landlord]:
    """Every landlord that is no double, by name."""
    rows = session.execute(select(landlords).where(landlords.c.merged_into.is_(None)))
    return sorted((_landlord(row) for row in rows), key=lambda one: place(one.name))


def add(session: Session, public_id: str, facts: Mapping[str, Any]) -> Landlord:
    """Enter a landlord; the caller records it in the ledger."""
    session.execute(insert(landlords).values(public_id=public_id, **_values(facts)))
    found = find(session, public_id)
    if found is None:
        raise LookupError("The landlord that was entered is gone.")
    return found


def change(session: Session, of: Landlord, facts: Mapping[str, Any]) -> None:
    """Set what is stated of a landlord; the caller records it in the ledger."""
    session.execute(update(landlords).where(landlords.c.id == of.id).values(**_values(facts)))


def merge(session: Session, double: Landlord, into: Landlord) -> None:
    """Everything of the double becomes the other's, its number too if the other has none."""
    number = double.organisation_number
    is_double = landlords.c.id == double.id
    session.execute(
        update(landlords).where(is_double).values(merged_into=into.id, organisation_number=None)
    )
    if number and not into.organisation_number:
        kept = update(landlords).where(landlords.c.id == into.id)
        session.execute(kept.values(organisation_number=number))
    for table in (landlord_contacts, notice_landlords):
        theirs = update(table).where(table.c.landlord_id == double.id)
        session.execute(theirs.values(landlord_id=into.id))


def contacts(session: Session, landlord_id: int) -> list[Contact]:
    """The contact persons of a landlord, in the order they were entered."""
    rows = session.execute(
        select(landlord_contacts)
        .where(landlord_contacts.c.landlord_id == landlord_id)
        .order_by(landlord_contacts.c.id)
    )
    return [Contact(r.public_id, r.name, r.works_with, r.phone, r.email) for r in rows]


def add_contact(session: Session, of: Landlord, contact: Contact) -> None:
    """Enter a contact person; the caller records it in the ledger."""
    values = {name: getattr(contact, name) for name in Contact.__dataclass_fields__}
    session.execute(insert(landlord_contacts).values(landlord_id=of.id, **values))


def remove_contact(session: Session, public_id: str) -> None:
    """Take a contact person away; who it was stays in the ledger."""
    session.execute(delete(landlord_contacts).where(landlord_contacts.c.public_id == public_id))


def link(
    session: Session, notice_id: int, of: Landlord, *, found_by: str, by: str, now: datetime
) -> bool:
    """Say whose a notice is, if nobody has; tells whether it is new."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    found = session.execute(
        dialect.insert(notice_landlords)
        .values(
            notice_id=notice_id,
            landlord_id=of.id,
            found_by=found_by,
            linked_by=by,
            linked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["notice_id"])
        .returning(notice_landlords.c.notice_id)
    )
    return found.first() is not None


def free_if_by_number(session: Session, notice_id: int) -> None:
    """The notice is nobody's again, unless a person said whose it is."""
    mine = notice_landlords.c.notice_id == notice_id
    by_number = notice_landlords.c.found_by == "number"
    session.execute(delete(notice_landlords).where(mine, by_number))


def found_by_number(session: Session, of: Landlord, number: str) -> list[int]:
    """The notices that are this landlord's because they state the number, and nobody said so."""
    rows = session.execute(
        select(notices.c.id, notices.c.facts)
        .join(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .where(notice_landlords.c.landlord_id == of.id, notice_landlords.c.found_by == "number")
        .order_by(notices.c.id)
    )
    return [row.id for row in rows if json.loads(row.facts).get("sender_org_number") == number]


def notices_with_number(session: Session, number: str) -> list[int]:
    """The notices in nobody's name whose sender states this organisation number."""
    rows = session.execute(
        select(notices.c.id, notices.c.facts)
        .outerjoin(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .where(notice_landlords.c.notice_id.is_(None), notices.c.facts.contains(number))
        .order_by(notices.c.id)
    )
    return [row.id for row in rows if json.loads(row.facts).get("sender_org_number") == number]


def _values(facts: Mapping[str, Any]) -> dict[str, Any]:
    stated = {name: facts.get(name) or None for name in FACTS}
    return {**stated, "name_key": name_key(str(facts["name"]))}


def _one(session: Session, condition: ColumnElement[bool]) -> Landlord | None:
    row = session.execute(select(landlords).where(condition)).one_or_none()
    return None if row is None else _landlord(row)


def _landlord(row: Any) -> Landlord:
    return Landlord(**{name: getattr(row, name) for name in Landlord.__dataclass_fields__})
