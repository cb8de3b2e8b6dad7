"""A notice as a person may see it, and who decided where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from cases.notice import Notice, get
from cases.policy import StaffMember, visible_notices, workable_notices
from cases.tables.models import cases, notices
from db.session import Session
from ledger.events import Entry, read_subject

PAGE = 25
_DECISIONS = ("match.decided", "notice.misdirected")


def find(session: Session, actor: StaffMember, public_id: str) -> Notice | None:
    """The notice, if the actor may open it."""
    seen = session.execute(
        select(notices.c.id).where(notices.c.public_id == public_id, visible_notices(actor))
    ).first()
    return get(session, public_id) if seen is not None else None


def may_report(session: Session, actor: StaffMember, about: Notice) -> bool:
    """Whether the actor may report facts about the notice, and does not only see it."""
    hers = select(notices.c.id).where(notices.c.id == about.id, workable_notices(actor))
    return session.execute(hers).first() is not None


@dataclass(frozen=True)
class NoticeRow:
    """A notice in the register. No name and no address: a list may be read over a shoulder."""

    public_id: str
    receipt: str
    type_code: str | None
    arrived_at: datetime
    state: str
    case_number: str | None


def rows(session: Session, actor: StaffMember, receipt: str, page: int) -> list[NoticeRow]:
    """One page of the register, newest first; only the one with this receipt number, if given."""
    statement = (
        select(
            notices.c.public_id,
            notices.c.receipt,
            notices.c.type_code,
            notices.c.arrived_at,
            notices.c.state,
            cases.c.number.label("case_number"),
        )
        .outerjoin(cases, cases.c.id == notices.c.case_id)
        .where(_listed(actor, receipt))
        .order_by(notices.c.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [NoticeRow(**row._mapping) for row in session.execute(statement)]


def count(session: Session, actor: StaffMember, receipt: str) -> int:
    """How many notices there are in ``rows``."""
    statement = select(func.count()).select_from(notices).where(_listed(actor, receipt))
    return session.execute(statement).scalar_one()


def _listed(actor: StaffMember, receipt: str) -> ColumnElement[bool]:
    visible = visible_notices(actor)
    return visible & (notices.c.receipt == receipt) if receipt else visible


def decision(session: Session, notice: Notice) -> Entry | None:
    """The last time that someone decided where the notice belongs."""
    entries = read_subject(session, notice.public_id)
    return next((e for e in reversed(entries) if e.kind in _DECISIONS), None)
