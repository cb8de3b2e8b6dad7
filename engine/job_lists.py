"""Jobs that somebody should look at: those that have ended badly, that hang, that are late.

The retries of failed steps are told of by their incidents, and stand here only while one hangs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, text

from db.session import Session
from engine.incidents import RETRY_KIND
from engine.job_rows import OPEN, STUCK, cause_of, jobs
from engine.job_values import JobState
from engine.texts import Text

LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class JobView:
    """One job by ids and times. attempts: how many tries were begun."""

    public_id: str
    kind: str
    state: JobState
    element: str | None
    attempts: int
    max_attempts: int
    due_at: datetime
    deadline_at: datetime | None
    lease_until: datetime | None
    finished_at: datetime | None
    cause: Text | None

    def hangs(self, now: datetime) -> bool:
        """Whether a worker took it and never came back."""
        return self.lease_until is not None and self.lease_until <= now


def stuck(session: Session, limit: int) -> list[JobView]:
    """Those that have ended and did not go out, the latest first."""
    wanted = _rows().where(text(STUCK), _is_not_shown_by_its_incident())
    return _all(session, wanted.order_by(jobs.c.finished_at.desc()), limit)


def troubled(session: Session, now: datetime, limit: int) -> list[JobView]:
    """Those still open that hang, are late or have failed once, in the order of their turn."""
    wanted = _rows().where(text(OPEN), _is_troubled(now))
    return _all(session, wanted.order_by(jobs.c.due_at, jobs.c.id), limit)


def _is_troubled(now: datetime) -> ColumnElement[bool]:
    hangs = and_(jobs.c.state == JobState.LEASED, jobs.c.lease_until <= now)
    is_late = and_(jobs.c.state == JobState.WAITING, jobs.c.due_at <= now - LATE_AFTER)
    has_failed = and_(jobs.c.state == JobState.WAITING, jobs.c.cause.is_not(None))
    return or_(hangs, and_(or_(is_late, has_failed), _is_not_shown_by_its_incident()))


def _is_not_shown_by_its_incident() -> ColumnElement[bool]:
    return jobs.c.kind != RETRY_KIND


def _rows() -> Select[Any]:
    return select(
        jobs.c.public_id,
        jobs.c.kind,
        jobs.c.state,
        jobs.c.element_id.label("element"),
        jobs.c.attempts,
        jobs.c.max_attempts,
        jobs.c.due_at,
        jobs.c.deadline_at,
        jobs.c.lease_until,
        jobs.c.finished_at,
        jobs.c.cause,
    )


def _all(session: Session, wanted: Select[Any], limit: int) -> list[JobView]:
    return [_view(row) for row in session.execute(wanted.limit(limit))]


def _view(row: Any) -> JobView:
    given = {"state": JobState(row.state), "cause": cause_of(row.cause)}
    return JobView(**{**row._mapping, **given})
