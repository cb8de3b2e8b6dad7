"""Households: the persons of one dwelling whom a case is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, select

from cases.dwelling import add_dwelling
from cases.matching import stated_number
from cases.models import dwellings, household_members, households
from cases.party import add_person
from db.session import Session


def from_notice(session: Session, facts: dict[str, Any], new_id: Callable[[], str]) -> int:
    """A new household as the notice describes it: its tenant in its dwelling."""
    household_id: int = session.execute(
        insert(households)
        .values(public_id=new_id(), dwelling_id=add_dwelling(session, facts))
        .returning(households.c.id)
    ).scalar_one()
    number = stated_number(facts)
    person_id = add_person(
        session,
        public_id=new_id(),
        name=facts["tenant_name"],
        number=number,
        confirmed=number is not None,
    )
    session.execute(
        insert(household_members).values(
            household_id=household_id, person_id=person_id, role="tenant"
        )
    )
    return household_id


def dwelling_of(session: Session, household_id: int) -> Any:
    """The row of the household's dwelling."""
    return session.execute(
        select(dwellings)
        .join(households, households.c.dwelling_id == dwellings.c.id)
        .where(households.c.id == household_id)
    ).one()


def by_public_id(session: Session, public_id: str) -> int | None:
    """The id of a household."""
    return session.execute(
        select(households.c.id).where(households.c.public_id == public_id)
    ).scalar_one_or_none()
