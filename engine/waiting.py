"""What running instances wait for, and what waits for them: timers, subscriptions, messages.

By ids, names of elements and times; never what a message says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from db.session import Session
from engine.models import message_subscriptions, messages, process_instances, timers

SOON = timedelta(days=1)
LATE_AFTER = timedelta(minutes=5)
"""A timer fires within seconds of its time while a worker is there."""


@dataclass(frozen=True)
class TimerView:
    """A timer that is due soon or late, or whose time could not be told (cause)."""

    id: int
    instance: str
    definition_id: int
    element: str
    due_at: datetime | None
    next_attempt_at: datetime | None
    cause: str | None

    def is_late(self, now: datetime) -> bool:
        """Whether it should have fired by now."""
        return self.due_at is not None and self.due_at <= now - LATE_AFTER


@dataclass(frozen=True)
class TimerCounts:
    """How many timers there are, late, due within a day, and without a time that is known."""

    all: int
    late: int
    soon: int
    unknown: int


@dataclass(frozen=True)
class SubscriptionView:
    """How many instances wait for a message at an element. definition_id: the newest of theirs."""

    name: str
    element: str
    definition_id: int
    how_many: int


@dataclass(frozen=True)
class MessageView:
    """A message that is not handed over. cause: why it could not be, as a kind of error.

    waits_since: since when one from outside waits, or waited, for an event that is not reached.
    is_inside: whether a process sent it to another. has_key: whether others may wait behind it.
    """

    public_id: str
    name: str
    state: str
    attempts: int
    received_at: datetime
    next_attempt_at: datetime | None
    cause: str | None
    waits_since: datetime | None
    is_inside: bool
    has_key: bool


def count_timers(session: Session, now: datetime) -> TimerCounts:
    """The figures of all timers."""
    due = timers.c.due_at
    every, late, soon, unknown = session.execute(
        select(
            func.count(),
            func.count().filter(due <= now - LATE_AFTER),
            func.count().filter(and_(due > now - LATE_AFTER, due <= now + SOON)),
            func.count().filter(due.is_(None)),
        ).select_from(timers)
    ).one()
    return TimerCounts(every, late, soon, unknown)


def pressing_timers(session: Session, now: datetime, limit: int) -> list[TimerView]:
    """Those whose time could not be told, then those that are late or due within a day."""
    rows = session.execute(
        select(
            timers.c.id,
            process_instances.c.public_id.label("instance"),
            process_instances.c.definition_id,
            timers.c.element,
            timers.c.due_at,
            timers.c.next_attempt_at,
            timers.c.cause,
        )
        .join(process_instances, process_instances.c.id == timers.c.instance_id)
        .where(or_(timers.c.due_at <= now + SOON, timers.c.cause.is_not(None)))
        .order_by(timers.c.cause.is_(None), timers.c.due_at, timers.c.id)
        .limit(limit)
    )
    return [TimerView(**row._mapping) for row in rows]


def subscriptions(session: Session, limit: int) -> list[SubscriptionView]:
    """What is waited for, most often first."""
    how_many = func.count().label("how_many")
    columns = (message_subscriptions.c.name, message_subscriptions.c.element)
    rows = session.execute(
        select(
            *columns, how_many, func.max(process_instances.c.definition_id).label("definition_id")
        )
        .join(process_instances, process_instances.c.id == message_subscriptions.c.instance_id)
        .group_by(*columns)
        .order_by(how_many.desc(), *columns)
        .limit(limit)
    )
    return [SubscriptionView(**row._mapping) for row in rows]


def unhandled_messages(session: Session, limit: int) -> list[MessageView]:
    """Those that nothing took, that could not be handed over, or that came too early."""
    rows = session.execute(
        select(
            messages.c.public_id,
            messages.c.name,
            messages.c.state,
            messages.c.attempts,
            messages.c.received_at,
            messages.c.next_attempt_at,
            messages.c.cause,
            messages.c.waits_since,
            messages.c.sent_in.is_not(None).label("is_inside"),
            messages.c.correlation_key.is_not(None).label("has_key"),
        )
        .where(or_(messages.c.state.in_(("unmatched", "waiting")), _HAS_FAILED))
        .order_by(messages.c.state == "waiting", messages.c.id)
        .limit(limit)
    )
    return [MessageView(**row._mapping) for row in rows]


_HAS_FAILED = and_(messages.c.state == "received", messages.c.attempts > 0)


def is_failing(session: Session, message: str) -> bool:
    """Whether the message could not be handed over and is tried again."""
    is_it = and_(messages.c.public_id == message, _HAS_FAILED)
    return session.execute(select(messages.c.id).where(is_it)).first() is not None


def count_messages(session: Session) -> dict[str, int]:
    """How many messages are not handed over, by state."""
    rows = session.execute(
        select(messages.c.state, func.count().label("how_many"))
        .where(messages.c.state != "correlated")
        .group_by(messages.c.state)
    )
    found = {row.state: int(row.how_many) for row in rows}
    return {**dict.fromkeys(("received", "waiting", "unmatched"), 0), **found}
