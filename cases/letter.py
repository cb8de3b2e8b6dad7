"""Letters: what was written to whom about a notice, and the proof that it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases.models import letters, notices
from db.session import Session


@dataclass(frozen=True)
class Letter:
    """The row of a letter."""

    id: int
    public_id: str
    notice_id: int
    kind: str
    channel: str
    recipient: str
    subject: str
    body: str
    state: str
    proof: str | None
    created_at: datetime
    sent_at: datetime | None


def prepare(
    session: Session,
    *,
    public_id: str,
    notice_id: int,
    kind: str,
    channel: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
) -> Letter:
    """Keep a letter as it will be sent; a notice has one of each kind."""
    session.execute(
        insert(letters).values(
            public_id=public_id,
            notice_id=notice_id,
            kind=kind,
            channel=channel,
            recipient=recipient,
            subject=subject,
            body=body,
            state="prepared",
            created_at=now,
        )
    )
    return get(session, public_id)


def of_notice(session: Session, notice_id: int, kind: str) -> Letter | None:
    """The letter of this kind that was written about a notice."""
    return _one(session, (letters.c.notice_id == notice_id) & (letters.c.kind == kind))


def of_notices(session: Session, notice_ids: list[int]) -> list[Letter]:
    """Every letter about the notices, oldest first."""
    rows = session.execute(
        select(letters).where(letters.c.notice_id.in_(notice_ids)).order_by(letters.c.id)
    )
    return [Letter(**row._mapping) for row in rows]


def get(session: Session, public_id: str) -> Letter:
    """The letter with this public id. Raises LookupError."""
    found = _one(session, letters.c.public_id == public_id)
    if found is None:
        raise LookupError("There is no such letter.")
    return found


def stream_of(session: Session, public_id: str) -> int | None:
    """The stream of the notice that a letter is about, if there is such a letter."""
    return session.execute(
        select(notices.c.stream_id)
        .join(letters, letters.c.notice_id == notices.c.id)
        .where(letters.c.public_id == public_id)
    ).scalar_one_or_none()


def change(session: Session, letter: Letter, **values: Any) -> None:
    """Set columns of a letter; the caller records it in the ledger."""
    session.execute(update(letters).where(letters.c.id == letter.id).values(**values))


def _one(session: Session, condition: Any) -> Letter | None:
    row = session.execute(select(letters).where(condition)).one_or_none()
    return None if row is None else Letter(**row._mapping)
