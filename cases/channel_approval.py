"""Ways to reach a person with protected data that somebody has approved, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases import sealing
from cases.tables.sharing_models import channel_approvals
from db.session import Session


def approve(
    session: Session, person_id: int, channel: str, reason: str, *, by: str, now: datetime
) -> None:
    """Let letters to the person go this way, whichever row she has; the caller records it."""
    kept = {"channel": channel, "reason": reason, "approved_by": by, "approved_at": now}
    rows = [{**kept, "person_id": one} for one in sealing.same_persons(session, person_id)]
    session.execute(insert(channel_approvals), rows)


def end(session: Session, person_id: int, channel: str, now: datetime) -> bool:
    """The way is no longer safe; tells whether it was approved. The caller records it."""
    ended = session.execute(
        update(channel_approvals)
        .where(
            channel_approvals.c.person_id.in_(sealing.same_persons(session, person_id)),
            channel_approvals.c.channel == channel,
            channel_approvals.c.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(channel_approvals.c.id)
    )
    return bool(ended.all())


def of_person(session: Session, person_id: int) -> list[Any]:
    """The approvals of a person that stand, oldest first; each was given for every row of hers."""
    return list(
        session.execute(
            select(channel_approvals)
            .where(
                channel_approvals.c.person_id == person_id, channel_approvals.c.ended_at.is_(None)
            )
            .order_by(channel_approvals.c.id)
        )
    )
