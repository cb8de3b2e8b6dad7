"""A process of its own that works on tasks and messages as fast as it can; started four times."""

from __future__ import annotations

import random
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import select

from db.session import Database
from engine.commands import ClaimTask, CompleteTask, CorrelateMessage
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.models import messages, user_tasks
from ledger.events import Actor
from tests.engine.house import PLACE, House

ROUNDS = 8
"""How often each task of the test is open anew before its instance ends."""


def again(ctx: ServiceTaskContext, answers: dict[str, Any], weight: int) -> dict[str, Any]:
    """Count one round more."""
    left = weight - 1
    ctx.record("round.done", {"left": left, "by": ctx.actor.id})
    return {"weight": left}


def begin(_ctx: ServiceTaskContext) -> dict[str, Any]:
    """Set how many rounds there are; the last one has the weight 5."""
    return {"weight": ROUNDS + 5}


OPERATIONS: dict[str, Callable[..., Any]] = {"again": again, "begin": begin}


def work(url: str, name: str, start: Barrier, results: Queue[dict[str, int]]) -> None:
    """Correlate, take and complete whatever there is until there is nothing; what was done."""
    database = Database(url)
    house, actor = House(database, OPERATIONS), Actor(name)
    done = {"correlated": 0, "completed": 0, "refused": 0}
    start.wait(timeout=60)
    idle = 0
    while idle < 3:
        idle = 0 if _turn(house, actor, done) else idle + 1
    results.put(done)
    database.dispose()


def _turn(house: House, actor: Actor, done: dict[str, int]) -> bool:
    received = _received(house)
    for message in received[:1]:
        # Each process tries the same message; one of them finds it received still.
        house.execute(CorrelateMessage(message), actor)
        done["correlated"] += 1
    open_tasks = [t for t in house.rows(user_tasks) if t.state == "open"]
    if open_tasks:
        task = random.choice(open_tasks)  # noqa: S311
        done["completed" if _complete(house, actor, task.public_id) else "refused"] += 1
    return bool(received or open_tasks)


def _complete(house: House, actor: Actor, task: str) -> bool:
    try:
        house.execute(ClaimTask(task), actor)
        with house.database.reading() as session:
            version = session.execute(
                select(user_tasks.c.version).where(user_tasks.c.public_id == task)
            ).scalar_one()
        house.execute(CompleteTask(task, PLACE, version), actor)
    except Refused:
        return False
    return True


def _received(house: House) -> list[str]:
    with house.database.reading() as session:
        found = select(messages.c.public_id).where(messages.c.state == "received")
        return list(session.execute(found).scalars())
