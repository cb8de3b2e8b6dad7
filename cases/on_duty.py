"""Whoever is the responsible officer of a day is on duty that day, whatever her other roles are.

Kronofogden is told her name (SOF 11:3), and anybody of the authority may stand on the roster; so
the duty must lie in her inbox, and its letters be hers to send.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from cases import roster
from cases.policy import Membership, StaffMember
from cases.tables.models import units
from db.session import Session


def as_of(session: Session, person: StaffMember, today: date) -> StaffMember:
    """The person with the duty of today, if it is hers; the day after it is gone."""
    if "duty_officer" in person.roles or not person.receptions:
        return person
    authorities = {membership.authority_id for membership in person.memberships}
    hers = [
        authority
        for authority in sorted(authorities)
        if roster.officer(session, authority, today).public_id == person.public_id
    ]
    if not hers:
        return person
    receptions = (
        select(units.c.key, units.c.id, units.c.name, units.c.authority_id)
        .where(units.c.key.in_(person.receptions), units.c.authority_id.in_(hers))
        .order_by(units.c.key)
    )
    found = (Membership("duty_officer", *row) for row in session.execute(receptions))
    return replace(person, memberships=(*person.memberships, *found))
