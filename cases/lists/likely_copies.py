"""Notices that one being typed in may be another copy of: a warning before it is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cases import copies
from cases.policy import StaffMember, visible_notices
from cases.tables.models import notices
from db.session import Session

MOST_LOOKED_AT = 1000


@dataclass(frozen=True)
class LikelyCopy:
    """A notice of the same home and tenant, without a fact of either."""

    public_id: str
    receipt: str
    type_code: str | None
    arrived_at: datetime


def of_facts(
    session: Session, actor: StaffMember, facts: Mapping[str, Any], day: date
) -> list[LikelyCopy]:
    """Among what the actor may open, the newest first."""
    since, until = str(day - copies.WITHIN), str(day + copies.WITHIN)
    rows = session.execute(
        select(
            notices.c.public_id,
            notices.c.receipt,
            notices.c.type_code,
            notices.c.arrived_at,
            notices.c.facts,
        )
        .where(notices.c.arrival_day.between(since, until), visible_notices(actor))
        .order_by(notices.c.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    found = [row for row in rows if _is_alike(facts, json.loads(row.facts))]
    return [LikelyCopy(*row[:4]) for row in found[: copies.MOST]]


def _is_alike(facts: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """A notice of unpaid rent is no copy of one of disturbance, and Kronofogden's none of a
    landlord's; of Kronofogden's own the document tells them apart, not the ground."""
    is_kfm, is_other_kfm = (one.get("sender_kind") == "kfm" for one in (facts, other))
    if is_kfm != is_other_kfm:
        return False
    has_same_ground = is_kfm or facts.get("ground") == other.get("ground")
    return has_same_ground and copies.is_copy(facts, other)
