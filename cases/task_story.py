"""What has happened to one task: who took it, gave it back or completed it, and when."""

from __future__ import annotations

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
    instance = session.execute(
        select(process_instances.c.public_id)
        .join(user_tasks, user_tasks.c.instance_id == process_instances.c.id)
        .where(user_tasks.c.public_id == task)
    ).scalar_one_or_none()
    deeds = [
        entry
        for entry in read_subject(session, instance or "")
        if entry.kind in _KINDS and (entry.payload or {}).get("task") == task
    ]
    if not deeds:
        return None
    last = deeds[-1]
    name = names(session, [last.actor]).get(last.actor, "")
    return TaskDeed(last.kind, name, last.actor, last.at)
