"""What the executor asks, under the lock, before it carries out a command."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from cases.commands.basic import RecordDispatch
from cases.policy import WORKER, Rule, StaffMember
from cases.task_policy import on_task, visible_task
from db.session import Session
from engine.commands import (
    ClaimTask,
    CompleteTask,
    ContinueInstance,
    CorrelateMessage,
    DeliverMessage,
    FireTimer,
    ReleaseTask,
    RetrySteps,
)
from engine.models import user_tasks
from ledger.events import Actor

_WORKER_COMMANDS = (
    CorrelateMessage, DeliverMessage, FireTimer, RetrySteps, ContinueInstance, RecordDispatch,
)  # fmt: skip


class Policy:
    """Asked by the executor under the lock; says yes only when a rule finds the row."""

    def __init__(self, rules: Mapping[type, Rule]) -> None:
        self._rules = rules

    def permits(self, session: Session, actor: Actor, command: object, stream_id: int) -> bool:
        """Whether the actor may carry out the command. Unknown commands and actors: no."""
        if not isinstance(actor, StaffMember):
            return actor == WORKER and isinstance(command, _WORKER_COMMANDS)
        rule = self._rules.get(type(command))
        if rule is None:
            return False
        if isinstance(command, ClaimTask | ReleaseTask | CompleteTask) and rule is on_task:
            asked = session.execute(_may_take(actor), {"task": command.task})
        else:
            asked = session.execute(select(1).where(rule(actor, command)))
        return asked.first() is not None


@lru_cache(maxsize=256)
def _may_take(actor: StaffMember) -> Select[Any]:
    """What ``on_task`` says of any ``task``, built once for a person: asked at every completion."""
    named = user_tasks.c.public_id == bindparam("task")
    return select(1).where(select(user_tasks.c.id).where(named, visible_task(actor)).exists())
