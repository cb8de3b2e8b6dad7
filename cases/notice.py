"""Notices: what a landlord has told us, from registration to the case it belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from cases import notice_facts
from cases.law import calendar
from cases.law.arrival import CHANNELS, Arrival, arrival_day
from cases.tables.models import authorities, notices
from db.session import Session

STOCKHOLM = calendar.STOCKHOLM
local_day = calendar.local_day


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
    physical_day: str
    facts: dict[str, Any]
    closed_reason: str | None


_CHANNELS = {"form": "ETJANST", "api": "API", "email": "EPOST", "file": "FIL"}
"""Our doors as the channels of domain 2.2; what is typed at the desk says its own channel."""


def arrival_of(channel: str, facts: dict[str, Any], received_at: datetime) -> Arrival:
    """When a notice came: by the day and the way that it states, else by when we received it.

    It was in hand when we received it at the latest: nothing that is stated afterwards moves the
    duty to confirm it the same day to a later day.
    """
    stated = notice_facts.text(facts, "arrival_channel")
    opened_at = notice_facts.instant(facts, "opened_at")
    return arrival_day(
        stated if stated in CHANNELS else _CHANNELS.get(channel, "ETJANST"),
        min(notice_facts.instant(facts, "reached_at") or received_at, received_at),
        min(opened_at, received_at) if opened_at else None,
        posting_date=notice_facts.day(facts, "posting_date"),
    )


def register(
    session: Session,
    *,
    public_id: str,
    receipt: str,
    stream_id: int,
    channel: str,
    facts: dict[str, Any],
    arrival: Arrival,
) -> Notice:
    """Enter a notice in the register, with its legal and its physical day of arrival."""
    session.execute(
        insert(notices).values(
            public_id=public_id,
            receipt=receipt,
            stream_id=stream_id,
            authority_id=receiving_authority(session),
            state="registered",
            channel=channel,
            arrived_at=arrival.physical_at,
            arrival_day=arrival.legal_day.isoformat(),
            physical_day=arrival.physical_day.isoformat(),
            facts=_as_text(facts),
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


def with_receipt(session: Session, receipt: str) -> Notice | None:
    """The notice with this receipt, if it is registered."""
    return _one(session, notices.c.receipt == receipt)


def by_id(session: Session, notice_id: int) -> Notice:
    """The notice with this id. Raises LookupError."""
    notice = _one(session, notices.c.id == notice_id)
    if notice is None:
        raise LookupError("There is no such notice.")
    return notice


def correct(session: Session, notice: Notice, facts: dict[str, Any]) -> Notice:
    """Put corrected facts in the place of the old; the caller keeps both in the ledger."""
    change(session, notice, facts=_as_text(facts))
    return get(session, notice.public_id)


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


def known(session: Session, public_ids: Iterable[str]) -> set[str]:
    """Those of the ids that are of notices."""
    found = select(notices.c.public_id).where(notices.c.public_id.in_(sorted(public_ids)))
    return set(session.execute(found).scalars())


def newest(session: Session, *conditions: ColumnElement[bool], limit: int) -> list[Notice]:
    """The last so many notices of which this is true, the newest first."""
    rows = session.execute(_select().where(*conditions).order_by(notices.c.id.desc()).limit(limit))
    return [_notice(row) for row in rows]


def _as_text(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, allow_nan=False)


def _one(session: Session, condition: Any) -> Notice | None:
    row = session.execute(_select().where(condition)).one_or_none()
    return None if row is None else _notice(row)


def _select() -> Any:
    return select(notices)


def _notice(row: Any) -> Notice:
    values = {name: getattr(row, name) for name in Notice.__dataclass_fields__}
    return Notice(**{**values, "facts": json.loads(row.facts)})
