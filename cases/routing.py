"""Where things belong: which unit's people a task waits for, and which stream a key has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from cases import notice
from cases.tables.models import cases, memberships, notices, units
from cases.tables.sharing_models import referrals
from db.session import Session
from engine import messages

SENDER = "sender"
"""The lane of whoever is responsible for a letter; the process says who, in ``sender_role``."""

OF_RECEPTION = frozenset({"registrar", "duty_officer"})
"""Roles that a reception has for the whole authority; the others belong to the case's unit."""

OF_AUTHORITY = frozenset({"unit_head", "committee"})
"""Delegates above the section head, one unit for the whole authority."""


def candidate_group(
    session: Session, role: str, business_key: str, variables: Mapping[str, Any]
) -> str:
    """``role:unit`` for a task about a case, a notice, a referral or a message. Raises LookupError:
    never to nobody."""
    if role == SENDER:
        role = str(variables.get("sender_role") or "registrar")
    if role == "receiver":
        return f"receiver:{_receiving_unit(session, business_key)}"
    if role in OF_AUTHORITY:
        return f"{role}:{_unit_with(session, role, business_key)}"
    return f"{role}:{_own_unit(session, role, business_key)}"


def home(session: Session, business_key: str) -> int | None:
    """The stream of the case, the notice or the referral's case that has this public id."""
    of_case = select(cases.c.stream_id).where(cases.c.public_id == business_key)
    of_notice = select(notices.c.stream_id).where(notices.c.public_id == business_key)
    of_referral = (
        select(cases.c.stream_id)
        .join(referrals, referrals.c.case_id == cases.c.id)
        .where(referrals.c.public_id == business_key)
    )
    found: int | None = session.execute(of_case.union(of_notice, of_referral)).scalars().first()
    return found


def _own_unit(session: Session, role: str, business_key: str) -> str:
    case_unit = None if role in OF_RECEPTION else _unit_of_case(session, business_key)
    if case_unit is None and role == "manager":
        # Before a match no section is known: whoever leads one answers, rather than nobody.
        return _unit_with(session, role, business_key)
    return case_unit or _reception(session, business_key)


_KEY: BindParameter[str] = bindparam("key")
_THROUGH_NOTICE = select(notices.c.case_id).where(notices.c.public_id == _KEY).scalar_subquery()
_THROUGH_REFERRAL = (
    select(referrals.c.case_id).where(referrals.c.public_id == _KEY).scalar_subquery()
)
_UNIT_OF_CASE = (
    select(units.c.key)
    .join(cases, cases.c.unit_id == units.c.id)
    .where(
        (cases.c.public_id == _KEY)
        | (cases.c.id == _THROUGH_NOTICE)
        | (cases.c.id == _THROUGH_REFERRAL)
    )
)


def _unit_of_case(session: Session, business_key: str) -> str | None:
    found: str | None = session.execute(_UNIT_OF_CASE, {"key": business_key}).scalar_one_or_none()
    return found


def _receiving_unit(session: Session, business_key: str) -> str:
    found: str = session.execute(
        select(units.c.key)
        .join(referrals, referrals.c.unit_id == units.c.id)
        .where(referrals.c.public_id == business_key)
    ).scalar_one()
    return found


def _unit_with(session: Session, role: str, business_key: str) -> str:
    """The unit of the authority in which somebody has the role; else the reception."""
    from_authority = _authority_of(session, business_key)
    found = session.execute(
        select(units.c.key)
        .join(memberships, memberships.c.unit_id == units.c.id)
        .where(units.c.authority_id == from_authority, memberships.c.role == role)
        .order_by(units.c.id)
        .limit(1)
    ).scalar_one_or_none()
    return found or _reception(session, business_key)


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
    """Of what has only come in, and is about nothing that is known: whoever receives notices."""
    of_notice = select(notices.c.authority_id).where(notices.c.public_id == business_key)
    of_case = select(cases.c.authority_id).where(cases.c.public_id == business_key)
    of_referral = (
        select(cases.c.authority_id)
        .join(referrals, referrals.c.case_id == cases.c.id)
        .where(referrals.c.public_id == business_key)
    )
    found = session.execute(of_notice.union(of_case, of_referral)).scalars().first()
    if found is None and messages.by_public_id(session, business_key) is not None:
        return notice.receiving_authority(session)
    return found
