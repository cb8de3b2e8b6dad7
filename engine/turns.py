"""Which time a task is, of something that is done more than once: the second of three."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.session import Session
from engine import definitions, instances
from engine.definitions import Definition
from engine.models import user_tasks
from engine.spiff.live import LiveInstance
from engine.spiff.repeating import Turn
from ledger.events import Entry

if TYPE_CHECKING:
    from engine.executor import Engine

Turns = tuple[Turn, ...]
"""The outermost first, where something that is repeated holds something that is repeated."""


def has_some(definition: Definition) -> bool:
    """Whether anything in the process, or in what it calls, is done more than once."""
    every = (e for part in definitions.parts(definition) for e in part.model.elements.values())
    return any(element.repeats is not None for element in every)


def of_tasks(engine: Engine, session: Session, tasks: Collection[str]) -> Mapping[str, Turns]:
    """The turns of these tasks, by public id; a task that is no longer open has none."""
    rows = session.execute(
        select(user_tasks.c.instance_id, user_tasks.c.position, user_tasks.c.public_id).where(
            user_tasks.c.public_id.in_(tasks), user_tasks.c.state == "open"
        )
    )
    positions: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        positions[row.instance_id][row.position] = row.public_id
    return {
        task: turns
        for instance, of_instance in positions.items()
        for task, turns in _of_instance(engine, session, instance, of_instance)
    }


def of_event(entry: Entry) -> Turn | None:
    """The turn that the element of an event was in. Of how many in all is not told by what was
    recorded before that was."""
    told = entry.payload or {}
    return Turn(told["turn"], told.get("turns")) if "turn" in told else None


def recorded(session: Session, entries: Sequence[Entry]) -> Mapping[str, Turn]:
    """The turns of the tasks that these events of one instance are about, by public id: events of a
    task name it, and the events of its step say where in the instance which turn was."""
    told = [entry.payload or {} for entry in entries]
    places = ((entry.payload or {}, of_event(entry)) for entry in entries)
    turns_at = {one["position"]: turn for one, turn in places if turn is not None}
    if not turns_at:
        return {}
    tasks = {one["task"] for one in told if "task" in one}
    rows = session.execute(
        select(user_tasks.c.public_id, user_tasks.c.position).where(
            user_tasks.c.public_id.in_(tasks)
        )
    )
    return {row.public_id: turns_at[row.position] for row in rows if row.position in turns_at}


def _of_instance(
    engine: Engine, session: Session, instance: int, positions: Mapping[str, str]
) -> list[tuple[str, Turns]]:
    stored = instances.find(session, instance)
    _version, state = instances.load_state(session, instance)
    bundle = engine.bundle(engine.definition(session, stored.definition_id))
    live = LiveInstance.resume(bundle, state)
    found = (at.task for at in live.open_user_tasks() if at.task in positions)
    return [(positions[task], live.turns(task)) for task in found]
