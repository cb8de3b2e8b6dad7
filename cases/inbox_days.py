"""The next day that counts for each task in an inbox: neutral, without saying what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from cases.limit_models import time_limits
from cases.limits import OPEN
from cases.models import cases, notices
from db.session import Session


def next_days(session: Session, keys: Sequence[str]) -> dict[str, date]:
    """For each thing the soonest open day: our own last day where there is one, else the law's.

    A case has the days of its notices too.
    """
    about = _with_notices(session, keys)
    own_day = func.coalesce(time_limits.c.internal_day, time_limits.c.legal_day)
    rows = session.execute(
        select(time_limits.c.about, func.min(own_day).label("day"))
        .where(time_limits.c.about.in_(about), time_limits.c.state.in_(OPEN))
        .group_by(time_limits.c.about)
    )
    soonest: dict[str, date] = {}
    for row in rows:
        key, day = about[row.about], date.fromisoformat(row.day)
        soonest[key] = min(day, soonest.get(key, day))
    return soonest


def _with_notices(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """What a limit may be about -> the thing among the keys that it counts for."""
    rows = session.execute(
        select(notices.c.public_id, cases.c.public_id.label("case"))
        .join(cases, cases.c.id == notices.c.case_id)
        .where(cases.c.public_id.in_(keys))
    )
    return {row.public_id: row.case for row in rows} | {key: key for key in keys}
