"""Commitments: the board's written responsibility for the rent, from proposal to proof (P10)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from cases.tables.models import cases
from cases.tables.track_models import commitments
from db.session import Session

IN_TIME, TOO_LATE, REFUSED = "ATAGANDE_SKICKAT_I_TID", "FOR_SENT", "AVSLAG"
UNCERTAIN = "ATAGANDE_FRIST_OKAND"
"""Sent after a preliminary end: without the day of service nobody knows whether it was in time."""
"""The results of P10."""


@dataclass(frozen=True)
class Commitment:
    """The row of a commitment. amount: öre; months as YYYY-MM; payment_day: local day."""

    id: int
    public_id: str
    notice_id: int
    case_id: int
    state: str
    amount: int | None
    months: tuple[str, ...]
    payment_day: str | None
    delegate_level: str | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    result: str | None


@dataclass(frozen=True)
class Terms:
    """What the board would answer for."""

    amount: int | None
    months: tuple[str, ...]
    payment_day: str | None


def propose(
    session: Session,
    *,
    public_id: str,
    notice_id: int,
    case_id: int,
    terms: Terms,
    by: str,
    now: datetime,
) -> Commitment:
    """A caseworker proposes a commitment; a delegate decides."""
    session.execute(
        insert(commitments).values(
            public_id=public_id,
            notice_id=notice_id,
            case_id=case_id,
            state="proposed",
            amount=terms.amount,
            months=json.dumps(list(terms.months)),
            payment_day=terms.payment_day,
            proposed_by=by,
            proposed_at=now,
        )
    )
    return get(session, public_id)


def get(session: Session, public_id: str) -> Commitment:
    """The commitment with this public id. Raises LookupError."""
    row = session.execute(
        select(commitments).where(commitments.c.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise LookupError("There is no such commitment.")
    return _commitment(row)


def of_notices(session: Session, notice_ids: Sequence[int]) -> list[Commitment]:
    """The commitments about these notices, oldest first."""
    rows = session.execute(
        select(commitments)
        .where(commitments.c.notice_id.in_(notice_ids))
        .order_by(commitments.c.id)
    )
    return [_commitment(row) for row in rows]


def change(session: Session, commitment: Commitment, **values: Any) -> Commitment:
    """Set columns of a commitment; the caller records it in the ledger."""
    session.execute(update(commitments).where(commitments.c.id == commitment.id).values(**values))
    return get(session, commitment.public_id)


def change_terms(session: Session, commitment: Commitment, terms: Terms) -> Commitment:
    """The delegate decides on other terms than were proposed."""
    return change(
        session,
        commitment,
        amount=terms.amount,
        months=json.dumps(list(terms.months)),
        payment_day=terms.payment_day,
    )


def earlier(session: Session, commitment: Commitment, since: datetime) -> int:
    """How many commitments the same household has had since then, this one not counted (D7)."""
    household = select(cases.c.household_id).where(cases.c.id == commitment.case_id)
    statement = (
        select(func.count())
        .select_from(commitments)
        .join(cases, cases.c.id == commitments.c.case_id)
        .where(
            cases.c.household_id == household.scalar_subquery(),
            commitments.c.state.in_(("approved", "sent")),
            commitments.c.proposed_at >= since,
            commitments.c.id != commitment.id,
        )
    )
    return int(session.execute(statement).scalar_one())


def _commitment(row: Any) -> Commitment:
    return Commitment(**{**row._mapping, "months": tuple(json.loads(row.months))})
