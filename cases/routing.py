"""Where things belong: which unit's people a task waits for, and which stream a key has."""

from __future__ import annotations

from sqlalchemy import select

from cases.models import cases, notices, units
from db.session import Session


def candidate_group(session: Session, role: str, business_key: str) -> str:
    """``role:unit`` for a task about a case or a notice. Raises LookupError: never to nobody."""
    case_unit = _unit_of_case(session, business_key)
    if role == "registrar" or case_unit is None:
        return f"{role}:{_reception(session, business_key)}"
    return f"{role}:{case_unit}"


def home(session: Session, business_key: str) -> int | None:
    """The stream of the case or the notice that has this public id."""
    case_stream = session.execute(
        select(cases.c.stream_id).where(cases.c.public_id == business_key)
    ).scalar_one_or_none()
    of_notice = select(notices.c.stream_id).where(notices.c.public_id == business_key)
    found: int | None = case_stream or session.execute(of_notice).scalar_one_or_none()
    return found


def _unit_of_case(session: Session, business_key: str) -> str | None:
    through_notice = (
        select(notices.c.case_id).where(notices.c.public_id == business_key).scalar_subquery()
    )
    return session.execute(
        select(units.c.key)
        .join(cases, cases.c.unit_id == units.c.id)
        .where((cases.c.public_id == business_key) | (cases.c.id == through_notice))
    ).scalar_one_or_none()


def _reception(session: Session, business_key: str) -> str:
    authority = _authority_of(session, business_key)
    found: str | None = session.execute(
        select(units.c.key)
        .where(units.c.authority_id == authority, units.c.is_reception)
        .order_by(units.c.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise LookupError("The authority has no reception unit.")
    return found


def _authority_of(session: Session, business_key: str) -> int | None:
    of_notice = select(notices.c.authority_id).where(notices.c.public_id == business_key)
    of_case = select(cases.c.authority_id).where(cases.c.public_id == business_key)
    return session.execute(of_notice.union(of_case)).scalars().first()
