"""The households that a notice may be about, with what a registrar compares them by.

Nothing is told here that does not stand in a notice that she may open anyway, and nothing of a home
where anybody is protected or that has a sealed case: of that the option alone is told (2.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cases import household, matching, party, sealing
from cases.policy import StaffMember, visible_cases, visible_notices
from cases.tables.models import cases, notices
from db.session import Session


@dataclass(frozen=True)
class LikelyCase:
    """The newest case of a household. may_open: whether she may read its page."""

    public_id: str
    number: str
    unit_id: int
    opened_at: datetime
    is_open: bool
    may_open: bool


@dataclass(frozen=True)
class LikelyHome:
    """A suggested household. notice: the newest of it that she may open."""

    household: str
    members: Sequence[Any]
    dwelling: Any
    case: LikelyCase | None
    notice: str


def of_notice(session: Session, actor: StaffMember, notice_id: int) -> list[LikelyHome | None]:
    """One for each suggestion, in their order; None for what is not to be told."""
    found = matching.suggestions(session, notice_id)
    return [told(session, actor, one.household_id, one.household) for one in found]


def told(session: Session, actor: StaffMember, household_id: int, key: str) -> LikelyHome | None:
    """What may be told of a household; None when nothing may."""
    notice = _newest_notice(session, actor, household_id)
    if notice is None or _is_secret(session, household_id):
        return None
    return LikelyHome(
        key,
        party.members(session, household_id),
        household.dwelling_of(session, household_id),
        _newest_case(session, actor, household_id),
        notice,
    )


def _is_secret(session: Session, household_id: int) -> bool:
    is_sealed = select(cases.c.id).where(cases.c.household_id == household_id, cases.c.sealed)
    has_sealed = session.execute(is_sealed.limit(1)).first() is not None
    return has_sealed or sealing.has_protected(session, household_id)


def _newest_notice(session: Session, actor: StaffMember, household_id: int) -> str | None:
    hers = select(notices.c.public_id).where(
        notices.c.household_id == household_id,
        notices.c.case_id.is_not(None),
        visible_notices(actor),
    )
    found: str | None = session.scalar(hers.order_by(notices.c.id.desc()).limit(1))
    return found


def _newest_case(session: Session, actor: StaffMember, household_id: int) -> LikelyCase | None:
    row = session.execute(
        select(cases, visible_cases(actor).label("may_open"))
        .where(cases.c.household_id == household_id)
        .order_by(cases.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    is_open = row.state == "open"
    may_open = bool(row.may_open)
    return LikelyCase(row.public_id, row.number, row.unit_id, row.opened_at, is_open, may_open)
