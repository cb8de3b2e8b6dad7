"""The worker's heartbeat: a row for each worker, renewed while its loop goes round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Table, Text, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from db.base import metadata
from db.session import Database, Session
from db.types import UtcDateTime

BEATS_APART = timedelta(seconds=15)
SILENT_AFTER = timedelta(minutes=2)
"""Longer than one delivery may take: a worker that waits for a slow mail server is not gone."""
FORGOTTEN_AFTER = timedelta(days=1)

worker_beats = Table(
    "worker_beats",
    metadata,
    # Made anew by each process; names no machine and no person.
    Column("worker", Text, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class Beat:
    """When a worker began and when its loop last went round."""

    worker: str
    started_at: datetime
    seen_at: datetime

    def is_alive(self, now: datetime) -> bool:
        """Whether it was seen lately; a time to come, after a clock was set back, says nothing."""
        return abs(now - self.seen_at) <= SILENT_AFTER


class BeatSource:
    """Among the worker's sources: what it does is to tell that the others get their turns."""

    def __init__(self, database: Database, worker: str) -> None:
        self._database = database
        self._worker = worker
        self._started_at: datetime | None = None
        self._beaten_at: datetime | None = None

    def run_once(self, now: datetime) -> int:
        """Renew the row now and then; never counts as work done."""
        self._started_at = self._started_at or now
        if self._beaten_at is not None and abs(now - self._beaten_at) < BEATS_APART:
            return 0
        with self._database.transaction() as session:
            beat(session, Beat(self._worker, self._started_at, now))
        self._beaten_at = now
        return 0


def beat(session: Session, told: Beat) -> None:
    """The worker is alive; those that have been silent for a day are forgotten."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"worker": told.worker, "started_at": told.started_at, "seen_at": told.seen_at}
    session.execute(
        dialect.insert(worker_beats)
        .values(**row)
        .on_conflict_do_update(index_elements=["worker"], set_={"seen_at": told.seen_at})
    )
    session.execute(
        delete(worker_beats).where(worker_beats.c.seen_at < told.seen_at - FORGOTTEN_AFTER)
    )


def all_beats(session: Session) -> list[Beat]:
    """Every worker that has been heard of in the last day, the latest first."""
    rows = session.execute(select(worker_beats).order_by(worker_beats.c.seen_at.desc()))
    return [Beat(*row) for row in rows]


def is_any_alive(session: Session, now: datetime) -> bool:
    """Whether a worker was seen lately."""
    return any(one.is_alive(now) for one in all_beats(session))


def last_seen(session: Session, now: datetime) -> datetime | None:
    """When a worker was heard of last; None when none was, as far as is known by this clock."""
    return max((one.seen_at for one in all_beats(session) if one.seen_at <= now), default=None)
