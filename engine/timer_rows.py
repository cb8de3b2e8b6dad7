"""The rows of timers: one for each timer event that a token waits at, found by when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, select, update

from db.session import Session
from engine.models import process_instances, timers
from ledger.models import streams

LATER = timedelta(seconds=30)
"""How long a timer that could not fire waits for its next try."""
TOO_LATE = timedelta(hours=1)
"""Much later than any of them is put off, though a turn of the worker may last some minutes."""


@dataclass(frozen=True)
class Timer:
    """A row. due_at: None while the time is not known. cause: why the time could not be told."""

    id: int
    instance_id: int
    position: str
    process: str
    element: str
    due_at: datetime | None
    cause: str | None


_COLUMNS = (
    timers.c.id,
    timers.c.instance_id,
    timers.c.position,
    timers.c.process,
    timers.c.element,
    timers.c.due_at,
    timers.c.cause,
)
_ADD = insert(timers)
_DUE_IN = (
    select(*_COLUMNS)
    .where(timers.c.instance_id == bindparam("instance"), timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at, timers.c.id)
)


def add(session: Session, rows: list[dict[str, Any]]) -> None:
    """Note that instances wait for times."""
    session.execute(_ADD, rows)


def remove(session: Session, instance_id: int, positions: Iterable[str] | None = None) -> bool:
    """Nothing waits at these positions, or anywhere; whether a time was missing at one of them."""
    here = [timers.c.instance_id == instance_id]
    if positions is not None:
        here.append(timers.c.position.in_(sorted(positions)))
    causes = session.execute(delete(timers).where(*here).returning(timers.c.cause)).scalars()
    return any(cause is not None for cause in causes)


def move(session: Session, timer: Timer, due_at: datetime | None, cause: str | None) -> None:
    """The timer is due at another time; one that was put off is tried again then."""
    session.execute(
        update(timers)
        .where(timers.c.id == timer.id)
        .values(due_at=due_at, cause=cause, next_attempt_at=None)
    )


def postpone(session: Session, timer_id: int, until: datetime) -> bool:
    """Firing failed: try again later, so that the others get their turn. Whether it is there."""
    put_off = update(timers).where(timers.c.id == timer_id).values(next_attempt_at=until)
    return session.execute(put_off.returning(timers.c.id)).first() is not None


def find(session: Session, timer_id: int) -> Timer | None:
    """The timer, unless it has fired or is no longer waited for."""
    return next(iter(_all(session, _matching(timers.c.id == timer_id))), None)


def next_due(session: Session, now: datetime) -> int | None:
    """The id of the timer that has been due longest and was not put off."""
    found: int | None = session.scalar(_due(now))
    return found


def take_due(session: Session, now: datetime) -> int | None:
    """The same, of those whose instance nobody else is at: neither its stream is held nor the one
    that was joined to. Both are, until the transaction ends."""
    root = streams.alias("root")
    of_its_stream = (
        _due(now)
        .join(process_instances, process_instances.c.id == timers.c.instance_id)
        .join(streams, streams.c.id == process_instances.c.stream_id)
        .join(root, root.c.id == func.coalesce(streams.c.joined_to, streams.c.id))
    )
    held = of_its_stream.with_for_update(of=(streams, root), skip_locked=True)
    found: int | None = session.scalar(held)
    return found


def _due(now: datetime) -> Select[Any]:
    later = timers.c.next_attempt_at
    # By a clock that was ahead and has been set right.
    is_tried = later.is_(None) | (later <= now) | (later > now + TOO_LATE)
    return (
        select(timers.c.id)
        .where(timers.c.due_at <= now, is_tried)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(1)
    )


def due_in(session: Session, instance_id: int, now: datetime) -> list[Timer]:
    """The timers of an instance whose time has come, oldest first."""
    return _all(session, _DUE_IN, instance=instance_id, now=now)


def without_time(session: Session, instance_id: int) -> list[Timer]:
    """The timers of an instance whose time could not be told."""
    failed = _matching(timers.c.instance_id == instance_id, timers.c.cause.is_not(None))
    return _all(session, failed.order_by(timers.c.id))


def about(session: Session, business_key: str) -> list[Timer]:
    """The timers of the running instances about a thing, by instance."""
    running = _matching(
        process_instances.c.business_key == business_key, process_instances.c.state == "running"
    ).join(process_instances, process_instances.c.id == timers.c.instance_id)
    return _all(session, running.order_by(timers.c.instance_id, timers.c.id))


def _matching(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(*conditions)


def _all(session: Session, wanted: Select[Any], **values: Any) -> list[Timer]:
    return [Timer(*row) for row in session.execute(wanted, values)]
