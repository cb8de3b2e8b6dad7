"""Finding the household that a notice is about, when the machine did not: by what she types."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from cases import case_search
from cases.lists import likely_homes
from cases.lists.likely_homes import LikelyHome
from cases.policy import StaffMember, comparable_households
from cases.tables.models import cases, households
from db.session import Session

MOST = 20


def find(session: Session, actor: StaffMember, said: str, today: date) -> list[LikelyHome]:
    """The households that it fits, the newest first, of those that she may be told of."""
    said = " ".join(said.split())
    by_number = select(cases.c.household_id).where(cases.c.number == said.upper())
    fits = or_(households.c.id.in_(case_search.homes(said, today)), households.c.id.in_(by_number))
    rows = session.execute(
        select(households.c.id, households.c.public_id)
        .where(comparable_households(actor), fits)
        .order_by(households.c.id.desc())
        .limit(MOST)
    )
    found = (likely_homes.told(session, actor, row.id, row.public_id) for row in rows)
    return [home for home in found if home is not None]
