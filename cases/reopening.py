"""Opening a case again: what comes of a household whose case was closed a short while ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cases import case
from cases.case import Case
from cases.tables.models import cases
from db.session import Session

WITHIN = timedelta(days=90)
"""Policy (P1): what comes later than this after the closing is a case of its own."""


def recently_closed(session: Session, household_id: int, now: datetime) -> Case | None:
    """The household's case that was closed last, if that is not too long ago."""
    row = session.execute(
        select(cases.c.public_id)
        .where(
            cases.c.household_id == household_id,
            cases.c.state == "closed",
            cases.c.closed_at > now - WITHIN,
        )
        .order_by(cases.c.closed_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else case.get(session, row.public_id)


def reopen(session: Session, closed: Case, record: Callable[..., None], *, cause: str) -> None:
    """Open it again, with what it was in the ledger; the caller starts its main process."""
    before: dict[str, Any] = {
        "state": closed.state,
        "outcome": closed.outcome,
        "closed_at": closed.closed_at.isoformat() if closed.closed_at else None,
    }
    case.change(session, closed, state="open", outcome=None, closed_at=None, priority=None)
    record(
        "case.reopened",
        {"before": before, "after": {"state": "open"}, "cause": cause},
        subject=closed.public_id,
    )
