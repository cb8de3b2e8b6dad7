"""How many statements and commits a command costs: by kind, and a completion at every size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select, update

from bench.speed import diagrams
from bench.speed.ground import Ground
from bench.speed.results import Figure, at_most
from bench.speed.workshop import ANNA, claimed, done
from bench.tables import number, show
from db.session import Database, Session
from engine.clock import utc_now
from engine.commands import ClaimTask, DeliverMessage, FireTimer, ReleaseTask, RetrySteps
from engine.models import timers

MOST_STATEMENTS, COMMITS = 12, 1
SNAPSHOT_EVERY = 20
"""So many in a row meet the one that renews the snapshot, which costs a statement more."""


@dataclass
class Counted:
    """What was sent to the database."""

    statements: int = 0
    commits: int = 0
    kinds: list[str] = field(default_factory=list)


def figures(ground: Ground) -> Iterator[Figure]:
    """The most statements and commits of any completion at each size, on both diagrams."""
    for key in diagrams.KEYS:
        instance, completed = ground.workshop.begin(key), 0
        for point in ground.size.points:
            ground.workshop.walk(instance, point - completed)
            counted = [_completion(ground, instance) for _ in range(SNAPSHOT_EVERY)]
            completed = point + SNAPSHOT_EVERY
            name = f"{ground.name}, {key} diagram, {point} tasks"
            most = max(one.statements for one in counted)
            yield at_most(f"{name}: statements of a completion", most, MOST_STATEMENTS)
            commits = max(one.commits for one in counted)
            yield at_most(f"{name}: commits of a completion", commits, COMMITS)
    _show_kinds(ground)


@contextmanager
def counting(database: Database) -> Iterator[Counted]:
    """Count while the block runs; BEGIN is the driver's own on PostgreSQL and left out on both."""
    counted, engine = Counted(), database.writing_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            counted.statements += 1
            counted.kinds.append(statement.split(maxsplit=1)[0])

    def committed(_connection: Any) -> None:
        counted.commits += 1

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", committed)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine, "commit", committed)


def _completion(ground: Ground, instance: int) -> Counted:
    with ground.database.transaction() as session:
        task = claimed(session, instance)
    return _counted(ground, done(task))


def _counted(ground: Ground, command: object) -> Counted:
    with counting(ground.database) as counted, ground.database.transaction() as session:
        ground.workshop.engine.execute(session, command, ANNA)
    return counted


def _show_kinds(ground: Ground) -> None:
    rows = [
        [kind, number(one.statements), number(one.kinds.count("SELECT")), number(one.commits)]
        for kind, one in _kinds(ground)
    ]
    head = ["command", "statements", "of them reads", "commits"]
    show(f"Statements of each kind of command on {ground.name}", head, rows)


def _kinds(ground: Ground) -> Iterator[tuple[str, Counted]]:
    workshop = ground.workshop
    yield "CorrelateMessage", _counted(ground, workshop.wanted("rich"))
    instance = workshop.begin("rich")
    waiting = workshop.begin("rich")
    with ground.database.transaction() as session:
        timer = _due_timer(session, waiting)
    yield "FireTimer", _counted(ground, FireTimer(timer))
    with ground.database.transaction() as session:
        task = claimed(session, instance, assignee=None).public_id
    yield "ClaimTask", _counted(ground, ClaimTask(task))
    yield "ReleaseTask", _counted(ground, ReleaseTask(task))
    yield "CompleteTask", _completion(ground, instance)
    yield "RetrySteps", _counted(ground, RetrySteps(instance))
    key = workshop.key_of(workshop.begin("waiting"))
    yield "DeliverMessage", _counted(ground, DeliverMessage("answered", key, {}, "bench:answer"))


def _due_timer(session: Session, instance: int) -> int:
    """Let the instance's timer have been due for a minute."""
    past = utc_now() - timedelta(minutes=1)
    here = timers.c.instance_id == instance
    session.execute(update(timers).where(here).values(due_at=past))
    return int(session.execute(select(timers.c.id).where(here)).scalar_one())
