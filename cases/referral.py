"""Referrals: asked for in a case, sent as a copy of chosen facts, answered by who received it.

The copy belongs to the receiving authority; nothing in it follows the case afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases.policy import StaffMember, visible_referrals
from cases.tables.models import authorities, cases, memberships, units
from cases.tables.sharing_models import referral_snapshots, referrals
from db.session import Session

REQUESTED = "referral_requested"
"""The message that starts a referral; its key is the referral's public id."""

LANDLORD = "landlord"
"""Stands for a recipient outside the municipality."""


@dataclass(frozen=True)
class Referral:
    """The row of a referral."""

    id: int
    public_id: str
    case_id: int
    authority_id: int | None
    unit_id: int | None
    state: str
    purpose: str | None
    legal_ground: str | None
    ground_reason: str | None
    consent_id: int | None
    created_by: str
    created_at: datetime
    sent_at: datetime | None
    answer_by: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer: str | None


@dataclass(frozen=True)
class Recipient:
    """A unit of another authority where somebody answers referrals."""

    unit_id: int
    unit_key: str
    unit: str
    authority_id: int
    authority: str


@dataclass(frozen=True)
class Fact:
    """One fact as it was copied: what it is called and what it said then."""

    label: str
    value: str


def begin(session: Session, case_id: int, *, public_id: str, by: str, now: datetime) -> Referral:
    """A referral that nobody has received yet."""
    session.execute(
        insert(referrals).values(
            public_id=public_id, case_id=case_id, state="draft", created_by=by, created_at=now
        )
    )
    return get(session, public_id)


def find(session: Session, public_id: str) -> Referral | None:
    """The referral with this public id, if there is one."""
    found = _list(session, referrals.c.public_id == public_id)
    return found[0] if found else None


def get(session: Session, public_id: str) -> Referral:
    """The referral with this public id. Raises LookupError."""
    found = find(session, public_id)
    if found is None:
        raise LookupError("There is no such referral.")
    return found


def change(session: Session, one: Referral, **values: Any) -> None:
    """Set columns of a referral; the caller records it in the ledger."""
    session.execute(update(referrals).where(referrals.c.id == one.id).values(**values))


def of_case(session: Session, case_id: int) -> list[Referral]:
    """Every referral of a case, oldest first."""
    return _list(session, referrals.c.case_id == case_id)


def received(session: Session, actor: StaffMember) -> list[Referral]:
    """The referrals that her unit has received, newest first."""
    return list(reversed(_list(session, visible_referrals(actor))))


def find_received(session: Session, actor: StaffMember, public_id: str) -> Referral | None:
    """A referral that her unit has received."""
    found = _list(session, visible_referrals(actor) & (referrals.c.public_id == public_id))
    return found[0] if found else None


def copy_facts(
    session: Session, one: Referral, facts: Sequence[Fact], *, authority_id: int, now: datetime
) -> None:
    """Give the receiving authority its own copy."""
    copied = [{"label": fact.label, "value": fact.value} for fact in facts]
    session.execute(
        insert(referral_snapshots).values(
            referral_id=one.id,
            authority_id=authority_id,
            facts=json.dumps(copied, ensure_ascii=False),
            copied_at=now,
        )
    )


def snapshot(session: Session, one: Referral) -> list[Fact]:
    """The facts that were copied; none before it was sent."""
    kept = session.execute(
        select(referral_snapshots.c.facts).where(referral_snapshots.c.referral_id == one.id)
    ).scalar_one_or_none()
    return [Fact(**fact) for fact in json.loads(kept)] if kept else []


def recipients(session: Session, but_not: int) -> list[Recipient]:
    """The units that answer referrals, but not those of this authority."""
    rows = session.execute(
        select(units.c.id, units.c.key, units.c.name, authorities.c.id, authorities.c.name)
        .join(authorities, authorities.c.id == units.c.authority_id)
        .join(memberships, memberships.c.unit_id == units.c.id)
        .where(memberships.c.role == "receiver", units.c.authority_id != but_not)
        .distinct()
        .order_by(authorities.c.id, units.c.id)
    )
    return [Recipient(*row) for row in rows]


def unit_keys(session: Session, one: Referral) -> tuple[str, str]:
    """The unit that has received it, and the unit whose case it is about."""
    there = select(units.c.key).where(units.c.id == one.unit_id)
    here = select(units.c.key).join(cases, cases.c.unit_id == units.c.id)
    return (
        session.execute(there).scalar_one(),
        session.execute(here.where(cases.c.id == one.case_id)).scalar_one(),
    )


def has_manager(session: Session, unit_key: str) -> bool:
    """Whether the unit has a section head who can be warned."""
    led = (
        select(memberships.c.staff_id)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(units.c.key == unit_key, memberships.c.role == "manager")
    )
    return session.execute(led.limit(1)).first() is not None


def sender_name(session: Session, one: Referral) -> str:
    """The unit and the authority that sent it, in words."""
    row = session.execute(
        select(units.c.name, authorities.c.name.label("authority"))
        .join(cases, cases.c.unit_id == units.c.id)
        .join(authorities, authorities.c.id == units.c.authority_id)
        .where(cases.c.id == one.case_id)
    ).one()
    return f"{row.name}, {row.authority}"


def receiver_name(session: Session, one: Referral) -> str:
    """The unit that received it, in words; empty before one was chosen."""
    name = select(units.c.name).where(units.c.id == one.unit_id)
    return session.execute(name).scalar_one_or_none() or ""


def _list(session: Session, condition: Any) -> list[Referral]:
    rows = session.execute(select(referrals).where(condition).order_by(referrals.c.id))
    return [Referral(**row._mapping) for row in rows]
