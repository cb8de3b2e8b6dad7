"""What has happened to one task: who took it, gave it back or completed it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.people import names
from db.session import Session
from engine.models import process_instances, user_tasks
from ledger.events import read_subject

_KINDS = ("task.claimed", "task.released", "task.completed")


@dataclass(frozen=True)
class TaskDeed:
    """One thing that a person did with a task."""

    kind: str
    who: str
    actor: str
    when: datetime


def last_deed(session: Session, task: str) -> TaskDeed | None:
    """The last thing that anyone did with the task."""
    deeds = [
        entry
        for entry in read_subject(session, _place(session, task)[0])
        if entry.kind in _KINDS and (entry.payload or {}).get("task") == task
    ]
    if not deeds:
        return None
    last = deeds[-1]
    name = names(session, [last.actor]).get(last.actor, "")
    return TaskDeed(last.kind, name, last.actor, last.at)


def ran_out_at(session: Session, task: str) -> datetime | None:
    """When a timer took the task away, if that is what ended it."""
    instance, element = _place(session, task)
    found = read_subject(session, instance)
    gone = [n for n, e in enumerate(found) if (e.kind, e.element) == ("element.cancelled", element)]
    if not gone:
        return None
    # What is entered, left and cancelled follows upon what made it move.
    causes = [e for e in found[: gone[-1]] if not e.kind.startswith("element.")]
    is_timer = bool(causes) and causes[-1].kind == "timer.fired"
    return causes[-1].at if is_timer else None


@dataclass(frozen=True)
class TaskPlace:
    """Where a task was: in which version of which process, and at which element."""

    definition_id: int
    process: str
    element: str


def places(session: Session, tasks: Sequence[str]) -> dict[str, TaskPlace]:
    """Where each of these tasks was, open or ended."""
    rows = session.execute(
        select(
            user_tasks.c.public_id,
            process_instances.c.definition_id,
            user_tasks.c.process,
            user_tasks.c.element,
        )
        .join(process_instances, user_tasks.c.instance_id == process_instances.c.id)
        .where(user_tasks.c.public_id.in_(tasks))
    )
    return {key: TaskPlace(*place) for key, *place in rows}


def _place(session: Session, task: str) -> tuple[str, str]:
    """The public id of the instance, and the element, that the task is of; empty without one."""
    row = session.execute(
        select(process_instances.c.public_id, user_tasks.c.element)
        .join(user_tasks, user_tasks.c.instance_id == process_instances.c.id)
        .where(user_tasks.c.public_id == task)
    ).one_or_none()
    return ("", "") if row is None else (row.public_id, row.element)
