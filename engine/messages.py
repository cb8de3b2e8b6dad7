"""Messages: received once, kept until something takes them, matched exactly by name and key.

Those of one name and key are handed over in the order in which they came. One that is unmatched
has been told to a person, and stays so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.session import Session
from engine import wakeup
from engine.errors import ConcurrentChange
from engine.models import message_subscriptions, messages

LATER = timedelta(seconds=30)
"""How long a message that could not be handed over waits for its next try."""
TOO_LATE = timedelta(hours=1)
"""Much later than any of them is put off, though a turn of the worker may last some minutes."""

NOTHING_TAKES_IT = "nothing takes this message"
"""Why a message is unmatched that came about nothing that is known."""
NOT_VALUES = "it does not carry values"
"""Why one is unmatched whose content no process can be given."""
NO_END = "messages led to messages without end"
"""Why one is unmatched that the house sent itself, in a round that never comes to an end."""
SET_ASIDE = "set aside by hand"
"""Why one is unmatched that failed again and again until a person set it aside."""

_SIGNAL = "signal:"
"""Before the name of a signal: no message has a colon in its name."""
_TIMER = "timer:"
"""Before the key of a process that begins when a time comes."""


def signal_name(code: str) -> str:
    """The name that a signal goes by among the messages: one for each that hears it."""
    return f"{_SIGNAL}{code}"


def is_signal(name: str) -> bool:
    """Whether it is a signal, which is gone if nobody hears it."""
    return name.startswith(_SIGNAL)


def timer_name(key: str) -> str:
    """The name of the message that the house sends itself when a process is to begin."""
    return f"{_TIMER}{key}"


def is_timer(name: str) -> bool:
    """Whether it says that a time has come."""
    return name.startswith(_TIMER)


@dataclass(frozen=True)
class Message:
    """A message as it was received. payload is the sender's own, whole.

    waits_since: since when one from outside waits. sent_in: the stream of the command that sent one
    inside the house.
    """

    id: int
    public_id: str
    message_id: str
    name: str
    correlation_key: str | None
    payload: dict[str, Any]
    state: str
    receipt: str | None
    received_at: datetime
    cause: str | None = None
    waits_since: datetime | None = None
    sent_in: int | None = None


@dataclass(frozen=True)
class Sent:
    """What a sender may be told of a message that is kept, read without its content."""

    message_id: str
    receipt: str | None
    received_at: datetime
    digest: str | None
    state: str


def receive(
    session: Session,
    name: str,
    payload: Mapping[str, Any],
    *,
    public_id: str,
    message_id: str,
    now: datetime,
    correlation_key: str | None = None,
    receipt: str | None = None,
) -> bool:
    """Keep a message, unless one with the same ``message_id`` is kept already; tells which."""
    return _insert(
        session,
        payload,
        public_id=public_id,
        message_id=message_id,
        name=name,
        correlation_key=correlation_key,
        state="received",
        receipt=receipt,
        received_at=now,
    )


def send(
    session: Session,
    name: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    public_id: str,
    message_id: str,
    sent_in: int,
    now: datetime,
    until: datetime,
) -> bool:
    """The same of a message inside the house, which its sender hands over. until: when it is looked
    at if nothing has taken it."""
    return _insert(
        session,
        payload,
        public_id=public_id,
        message_id=message_id,
        name=name,
        correlation_key=key,
        state="waiting",
        received_at=now,
        next_attempt_at=until,
        sent_in=sent_in,
    )


def _insert(
    session: Session, payload: Mapping[str, Any], *, message_id: str, **values: Any
) -> bool:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    content = json.dumps(payload, ensure_ascii=False, allow_nan=False)
    statement = (
        dialect.insert(messages)
        .values(
            message_id=message_id,
            payload=content,
            digest=digest_of(message_id, payload),
            **values,
        )
        .on_conflict_do_nothing(index_elements=["message_id"])
        .returning(messages.c.id)
    )
    if session.execute(statement).first() is None:
        return False
    wakeup.notify(session)
    return True


def digest_of(message_id: str, payload: Mapping[str, Any]) -> str:
    """The same for the same content of the same message, in whatever order it is written."""
    content = json.dumps(payload, ensure_ascii=False, allow_nan=False, sort_keys=True)
    return hashlib.sha256(f"{message_id}\n{content}".encode()).hexdigest()


def sent_before(session: Session, message_id: str) -> Sent | None:
    """What was answered to the message with its sender's id, if we have it."""
    return _sent(session, messages.c.message_id == message_id)


def with_receipt(session: Session, receipt: str) -> Sent | None:
    """The same of the message that was given a receipt."""
    return _sent(session, messages.c.receipt == receipt)


def by_message_id(session: Session, message_id: str) -> Message | None:
    """The message that its sender gave this id, if we have it."""
    return _one(session, messages.c.message_id == message_id)


def by_public_id(session: Session, public_id: str) -> Message | None:
    """The message that has this public id, if any."""
    return _one(session, messages.c.public_id == public_id)


def take(session: Session, public_id: str) -> bool:
    """Hold a received message until the transaction ends; False when it has been handed over in
    the meantime, or another worker holds it."""
    wanted = select(messages.c.id).where(
        messages.c.public_id == public_id, messages.c.state == "received"
    )
    return session.scalar(wanted.with_for_update(skip_locked=True)) is not None


