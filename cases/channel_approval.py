"""Ways to reach a person with protected data that somebody has approved, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases import sealing
from cases.sharing_models import channel_approvals
from db.session import Session


def approve(
    session: Session, person_id: int, channel: str, reason: str, *, by: str, now: datetime
) -> None:
    """Let letters to the person go this way; the caller records it."""
    session.execute(
        insert(channel_approvals).values(
            person_id=person_id, channel=channel, reason=reason, approved_by=by, approved_at=now
        )
    )


def end(session: Session, person_id: int, channel: str, now: datetime) -> None:
    """The way is no longer safe."""
    session.execute(
        update(channel_approvals)
        .where(
            channel_approvals.c.person_id.in_(sealing.same_persons(session, person_id)),
            channel_approvals.c.channel == channel,
            channel_approvals.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def approved_channels(session: Session, person_id: int) -> tuple[str, ...]:
    """The ways that are approved now, by name."""
    return tuple(sorted({row.channel for row in of_person(session, person_id)}))


def of_person(session: Session, person_id: int) -> list[Any]:
    """The approvals in force for a person, known by row or by confirmed number, oldest first."""
    return list(
        session.execute(
            select(channel_approvals)
            .where(
                channel_approvals.c.person_id.in_(sealing.same_persons(session, person_id)),
                channel_approvals.c.ended_at.is_(None),
            )
            .order_by(channel_approvals.c.id)
        )
    )
