"""The routing values at an open task, for whoever draws its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.session import Session
from engine import instances
from engine.models import user_tasks
from engine.spiff.live import LiveInstance
from engine.values import Scalar

if TYPE_CHECKING:
    from engine.executor import Engine


def of_task(engine: Engine, session: Session, public_id: str) -> Mapping[str, Scalar]:
    """The routing values where an open task stands; none for one that is no longer open."""
    row = session.execute(
        select(user_tasks.c.instance_id, user_tasks.c.position).where(
            user_tasks.c.public_id == public_id, user_tasks.c.state == "open"
        )
    ).one_or_none()
    if row is None:
        return {}
    stored = instances.find(session, row.instance_id)
    _version, state = instances.load_state(session, row.instance_id)
    bundle = engine.bundle(engine.definition(session, stored.definition_id))
    open_tasks = LiveInstance.resume(bundle, state).open_user_tasks()
    return next((p.variables for p in open_tasks if p.task == row.position), {})
