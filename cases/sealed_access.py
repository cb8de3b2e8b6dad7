"""Access to a sealed case that a person was given: whoever she is, for that case and no other.

Who is in the group only because of her duties has no reason of her own, and sees what her roles do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from cases import notice
from cases.case import Case
from cases.tables.models import staff
from cases.tables.sharing_models import case_access, referrals
from db.session import Session

READERS = frozenset({"caseworker", "manager", "auditor", "registrar", "duty_officer"})
"""Roles whose pages show a case with its notices and letters: only they can be let in."""


@dataclass(frozen=True)
class Access:
    """One person of the group. reason: why she was let in; None when it came with the sealing."""

    staff_id: int
    public_id: str
    name: str
    granted_by: str
    granted_at: datetime
    reason: str | None


def of_case(session: Session, case_id: int) -> list[Access]:
    """Everybody who may see the sealed case, oldest first."""
    rows = session.execute(
        select(
            case_access.c.staff_id,
            staff.c.public_id,
            staff.c.name,
            case_access.c.granted_by,
            case_access.c.granted_at,
            case_access.c.reason,
        )
        .join(staff, staff.c.id == case_access.c.staff_id)
        .where(case_access.c.case_id == case_id)
        .order_by(case_access.c.granted_at, staff.c.id)
    )
    return [Access(**row._mapping) for row in rows]


def let_in(
    session: Session, of: Case, staff_id: int, *, by: str, reason: str, now: datetime
) -> None:
    """Let a person see the case; who was in its group for her duties now has a reason as well."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    given = {"granted_by": by, "granted_at": now, "reason": reason}
    session.execute(
        dialect.insert(case_access)
        .values(case_id=of.id, staff_id=staff_id, **given)
        .on_conflict_do_update(index_elements=["case_id", "staff_id"], set_=given)
    )


def end(session: Session, of: Case, one: Access) -> None:
    """She may not see the case any longer; the caller records it."""
    session.execute(
        delete(case_access).where(
            case_access.c.case_id == of.id, case_access.c.staff_id == one.staff_id
        )
    )


def keys_of(session: Session, of: Case) -> Collection[str]:
    """What the tasks of a case may be about: itself, its notices and its referrals."""
    sent = select(referrals.c.public_id).where(referrals.c.case_id == of.id)
    return (
        of.public_id,
        *(one.public_id for one in notice.of_case(session, of.id)),
        *session.execute(sent).scalars(),
    )
