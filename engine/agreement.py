"""Whether what people, messages and time find instances by is what the instances themselves say.

Inbox rows, subscriptions and timers are written in the transaction that moves an instance. Here
every running instance is brought to life and compared with its rows, as one consistent look.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Table, select

from db.session import Session
from engine import instances
from engine.errors import EngineError
from engine.executor import Engine
from engine.models import (
    incidents,
    instance_states,
    message_subscriptions,
    process_instances,
    timers,
    user_tasks,
)
from engine.spiff.live import LiveInstance, Position

Places = frozenset[tuple[str, str]]
"""Where something stands: the position, and the element of the diagram."""

BATCH = 200


@dataclass(frozen=True)
class Disagreement:
    """An instance by its public id, and what does not agree; ids and element names only."""

    instance: str
    reason: str


@dataclass(frozen=True)
class Agreement:
    """How many running instances were compared, and every disagreement."""

    running: int
    disagreements: tuple[Disagreement, ...]


def compare(session: Session, engine: Engine) -> Agreement:
    """Compare every running instance with its rows, and see that nothing ended has any left."""
    found = list(_left_over(session))
    count = 0
    for stored in _running(session):
        count += 1
        found.extend(
            Disagreement(stored.public_id, why) for why in _reasons(session, engine, stored)
        )
    return Agreement(count, tuple(found))


def _running(session: Session) -> Iterator[instances.StoredInstance]:
    """In batches by id: an installation may have many, and each one is loaded whole."""
    after = 0
    wanted = select(*instances.COLUMNS).where(process_instances.c.state == "running")
    while rows := session.execute(
        wanted.where(process_instances.c.id > after).order_by(process_instances.c.id).limit(BATCH)
    ).all():
        yield from (instances.StoredInstance(*row) for row in rows)
        after = rows[-1].id


def _reasons(session: Session, engine: Engine, stored: instances.StoredInstance) -> Iterator[str]:
    yield from _versions(session, stored.id)
    try:
        _, state = instances.load_state(session, stored.id)
        bundle = engine.bundle(engine.definition(session, stored.definition_id))
        live = LiveInstance.resume(bundle, state)
    except (EngineError, AttributeError, LookupError, TypeError, ValueError, zlib.error) as error:
        yield f"its state cannot be read ({type(error).__name__})"
        return
    open_tasks = user_tasks.c.state == "open"
    yield from _differences(
        "task", _places(live.open_user_tasks()), _rows(session, user_tasks, stored.id, open_tasks)
    )
    yield from _differences(
        "timer", _places(live.awaited_timers()), _rows(session, timers, stored.id)
    )
    # An event whose key is not known has an incident, and no row by which a message could find it.
    is_open = incidents.c.state == "open"
    without_key = _rows(session, incidents, stored.id, is_open)
    subscribed = _rows(session, message_subscriptions, stored.id)
    awaited = _places(live.awaited_messages())
    yield from _differences("message", awaited - (without_key - subscribed), subscribed)


def _versions(session: Session, instance_id: int) -> Iterator[str]:
    """The first is a snapshot, and each one after it is the next."""
    rows = session.execute(
        select(instance_states.c.version, instance_states.c.kind)
        .where(instance_states.c.instance_id == instance_id)
        .order_by(instance_states.c.version)
    ).all()
    if not rows or rows[0].kind != "snapshot":
        yield "its first version is no snapshot"
    for before, after in pairwise(rows):
        if after.version != before.version + 1:
            yield f"version {after.version} follows version {before.version}"


def _places(positions: Iterable[Position]) -> Places:
    return frozenset((position.task, position.element) for position in positions)


def _rows(session: Session, table: Table, instance_id: int, *conditions: object) -> Places:
    wanted = select(table.c.position, table.c.element).where(
        table.c.instance_id == instance_id,
        *conditions,  # type: ignore[arg-type]
    )
    return frozenset((row.position, row.element) for row in session.execute(wanted))


def _differences(kind: str, wanted: Places, kept: Places) -> Iterator[str]:
    for _, element in sorted(wanted - kept):
        yield f"it waits at {element}, and no {kind} is there"
    for _, element in sorted(kept - wanted):
        yield f"a {kind} is there for {element}, and it does not wait"


def _left_over(session: Session) -> Iterator[Disagreement]:
    """What an instance that has ended still has in the inbox, among timers or subscriptions."""
    for kind, table in (
        ("task", user_tasks),
        ("timer", timers),
        ("message", message_subscriptions),
    ):
        wanted = (
            select(process_instances.c.public_id, table.c.element)
            .join(process_instances, process_instances.c.id == table.c.instance_id)
            .where(process_instances.c.state != "running")
        )
        if table is user_tasks:
            wanted = wanted.where(table.c.state == "open")
        for row in session.execute(wanted):
            why = f"it has ended, and a {kind} is there for {row.element}"
            yield Disagreement(row.public_id, why)
