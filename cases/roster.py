"""The duty roster: who is the responsible officer on a day, and who when nobody is named.

A confirmation to Kronofogden names the responsible officer the same day (SOF 11:3), so there is
somebody for every day: when the roster names none, a rule does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, literal, select, union_all

from cases import configuration
from cases.alphabet import place
from cases.tables.models import memberships, staff, units
from cases.tables.office_models import roster
from db.session import Session

WATCHED_DAYS = 7

MAY_ANSWER = ("duty_officer", "caseworker", "manager", "registrar")
"""The roles of whom a confirmation may name as responsible officer: who works with the cases."""


@dataclass(frozen=True)
class Officer:
    """The responsible officer of a day. rule: ``roster``, or which rule named her instead."""

    staff_id: int
    public_id: str
    name: str
    title: str
    rule: str


class NobodyOnDuty(LookupError):
    """No active person can be named; add a duty officer, a registrar or a section head."""


def officer(session: Session, authority_id: int, day: date) -> Officer:
    """The roster's name; else the configured deputy; else by role: duty officer, section head,
    registrar, anyone of the authority. Raises NobodyOnDuty only when nobody works there."""
    of_day = {"day": day.isoformat(), "authority": authority_id}
    row = session.execute(_FIRST, of_day).first()
    if row is None:
        raise NobodyOnDuty("The authority has no active member of staff.")
    return Officer(row.id, row.public_id, row.name, row.title, row.rule)


def set_officer(
    session: Session, authority_id: int, day: date, staff_id: int | None, by: str, now: datetime
) -> None:
    """Name the officer of a day, or (None) leave the day without a name."""
    session.execute(
        delete(roster).where(roster.c.day == day.isoformat(), roster.c.authority_id == authority_id)
    )
    if staff_id is not None:
        session.execute(
            insert(roster).values(
                day=day.isoformat(),
                authority_id=authority_id,
                staff_id=staff_id,
                changed_by=by,
                changed_at=now,
            )
        )


def days(session: Session, authority_id: int, first: date, count: int) -> list[tuple[date, Any]]:
    """Each day with the row of the person the roster names, by whom and when, or None."""
    wanted = [first + timedelta(days=n) for n in range(count)]
    rows = session.execute(
        select(
            roster.c.day,
            roster.c.changed_by,
            roster.c.changed_at,
            staff.c.public_id,
            staff.c.name,
            staff.c.is_active,
        )
        .join(staff, staff.c.id == roster.c.staff_id)
        .where(
            roster.c.authority_id == authority_id, roster.c.day.in_([d.isoformat() for d in wanted])
        )
    )
    named = {row.day: row for row in rows if row.is_active}
    return [(day, named.get(day.isoformat())) for day in wanted]


def gaps(session: Session, authority_id: int, today: date) -> list[date]:
    """The days of the coming week, today included, for which the roster names nobody."""
    coming = days(session, authority_id, today, WATCHED_DAYS + 1)
    return [day for day, row in coming if row is None]


def candidates(session: Session, authority_id: int) -> list[Any]:
    """Who may be put on the roster: the active ones of the authority whose role lets them answer
    for a case, by name."""
    may_answer = _people(authority_id).where(memberships.c.role.in_(MAY_ANSWER))
    return sorted(session.execute(may_answer), key=lambda row: (place(row.name), row.id))


# Asked at every page of staff, so built once, and all rules in one: to build a statement takes
# longer than to send it, and to send it longer than to answer it.
_OFFICER = select(staff.c.id, staff.c.public_id, staff.c.name, staff.c.title).where(
    staff.c.is_active
)
_NAMED = (
    _OFFICER.add_columns(literal("roster").label("rule"), literal(0).label("rank"))
    .join(roster, roster.c.staff_id == staff.c.id)
    .where(roster.c.day == bindparam("day"), roster.c.authority_id == bindparam("authority"))
)
_named_deputy = configuration.text_of("roster.deputy").scalar_subquery()
_DEPUTY = _OFFICER.add_columns(literal("deputy"), literal(1)).where(
    # The setting is JSON: a public id in quotation marks.
    staff.c.public_id == func.trim(_named_deputy, '"')
)
_ROLES = ("duty_officer", "manager", "registrar")
_BY_ROLE = (
    _OFFICER.add_columns(
        case((memberships.c.role.in_(_ROLES), memberships.c.role), else_="anyone"),
        case(*((memberships.c.role == role, n) for n, role in enumerate(_ROLES, 2)), else_=9),
    )
    .join(memberships, memberships.c.staff_id == staff.c.id)
    .join(units, units.c.id == memberships.c.unit_id)
    .where(units.c.authority_id == bindparam("authority"))
)
_officers = union_all(_NAMED, _DEPUTY, _BY_ROLE).subquery("officers")
_FIRST = select(_officers).order_by(_officers.c.rank, _officers.c.id).limit(1)


def _people(authority_id: int) -> Any:
    return (
        select(staff.c.id, staff.c.public_id, staff.c.name, staff.c.title)
        .distinct()
        .join(memberships, memberships.c.staff_id == staff.c.id)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(units.c.authority_id == authority_id, staff.c.is_active)
    )
