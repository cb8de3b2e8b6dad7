"""Attempts to reach a household: each with its time, channel, result and what comes next (3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from cases.tables.track_models import contact_attempts
from db.session import Session

RESULTS = (
    "answer",
    "no_answer",
    "wrong_number",
    "returned",
    "refused",
    "two_way",
    "skipped",
    "sent",
)
"""What came of an attempt (P8); ``sent`` and ``skipped`` are of letters and of steps passed by."""


@dataclass(frozen=True)
class Attempt:
    """The row of an attempt."""

    id: int
    case_id: int
    notice_id: int | None
    step: str
    channel: str
    result: str
    actor: str
    made_at: datetime
    next_step: str | None


def keep(
    session: Session,
    *,
    case_id: int,
    notice_id: int | None,
    step: str,
    channel: str,
    result: str,
    actor: str,
    made_at: datetime,
    next_step: str | None = None,
) -> dict[str, Any]:
    """Log an attempt; returns what the ledger keeps of it."""
    facts: dict[str, Any] = {
        "step": step,
        "channel": channel,
        "result": result,
        "next_step": next_step,
    }
    session.execute(
        insert(contact_attempts).values(
            case_id=case_id, notice_id=notice_id, actor=actor, made_at=made_at, **facts
        )
    )
    return {**facts, "made_at": made_at.isoformat()}


def of_cases(session: Session, case_ids: Sequence[int]) -> list[Attempt]:
    """The attempts in these cases, oldest first."""
    rows = session.execute(
        select(contact_attempts)
        .where(contact_attempts.c.case_id.in_(case_ids))
        .order_by(contact_attempts.c.made_at, contact_attempts.c.id)
    )
    return [Attempt(**row._mapping) for row in rows]
