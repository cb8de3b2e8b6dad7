"""Notices: what a landlord has told us, from registration to the case it belongs to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from cases.models import authorities, notices
from db.session import Session

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Notice:
    """A registered notice. facts: what the sender wrote, typed by the form."""

    id: int
    public_id: str
    receipt: str
    stream_id: int
    authority_id: int
    case_id: int | None
    household_id: int | None
    state: str
    type_code: str | None
    track: str | None
    channel: str
    arrived_at: datetime
    arrival_day: str
    facts: dict[str, Any]
    closed_reason: str | None


def local_day(instant: datetime) -> date:
    """The calendar day in Stockholm; in UTC it would be yesterday for an hour or two each night."""
    return instant.astimezone(STOCKHOLM).date()


def register(
    session: Session,
    *,
    public_id: str,
    receipt: str,
    stream_id: int,
    channel: str,
    facts: dict[str, Any],
    arrived_at: datetime,
) -> Notice:
    """Enter a notice in the register. Its legal day of arrival is the local day it reached the
    authority's system, at any hour (FL 22 § first paragraph; domain 6.4)."""
    session.execute(
        insert(notices).values(
            public_id=public_id,
            receipt=receipt,
            stream_id=stream_id,
            authority_id=receiving_authority(session),
            state="registered",
            channel=channel,
            arrived_at=arrived_at,
            arrival_day=local_day(arrived_at).isoformat(),
            facts=json.dumps(facts, ensure_ascii=False, allow_nan=False),
        )
    )
    return get(session, public_id)


def find(session: Session, public_id: str) -> Notice | None:
    """The notice with this public id, if it is registered."""
    return _one(session, notices.c.public_id == public_id)


def get(session: Session, public_id: str) -> Notice:
    """The notice with this public id. Raises LookupError."""
    notice = find(session, public_id)
    if notice is None:
        raise LookupError("There is no such notice.")
    return notice


def change(session: Session, notice: Notice, **values: Any) -> None:
    """Set columns of a notice; the caller records it in the ledger."""
    session.execute(update(notices).where(notices.c.id == notice.id).values(**values))


def receiving_authority(session: Session) -> int:
    """The authority that notices from outside reach. Raises LookupError when none is set."""
    found: int | None = session.execute(
        select(authorities.c.id)
        .where(authorities.c.receives_notices)
        .order_by(authorities.c.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise LookupError("No authority receives notices; run the demo or add one.")
    return found


def of_case(session: Session, case_id: int) -> list[Notice]:
    """The notices of a case, oldest first."""
    rows = session.execute(_select().where(notices.c.case_id == case_id).order_by(notices.c.id))
    return [_notice(row) for row in rows]


def _one(session: Session, condition: Any) -> Notice | None:
    row = session.execute(_select().where(condition)).one_or_none()
    return None if row is None else _notice(row)


def _select() -> Any:
    return select(notices)


def _notice(row: Any) -> Notice:
    values = {name: getattr(row, name) for name in Notice.__dataclass_fields__}
    return Notice(**{**values, "facts": json.loads(row.facts)})
