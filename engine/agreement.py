"""Whether what people, messages and time find instances by is what the instances themselves say.

Inbox rows, subscriptions and timers are written in the transaction that moves an instance. Here
every running instance is brought to life and compared with its rows, as one consistent look.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Table, select

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
    for batch in _running(session):
        count += len(batch)
        kept = _kept(session, [stored.id for stored in batch])
        found.extend(
            Disagreement(stored.public_id, why)
            for stored in batch
            for why in _reasons(session, engine, stored, kept)
        )
    return Agreement(count, tuple(found))


def _running(session: Session) -> Iterator[list[instances.StoredInstance]]:
    """In batches by id: an installation may have many, and each one is loaded whole."""
    after = 0
    wanted = select(*instances.COLUMNS).where(process_instances.c.state == "running")
    while rows := session.execute(
        wanted.where(process_instances.c.id > after).order_by(process_instances.c.id).limit(BATCH)
    ).all():
        yield [instances.StoredInstance(*row) for row in rows]
        after = rows[-1].id


@dataclass(frozen=True)
class _Kept:
    """What the tables say of the instances of a batch, by their ids, asked for all of them at once.

    without_key: events that wait for a message whose key is not known. versions: number and kind.
    """

    tasks: Mapping[int, Places]
    timers: Mapping[int, Places]
    subscriptions: Mapping[int, Places]
    without_key: Mapping[int, Places]
    versions: Mapping[int, Sequence[tuple[int, str]]]


def _kept(session: Session, ids: Sequence[int]) -> _Kept:
    return _Kept(
        tasks=_rows(session, user_tasks, ids, user_tasks.c.state == "open"),
        timers=_rows(session, timers, ids),
        subscriptions=_rows(session, message_subscriptions, ids),
        # Such an event has an incident, and no row by which a message could find it.
        without_key=_rows(session, incidents, ids, incidents.c.state == "open"),
        versions=_version_rows(session, ids),
    )


def _reasons(
    session: Session, engine: Engine, stored: instances.StoredInstance, kept: _Kept
) -> Iterator[str]:
    yield from _versions(kept.versions[stored.id])
    try:
        _, state = instances.load_state(session, stored.id)
        bundle = engine.bundle(engine.definition(session, stored.definition_id))
        live = LiveInstance.resume(bundle, state)
    except (EngineError, AttributeError, LookupError, TypeError, ValueError, zlib.error) as error:
        yield f"its state cannot be read ({type(error).__name__})"
        return
    yield from _differences("task", _places(live.open_user_tasks()), kept.tasks[stored.id])
    yield from _differences("timer", _places(live.awaited_timers()), kept.timers[stored.id])
    subscribed = kept.subscriptions[stored.id]
    awaited = _places(live.awaited_messages()) - (kept.without_key[stored.id] - subscribed)
    yield from _differences("message", awaited, subscribed)


def _versions(rows: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The first is a snapshot, and each one after it is the next."""
    if not rows or rows[0][1] != "snapshot":
        yield "its first version is no snapshot"
    for (before, _), (after, _) in pairwise(rows):
        if after != before + 1:
            yield f"version {after} follows version {before}"


def _places(positions: Iterable[Position]) -> Places:
    return frozenset((position.task, position.element) for position in positions)


def _rows(
    session: Session, table: Table, ids: Sequence[int], *conditions: ColumnElement[bool]
) -> Mapping[int, Places]:
    wanted = select(table.c.instance_id, table.c.position, table.c.element).where(
        table.c.instance_id.in_(ids), *conditions
    )
    found: dict[int, Places] = defaultdict(frozenset)
    for instance, position, element in session.execute(wanted):
        found[instance] |= {(position, element)}
    return found


def _version_rows(session: Session, ids: Sequence[int]) -> Mapping[int, list[tuple[int, str]]]:
    columns = instance_states.c
    rows = session.execute(
        select(columns.instance_id, columns.version, columns.kind)
        .where(columns.instance_id.in_(ids))
        .order_by(columns.instance_id, columns.version)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for instance, version, kind in rows:
        found[instance].append((version, kind))
    return found


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
