"""What is known of a person's protection: stated with a reason, and what follows for her cases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from cases import sealing
from cases.case import Case
from cases.sealing import Sealing
from cases.tables.models import household_members, persons
from db.session import Session


def member(session: Session, of: Case, public_id: str) -> int | None:
    """The person of the case's household with this public id."""
    return session.execute(
        select(persons.c.id)
        .join(household_members, household_members.c.person_id == persons.c.id)
        .where(
            household_members.c.household_id == of.household_id, persons.c.public_id == public_id
        )
    ).scalar_one_or_none()


def protection_of(session: Session, person_id: int) -> str:
    """The protection of a person, as it stands."""
    found = select(persons.c.protection).where(persons.c.id == person_id)
    return str(session.execute(found).scalar_one())


def state(
    session: Session, person_id: int, protection: str, *, actor: str, now: datetime
) -> list[Sealing]:
    """Set it on every row of the same human being, and seal her cases; what was sealed now, for the
    caller to record.

    Taking it away unseals nothing: a manager lifts the seal of each case.
    """
    same = sealing.same_persons(session, person_id)
    session.execute(update(persons).where(persons.c.id.in_(same)).values(protection=protection))
    if protection not in sealing.PROTECTED:
        return []
    found = [one for one in sealing.cases_of_person(session, person_id) if not one.sealed]
    return [sealing.seal(session, one, actor=actor, now=now) for one in found]
