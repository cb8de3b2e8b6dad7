"""The messages that wait and are looked at again: awaited by now, or for too long, or alone."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update

from db.session import Session
from engine.models import message_subscriptions, messages


def keys_waited_with(session: Session) -> list[str]:
    """The keys of the messages from outside that wait for an event that was ahead."""
    statement = select(messages.c.correlation_key).where(_WAITS_EARLY).distinct()
    return [str(key) for key in session.execute(statement).scalars()]


_WAITS_EARLY = (
    (messages.c.state == "waiting")
    & messages.c.waits_since.is_not(None)
    & messages.c.cause.is_(None)
)


def is_any_to_look_at(session: Session, now: datetime, longest: timedelta) -> bool:
    """Whether a message that waits is awaited by now, or has waited until it is looked at again.
    longest: further ahead than that a right clock never set it."""
    is_one = _is_awaited() | _is_to_be_looked_at(now, longest)
    statement = select(messages.c.id).where(messages.c.state == "waiting", is_one).limit(1)
    return session.execute(statement).first() is not None


def look_at(session: Session, now: datetime, longest: timedelta, alone: Set[str]) -> None:
    """Receive them once more, to be handed over or judged anew; and the messages from outside that
    wait for an event with one of the keys ``alone``.

    One that is awaited came at the very moment when an instance began to wait, each unseen by the
    other.
    """
    left = _WAITS_EARLY & messages.c.correlation_key.in_(sorted(alone))
    is_one = _is_awaited() | _is_to_be_looked_at(now, longest) | left
    session.execute(
        update(messages)
        .where(messages.c.state == "waiting", is_one)
        .values(state="received", next_attempt_at=None)
    )


def _is_awaited() -> ColumnElement[bool]:
    subscription = message_subscriptions.c
    return exists().where(
        subscription.name == messages.c.name,
        subscription.correlation_key == messages.c.correlation_key,
    )


def _is_to_be_looked_at(now: datetime, longest: timedelta) -> ColumnElement[bool]:
    at = messages.c.next_attempt_at
    return or_(at.is_(None), at <= now, at > now + longest)
