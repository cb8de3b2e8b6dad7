"""A notice as a person may see it, and who decided where it belongs."""

from __future__ import annotations

from sqlalchemy import select

from cases.models import notices
from cases.notice import Notice, get
from cases.policy import StaffMember, visible_notices
from db.session import Session
from ledger.events import Entry, read_subject

_DECISIONS = ("match.decided", "notice.misdirected")


def find(session: Session, actor: StaffMember, public_id: str) -> Notice | None:
    """The notice, if the actor may open it."""
    seen = session.execute(
        select(notices.c.id).where(notices.c.public_id == public_id, visible_notices(actor))
    ).first()
    return get(session, public_id) if seen is not None else None


def decision(session: Session, notice: Notice) -> Entry | None:
    """The last time that someone decided where the notice belongs."""
    entries = read_subject(session, notice.public_id)
    return next((e for e in reversed(entries) if e.kind in _DECISIONS), None)