def received(session: Session, now: datetime, limit: int) -> list[str]:
    """Public ids of messages to correlate now, oldest first; of a name and key only the oldest."""
    later = messages.c.next_attempt_at
    # By a clock that was ahead and has been set right.
    due = later.is_(None) | (later <= now) | (later > now + TOO_LATE)
    statement = (
        select(messages.c.public_id)
        .where(messages.c.state == "received", due, ~_comes_after_one_received())
        .order_by(messages.c.id)
        .limit(limit)
    )
    return list(session.execute(statement).scalars())


def on_their_way(session: Session, name: str, holding: str) -> list[Message]:
    """The messages of this name that have come and that nothing has taken yet. holding: words that
    their content has in it, so that no others are read."""
    is_one = (
        (messages.c.state == "received")
        & (messages.c.name == name)
        & messages.c.payload.contains(holding, autoescape=True)
    )
    return _many(session, is_one)


def early(session: Session, name: str, key: str) -> Message | None:
    """The oldest message that came before anything waited for it; None while one that came before
    it is the worker's to hand over first."""
    return _one(
        session,
        (messages.c.state == "waiting")
        & (messages.c.name == name)
        & (messages.c.correlation_key == key)
        & ~_comes_after_one_received(),
    )


def came_before(session: Session, message: Message) -> Message | None:
    """The oldest message of the same name and key that came before it and is not handed over."""
    return _one(
        session,
        messages.c.state.in_(("received", "waiting"))
        & (messages.c.name == message.name)
        & (messages.c.correlation_key == message.correlation_key)
        & (messages.c.id < message.id),
    )


def _comes_after_one_received() -> ColumnElement[bool]:
    first = messages.alias("first")
    return exists().where(
        first.c.state == "received",
        first.c.name == messages.c.name,
        first.c.correlation_key == messages.c.correlation_key,
        first.c.id < messages.c.id,
    )


def mark(session: Session, message: Message, state: str, cause: str | None = None) -> None:
    """Note what became of a message. Raises ConcurrentChange when somebody else has meanwhile."""
    if not has_marked(session, message, state, cause):
        raise ConcurrentChange


def has_marked(session: Session, message: Message, state: str, cause: str | None = None) -> bool:
    """The same; tells whether it was ours to note."""
    return _has_changed(session, message, state=state, cause=cause, next_attempt_at=None)


def let_wait(
    session: Session, message: Message, now: datetime, until: datetime, cause: str | None = None
) -> None:
    """A message waits for an event that is not reached yet. until: when it is looked at again.
    cause: why it may be that there is none. Raises as ``mark``."""
    since = None if message.sent_in else message.waits_since or now
    values = {"cause": cause, "next_attempt_at": until, "waits_since": since}
    if not _has_changed(session, message, state="waiting", **values):
        raise ConcurrentChange


def waits_early(session: Session, names: Set[str], keys: Set[str]) -> list[Message]:
    """The messages that wait with one of these names and one of these keys."""
    is_one = (
        (messages.c.state == "waiting")
        & messages.c.name.in_(sorted(names))
        & messages.c.correlation_key.in_(sorted(keys))
    )
    return _many(session, is_one)


def _has_changed(session: Session, message: Message, **values: Any) -> bool:
    changed = session.execute(
        update(messages)
        .where(messages.c.id == message.id, messages.c.state == message.state)
        .values(**values)
        .returning(messages.c.id)
    )
    return changed.first() is not None


def postpone(session: Session, public_id: str, until: datetime, cause: str) -> None:
    """Try a message again later; it stays received, and the cause stands beside it."""
    session.execute(
        update(messages)
        .where(messages.c.public_id == public_id, messages.c.state == "received")
        .values(next_attempt_at=until, cause=cause, attempts=messages.c.attempts + 1)
    )


def subscribe(
    session: Session, instance_id: int, position: str, element: str, name: str, key: str
) -> None:
    """Note that an instance waits for a message."""
    session.execute(
        insert(message_subscriptions).values(
            instance_id=instance_id,
            position=position,
            element=element,
            name=name,
            correlation_key=key,
        )
    )


def waiting_for(session: Session, name: str, key: str) -> Any | None:
    """The subscription that a message with this name and key belongs to."""
    subscription = message_subscriptions.c
    return session.execute(
        select(message_subscriptions)
        .where(subscription.name == name, subscription.correlation_key == key)
        .order_by(subscription.instance_id)
        .limit(1)
    ).one_or_none()


def hearers(session: Session, code: str) -> list[Any]:
    """Every subscription to a signal, oldest instance first."""
    subscription = message_subscriptions.c
    return list(
        session.execute(
            select(message_subscriptions)
            .where(subscription.name == signal_name(code))
            .order_by(subscription.instance_id, subscription.position)
        )
    )


def _sent(session: Session, condition: ColumnElement[bool]) -> Sent | None:
    """Reads these columns and no others: the role of a public door alone may read no more."""
    columns = messages.c
    row = session.execute(
        select(
            columns.message_id, columns.receipt, columns.received_at, columns.digest, columns.state
        ).where(condition)
    ).one_or_none()
    return None if row is None else Sent(**row._mapping)


def _one(session: Session, condition: Any) -> Message | None:
    return next(iter(_many(session, condition, limit=1)), None)


def _many(session: Session, condition: Any, limit: int | None = None) -> list[Message]:
    columns = messages.c
    rows = session.execute(
        select(
            columns.id,
            columns.public_id,
            columns.message_id,
            columns.name,
            columns.correlation_key,
            columns.payload,
            columns.state,
            columns.receipt,
            columns.received_at,
            columns.cause,
            columns.waits_since,
            columns.sent_in,
        )
        .where(condition)
        .order_by(columns.id)
        .limit(limit)
    )
    return [Message(*row[:5], json.loads(row.payload), *row[6:]) for row in rows]
