"""What every letter begins with: who writes, to whom, when, and how we are reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cases import configuration
from cases.law.calendar import local_day
from cases.tables.models import authorities, units
from db.session import Session


def letterhead(
    session: Session,
    *,
    municipality: str,
    authority_id: int,
    unit_id: int | None,
    recipient: str,
    address: Sequence[str] | None,
    now: datetime,
) -> dict[str, Any]:
    """The facts that all letters share; address: None when none may stand in the window.

    Without a unit the letter comes from the authority's reception.
    """
    day = local_day(now)
    return {
        "municipality": municipality,
        "authority": session.execute(
            select(authorities.c.name).where(authorities.c.id == authority_id)
        ).scalar_one(),
        "unit": _unit_name(session, authority_id, unit_id),
        "contact": configuration.value(session, "letters.contact", day),
        "written_on": day.isoformat(),
        "recipient": {"name": recipient, "address": list(address) if address else None},
    }


def postal_lines(street: str, postal_code: str, town: str) -> list[str]:
    """A postal address as its lines are written; parts that are missing are left out."""
    digits = "".join(c for c in postal_code if c.isdigit())
    code = f"{digits[:3]} {digits[3:]}" if len(digits) == 5 else postal_code
    return [line for line in (street.strip(), f"{code} {town}".strip()) if line]


def _unit_name(session: Session, authority_id: int, unit_id: int | None) -> str:
    of_unit = units.c.id == unit_id
    of_reception = (units.c.authority_id == authority_id) & units.c.is_reception
    wanted = of_unit if unit_id is not None else of_reception
    found: str = session.execute(
        select(units.c.name).where(wanted).order_by(units.c.id).limit(1)
    ).scalar_one()
    return found
