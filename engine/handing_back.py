"""Tasks that are taken from somebody who may not do them any longer."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from engine.models import process_instances, user_tasks
from engine.runtime import Runtime


def hand_back(runtime: Runtime, assignee: str, business_keys: Collection[str]) -> None:
    """Free every open task that somebody has taken about these things, so that others can take it.
    What she typed stays her own draft."""
    found = runtime.session.execute(
        select(
            user_tasks.c.id,
            user_tasks.c.public_id,
            user_tasks.c.process,
            user_tasks.c.element,
            process_instances.c.public_id.label("instance"),
        )
        .join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
        .where(
            user_tasks.c.state == "open",
            user_tasks.c.assignee == assignee,
            user_tasks.c.business_key.in_(business_keys),
        )
        .order_by(user_tasks.c.id)
    ).all()
    for task in found:
        runtime.session.execute(
            update(user_tasks)
            .where(user_tasks.c.id == task.id)
            .values(assignee=None, version=user_tasks.c.version + 1)
        )
        facts = {"task": task.public_id, "process": task.process, "from": assignee}
        runtime.record("task.released", facts, subject=task.instance, element=task.element)
