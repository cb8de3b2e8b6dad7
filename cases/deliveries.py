"""Deliveries: the same notice may come by several doors; each copy is kept with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from cases import notice as notice_rows
from cases.notice import Notice
from cases.tables.models import notices
from cases.tables.track_models import deliveries
from db.session import Session


@dataclass(frozen=True)
class Delivery:
    """One more copy of a notice. message: the public id of what carried it."""

    message: str
    channel: str
    received_at: datetime


def add(session: Session, to: Notice, copy: Delivery) -> None:
    """Keep that the notice came once more."""
    session.execute(
        insert(deliveries).values(
            notice_id=to.id,
            message=copy.message,
            channel=copy.channel,
            received_at=copy.received_at,
        )
    )


def of_notice(session: Session, notice: Notice) -> list[Delivery]:
    """Every further copy, in the order in which they came."""
    rows = session.execute(
        select(deliveries.c.message, deliveries.c.channel, deliveries.c.received_at)
        .where(deliveries.c.notice_id == notice.id)
        .order_by(deliveries.c.received_at, deliveries.c.message)
    )
    return [Delivery(**row._mapping) for row in rows]


def original(session: Session, notice: Notice) -> str | None:
    """The public id of the notice that this one is only another copy of."""
    found: str | None = session.execute(
        select(notices.c.public_id)
        .join(deliveries, deliveries.c.notice_id == notices.c.id)
        .where(deliveries.c.message == notice.public_id)
    ).scalar_one_or_none()
    return found


def case_id_of(session: Session, notice: Notice) -> int | None:
    """The case that a notice is in; of another copy, the case of the notice that it copies."""
    first = original(session, notice) if notice.case_id is None else None
    return notice_rows.get(session, first).case_id if first else notice.case_id


def copies(session: Session, notice: Notice) -> list[Notice]:
    """The further copies as notices of their own, closed as copies, with what each of them says."""
    found = (notice_rows.find(session, copy.message) for copy in of_notice(session, notice))
    return [copy for copy in found if copy is not None]
