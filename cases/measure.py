"""Measures: what was chosen to save the home, by whom and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from cases.tables.track_models import measures
from db.session import Session

COMMITMENT, DECLINED, STOPPED = "commitment", "declined", "stopped"


@dataclass(frozen=True)
class Measure:
    """The row of a measure; facts may be sensitive and stand on the case's own pages only."""

    kind: str
    notice_id: int
    facts: dict[str, Any]
    decided_by: str
    decided_at: datetime


def keep(
    session: Session,
    *,
    case_id: int,
    notice_id: int,
    kind: str,
    facts: Mapping[str, Any],
    by: str,
    now: datetime,
) -> None:
    """Keep a measure beside those that were chosen before."""
    session.execute(
        insert(measures).values(
            case_id=case_id,
            notice_id=notice_id,
            kind=kind,
            facts=json.dumps(facts, ensure_ascii=False, allow_nan=False),
            decided_by=by,
            decided_at=now,
        )
    )


def of_case(session: Session, case_id: int) -> list[Measure]:
    """The measures of a case, oldest first."""
    rows = session.execute(
        select(measures).where(measures.c.case_id == case_id).order_by(measures.c.id)
    )
    return [
        Measure(row.kind, row.notice_id, json.loads(row.facts), row.decided_by, row.decided_at)
        for row in rows
    ]
