"""Notices that belong to no household yet, with the homes that they may be of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cases import matching, notice, notice_facts, sealing
from cases.choices import matching as options
from cases.lists.inbox_days import next_days
from cases.policy import StaffMember, matchable_notices
from cases.tables.models import notices
from cases.task_policy import visible_tasks
from db.session import Session
from engine.models import user_tasks
from engine.texts import Text

MOST = 200
ELEMENT = "confirm_match"
"""The task in which a registrar says which household it is."""


@dataclass(frozen=True)
class Unmatched:
    """A notice that waits. day: the next that counts. task: where it is matched, when it is there.

    sender: who wrote it, to tell notices apart by; never the household. suggestions: None when
    they would tell of somebody protected, which is read with a reason and on the notice's own page.
    """

    public_id: str
    receipt: str
    type_code: str | None
    sender: str
    arrived_at: datetime
    day: date | None
    task: str | None
    suggestions: tuple[Text, ...] | None


def waiting(session: Session, actor: StaffMember) -> list[Unmatched]:
    """Those with the soonest day first, and of the others the oldest."""
    rows = session.execute(
        select(
            notices.c.public_id,
            notices.c.receipt,
            notices.c.type_code,
            notices.c.arrived_at,
            notices.c.facts,
        )
        .where(notices.c.state == "registered", matchable_notices(actor))
        .order_by(notices.c.arrived_at, notices.c.id)
        .limit(MOST)
    ).all()
    keys = [row.public_id for row in rows]
    days, tasks = next_days(session, keys), _tasks(session, actor, keys)
    found = [
        Unmatched(
            row.public_id,
            row.receipt,
            row.type_code,
            notice_facts.text(json.loads(row.facts), "sender_name") or "",
            row.arrived_at,
            days.get(row.public_id),
            tasks.get(row.public_id),
            _suggestions(session, row.public_id),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.day or date.max, one.arrived_at))


def _suggestions(session: Session, key: str) -> tuple[Text, ...] | None:
    about = notice.find(session, key)
    if about is None or sealing.is_protected(session, about):
        return None
    homes = [one.household_id for one in matching.suggestions(session, about.id)]
    if any(sealing.has_protected(session, home) for home in homes):
        return None
    return tuple(one.label for one in options.suggestions(session, key))


def _tasks(session: Session, actor: StaffMember, keys: Sequence[str]) -> dict[str, str]:
    rows = session.execute(
        select(user_tasks.c.business_key, user_tasks.c.public_id).where(
            user_tasks.c.business_key.in_(keys),
            user_tasks.c.element == ELEMENT,
            user_tasks.c.state == "open",
            visible_tasks(actor),
        )
    )
    return {row.business_key: row.public_id for row in rows}
