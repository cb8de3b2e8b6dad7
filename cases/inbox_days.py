"""The next day that counts for each task in an inbox: neutral, without saying what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from cases.deadlines import Kind
from cases.limit_models import time_limits
from cases.limits import OPEN
from cases.models import cases, notices
from db.session import Session

OTHERS = frozenset({Kind.COMPLEMENT})
"""Days on which somebody else is to answer us. They count for nobody's work but that of the task
that waits for the answer; before the law's last day they would hide it."""


def next_days(session: Session, keys: Sequence[str]) -> dict[str, date]:
    """For each thing the soonest open day: our own last day where there is one, else the law's.

    A case has the days of its notices too.
    """
    return _soonest(session, _with_notices(session, keys), awaits_others=False)


def answer_days(session: Session, keys: Sequence[str]) -> dict[str, date]:
    """For each thing the soonest day on which somebody else is to have answered."""
    return _soonest(session, {key: {key} for key in keys}, awaits_others=True)


def _soonest(
    session: Session, about: dict[str, set[str]], *, awaits_others: bool
) -> dict[str, date]:
    own_day = func.coalesce(time_limits.c.internal_day, time_limits.c.legal_day)
    is_others = time_limits.c.kind.in_(OTHERS)
    rows = session.execute(
        select(time_limits.c.about, func.min(own_day).label("day"))
        .where(
            time_limits.c.about.in_(about),
            time_limits.c.state.in_(OPEN),
            is_others if awaits_others else ~is_others,
        )
        .group_by(time_limits.c.about)
    )
    soonest: dict[str, date] = {}
    for row in rows:
        day = date.fromisoformat(row.day)
        for key in about[row.about]:
            soonest[key] = min(day, soonest.get(key, day))
    return soonest


def _with_notices(session: Session, keys: Sequence[str]) -> dict[str, set[str]]:
    """What a limit may be about -> the things among the keys that it counts for: itself, and the
    case of a notice."""
    rows = session.execute(
        select(notices.c.public_id, cases.c.public_id.label("case"))
        .join(cases, cases.c.id == notices.c.case_id)
        .where(cases.c.public_id.in_(keys))
    )
    about: dict[str, set[str]] = {key: {key} for key in keys}
    for row in rows:
        about.setdefault(row.public_id, set()).add(row.case)
    return about
