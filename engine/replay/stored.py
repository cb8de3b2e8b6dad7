"""Where the database says that an instance stands: its saved state, and the rows that find it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from db.session import Session
from engine import instances
from engine.definition_store import process_definitions
from engine.errors import StateFormatUnknown
from engine.models import message_subscriptions, process_instances, timers, user_tasks
from engine.spiff.state import State

_DAMAGED = (AttributeError, LookupError, TypeError, ValueError, zlib.error, StateFormatUnknown)
"""What reading a saved state raises when somebody has been in the database."""


_ROW = (
    select(process_definitions.c.digest, process_instances.c.business_key)
    .join(process_instances, process_instances.c.definition_id == process_definitions.c.id)
    .where(process_instances.c.id == bindparam("instance"))
)


@dataclass(frozen=True)
class Stored:
    """definition, about: the digest and the business key by its row. state: None when what is saved
    cannot be put together. By position: the open tasks, timers and subscriptions, each with its
    element, and with its id and who has it, when it is due, or the message's name and key. untold:
    positions of the timers whose time could not be told.
    """

    definition: str
    about: str
    state: State | None
    tasks: Mapping[str, tuple[str, str, str | None]]
    timers: Mapping[str, tuple[str, datetime | None]]
    subscriptions: Mapping[str, tuple[str, str, str]]
    untold: frozenset[str]


def stored(session: Session, instance_id: int) -> Stored:
    """Read it, in the session that the record is read in: both are of one moment."""
    definition, about = session.execute(_ROW, {"instance": instance_id}).one()
    task, timer, wait = user_tasks.c, timers.c, message_subscriptions.c
    tasks = select(task.position, task.element, task.public_id, task.assignee).where(
        task.instance_id == instance_id, task.state == "open"
    )
    times = select(timer.position, timer.element, timer.due_at, timer.cause).where(
        timer.instance_id == instance_id
    )
    waits = select(wait.position, wait.element, wait.name, wait.correlation_key).where(
        wait.instance_id == instance_id
    )
    timed = session.execute(times).all()
    return Stored(
        definition,
        about,
        _state(session, instance_id),
        {place: (at, task_id, who) for place, at, task_id, who in session.execute(tasks)},
        {row.position: (row.element, row.due_at) for row in timed},
        {place: (at, name, key) for place, at, name, key in session.execute(waits)},
        frozenset(row.position for row in timed if row.cause is not None),
    )


def _state(session: Session, instance_id: int) -> State | None:
    try:
        _version, state = instances.load_state(session, instance_id)
    except _DAMAGED:
        return None
    return state
