"""Processes that begin when a time comes: their start timers, one row for each process.

When the time has come a message is sent by the house to itself, in the transaction that moves the
row to the next time. Its id is the process and the time, so that no time begins anything twice,
and from there on all is as for any message: a stream of its own, the worker, its list when it
fails. Times that passed while no worker was there become one (engine.md B3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from db.session import Database, Session
from db.types import public_id
from engine import messages
from engine.cycles import Instant, read_cycle
from engine.elements import Element, ProcessModel
from engine.models import start_timers


@dataclass(frozen=True)
class StartTimer:
    """A row. due_at: None until the worker has told the first time later than ``since``."""

    key: str
    cycle: str
    since: datetime
    due_at: datetime | None


def start_of(model: ProcessModel) -> Element | None:
    """The start event of the process if it waits for a time."""
    starts = (e for e in model.inside(None) if e.type == "startEvent" and e.cycle is not None)
    return next(starts, None)


def trigger_of(model: ProcessModel) -> str | None:
    """The name of the message that begins the process: its own, or the one that its time sends."""
    if model.start_message is None and start_of(model) is not None:
        return messages.timer_name(model.key)
    return model.start_message


def follow(session: Session, model: ProcessModel, now: datetime) -> None:
    """A version has become current: its time counts from now on, unless it is the same one."""
    start = start_of(model)
    wanted = start.cycle if start else None
    row = start_timers.c.key == model.key
    if session.scalar(select(start_timers.c.cycle).where(row)) == wanted:
        return
    session.execute(delete(start_timers).where(row))
    if wanted is not None:
        session.execute(insert(start_timers).values(key=model.key, cycle=wanted, since=now))


def every(session: Session) -> list[StartTimer]:
    """All of them, the one that is due first at the top."""
    columns = start_timers.c
    rows = session.execute(
        select(columns.key, columns.cycle, columns.since, columns.due_at).order_by(
            columns.due_at.is_(None), columns.due_at, columns.key
        )
    )
    return [StartTimer(*row) for row in rows]


class StartTimerSource:
    """Begins what is due to begin, the one that has been due longest first."""

    def __init__(
        self, database: Database, *, instant: Instant, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._instant = instant
        self._clock = clock

    def run_once(self, now: datetime) -> int:
        """Tell the times that are not told, and send what is due."""
        with self._database.reading() as session:
            known = every(session)
        untold = [timer for timer in known if timer.due_at is None]
        due = [timer for timer in known if timer.due_at is not None and timer.due_at <= now]
        return sum(self._tell(timer) for timer in untold) + sum(self._send(one) for one in due)

    def _tell(self, timer: StartTimer) -> bool:
        with self._database.transaction() as session:
            return _move(session, timer, self._next(timer, timer.since))

    def _send(self, timer: StartTimer) -> bool:
        """Whether it was this worker's to send: another may have moved the row already."""
        now = self._clock()
        with self._database.transaction() as session:
            if not _move(session, timer, self._next(timer, now)):
                return False
            due = timer.due_at.isoformat() if timer.due_at else ""
            messages.receive(
                session,
                messages.timer_name(timer.key),
                {"due": due},
                public_id=public_id(),
                message_id=f"{messages.timer_name(timer.key)}:{due}",
                now=now,
            )
        return True

    def _next(self, timer: StartTimer, after: datetime) -> datetime:
        return read_cycle(timer.cycle).first_after(after, self._instant)


def _move(session: Session, timer: StartTimer, due_at: datetime) -> bool:
    """Whether the row still stood as it was read, and so is moved by us."""
    moved = update(start_timers).where(
        start_timers.c.key == timer.key,
        start_timers.c.cycle == timer.cycle,
        start_timers.c.due_at.is_not_distinct_from(timer.due_at),
    )
    rows = session.execute(moved.values(due_at=due_at).returning(start_timers.c.key))
    return rows.first() is not None
