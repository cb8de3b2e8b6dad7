"""Households: the persons of one dwelling whom a case is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from cases import tenants
from cases.dwelling import add_dwelling, address_of
from cases.party import add_person, members
from cases.tables.models import dwellings, household_members, households
from cases.tenants import Tenant
from db.session import Session

UNNAMED = "Okänd hyresgäst"
"""The tenant of a notice that names nobody; a person puts it right."""


def from_notice(session: Session, facts: Mapping[str, Any], new_id: Callable[[], str]) -> int:
    """A new household as the notice describes it: its tenants in its dwelling."""
    household_id: int = session.execute(
        insert(households)
        .values(public_id=new_id(), dwelling_id=add_dwelling(session, facts))
        .returning(households.c.id)
    ).scalar_one()
    for tenant in tenants.of_facts(facts) or [Tenant(UNNAMED)]:
        add_member(session, household_id, tenant, new_id())
    return household_id


def add_member(session: Session, household_id: int, tenant: Tenant, public_id: str) -> int:
    """A person of a household; without a number she is told apart by her own id alone (T30)."""
    person_id = add_person(
        session,
        public_id=public_id,
        name=tenant.name or UNNAMED,
        number=tenant.number,
        confirmed=tenant.number is not None,
    )
    session.execute(
        insert(household_members).values(
            household_id=household_id, person_id=person_id, role="tenant"
        )
    )
    return person_id


def dwelling_of(session: Session, household_id: int) -> Any:
    """The row of the household's dwelling."""
    return session.execute(
        select(dwellings)
        .join(households, households.c.dwelling_id == dwellings.c.id)
        .where(households.c.id == household_id)
    ).one()


def correct_dwelling(
    session: Session, household_id: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> bool:
    """Let a correction of the address reach the household's dwelling, if that is where the
    dwelling had it from; tells whether anything changed."""
    of = dwelling_of(session, household_id)
    stood, stands = address_of(before), address_of(after)
    had_it = {"street_key", "postal_code"} <= {n for n, v in stood.items() if getattr(of, n) == v}
    if (
        not had_it
        or stood == stands
        # An address that was taken back says of no other place: the home stays where it was.
        or not (stands["street_key"] and stands["postal_code"])
        or of.apartment_number
        not in (
            None,
            stood["apartment_number"],
        )
    ):
        return False
    session.execute(update(dwellings).where(dwellings.c.id == of.id).values(**stands))
    return True


def member_like(session: Session, household_id: int, named: Tenant) -> Any | None:
    """The member whom a notice means: by number, else by name, else the only one there is."""
    found = members(session, household_id)
    by_number = [m for m in found if named.number and m.personal_number == named.number]
    by_name = [m for m in found if tenants.likeness(m.name, named.name)]
    likely = by_number or by_name or (found if len(found) == 1 else [])
    return likely[0] if likely else None


def by_public_id(session: Session, public_id: str) -> int | None:
    """The id of a household."""
    return session.execute(
        select(households.c.id).where(households.c.public_id == public_id)
    ).scalar_one_or_none()
