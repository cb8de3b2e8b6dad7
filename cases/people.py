"""Names for the ids that stand in rows and in the ledger, and the demo's list of who may log in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from cases.tables.models import memberships, staff, units
from db.session import Session

PREFIX = "staff:"


def names(session: Session, actors: Iterable[str | None]) -> dict[str, str]:
    """The name of each member of staff among the actor ids."""
    wanted = {a.removeprefix(PREFIX) for a in actors if a and a.startswith(PREFIX)}
    if not wanted:
        return {}
    rows = session.execute(
        select(staff.c.public_id, staff.c.name).where(staff.c.public_id.in_(sorted(wanted)))
    )
    return {f"{PREFIX}{row.public_id}": row.name for row in rows}


def name_and_title(session: Session, actor: str) -> tuple[str, str]:
    """The name and the title of a member of staff. Raises LookupError."""
    row = session.execute(
        select(staff.c.name, staff.c.title).where(staff.c.public_id == actor.removeprefix(PREFIX))
    ).one_or_none()
    if row is None:
        raise LookupError("There is no such member of staff.")
    return row.name, row.title


def unit_names(session: Session) -> dict[str, str]:
    """The name of every unit, by its key."""
    return {row.key: row.name for row in session.execute(select(units.c.key, units.c.name))}


def unit_name(session: Session, unit_id: int) -> str:
    """The name of one unit."""
    return unit_names_by_id(session)[unit_id]


def unit_names_by_id(session: Session) -> dict[int, str]:
    """The name of every unit, by the id that rows carry."""
    return {row.id: row.name for row in session.execute(select(units.c.id, units.c.name))}


def active_staff(session: Session) -> list[Any]:
    """Everyone who may log in, with role and unit; one row for each membership."""
    return list(
        session.execute(
            select(
                staff.c.public_id,
                staff.c.name,
                staff.c.title,
                memberships.c.role,
                units.c.name.label("unit"),
            )
            .join(memberships, memberships.c.staff_id == staff.c.id)
            .join(units, units.c.id == memberships.c.unit_id)
            .where(staff.c.is_active)
            .order_by(staff.c.id, units.c.id)
        )
    )
