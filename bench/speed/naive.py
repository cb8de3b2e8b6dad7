"""The baseline: stock SpiffWorkflow 3.2.0, which writes its whole instance as JSON at every step.

What stands beside the engine is what ours has: SQLAlchemy Core over the same database, the same
lock, the same rows in the inbox and in the hash-chained history, one commit. It is spared what
only our executor does: no policy is asked, no form is bound, no draft is looked for. A process of
its own (`python -m bench.speed.naive URL`), because our engine gives the library other ids and
another clock.

One thing is changed, or there would be nothing to compare with: past 1000 levels the library
sees no task that is ready, and one of its joins breaks off with a RecursionError: both limits are
raised.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    Row,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from bench.speed import diagrams, quick_walk
from bench.speed.child import serve
from db.session import Database, Session
from db.types import public_id
from engine.models import process_instances, user_tasks
from ledger import events
from ledger.events import Actor, Event, FoundStream, LockedStream

ANNA = Actor("person:anna")
LATE_AT = "2099-01-01T00:00:00+00:00"

naive_metadata = MetaData()
naive_states = Table(
    "naive_states",
    naive_metadata,
    Column("instance_id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
_SHOWN = TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.COMPLETED


class Naive:
    """Begins instances of the measured diagrams and completes their tasks, as a tutorial does."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        naive_metadata.create_all(self._database.writing_engine)
        self._serializer = BpmnWorkflowSerializer()

    def specs(self, key: str) -> tuple[Any, Any]:
        """A diagram and what it calls, as the library's own parser reads them."""
        parser = BpmnParser()
        for text in diagrams.stock().values():
            parser.add_bpmn_xml(etree.fromstring(text.encode()))
        return parser.get_spec(key), parser.get_subprocess_specs(key)

    def begin(self, key: str, completed: int, definition: int) -> int:
        """An instance in which so many tasks are completed; its id."""
        workflow = quick_walk.walked(self.specs(key), {"late_at": LATE_AT}, completed)
        with self._database.transaction() as session:
            now = datetime.now(UTC)
            stream = events.open_stream(session, f"case:naive-{public_id()}", "case", now=now)
            instance = session.execute(
                insert(process_instances)
                .values(
                    public_id=public_id(),
                    definition_id=definition,
                    stream_id=stream,
                    business_key=public_id(),
                    state="running",
                    started_at=now,
                )
                .returning(process_instances.c.id)
            ).scalar_one()
            body = self._serializer.serialize_json(workflow)
            session.execute(insert(naive_states).values(instance_id=instance, body=body))
            _show(session, instance, opened_tasks(workflow), now)
        return int(instance)

    def complete(self, instance: int) -> float:
        """Complete the newest open task; seconds until it was durable."""
        with self._database.transaction() as session:
            task = claimed(session, instance)
        began = time.perf_counter()
        with self._database.transaction() as session:
            self.complete_in(session, task.public_id, diagrams.MORE)
        return time.perf_counter() - began

    def complete_in(self, session: Session, public: str, values: Mapping[str, Any]) -> None:
        """Complete an open task inside the caller's transaction, giving it these values."""
        now = datetime.now(UTC)
        stream = events.lock(session, _stream_of(public))
        task, body = _found(session, public)
        workflow = self._serializer.deserialize_json(body)
        before = shown(workflow)
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        ready = next(t for t in waiting if str(t.id) == task.position)
        ready.set_data(**values)
        ready.run()
        workflow.do_engine_steps()
        _record(stream, task.public_id, before, shown(workflow), now)
        session.execute(
            update(user_tasks)
            .where(user_tasks.c.id == task.id)
            .values(state="completed", ended_at=now, version=task.version + 1)
        )
        known = {str(t.id) for t in waiting}
        new = [t for t in opened_tasks(workflow) if str(t.id) not in known]
        _show(session, task.instance_id, new, now)
        session.execute(
            update(naive_states)
            .where(naive_states.c.instance_id == task.instance_id)
            .values(body=self._serializer.serialize_json(workflow))
        )
        stream.write(session)


def opened_tasks(workflow: BpmnWorkflow) -> list[Any]:
    found: list[Any] = workflow.get_tasks(state=TaskState.READY, manual=True)
    return found


def shown(workflow: BpmnWorkflow) -> dict[str, Any]:
    """What stands in the diagram and has been reached, by id: what the history is told from. A
    boundary event is reached when it happens."""
    flows = [workflow, *workflow.subprocesses.values()]
    tasks = (task for flow in flows for task in flow.tasks.values())
    reached = (t for t in tasks if t.task_spec.bpmn_id and t.has_state(_SHOWN))
    return {
        str(t.id): (t.state, t)
        for t in reached
        if t.has_state(TaskState.COMPLETED) or not isinstance(t.task_spec, BoundaryEvent)
    }


def _record(
    stream: LockedStream, task: str, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> None:
    """The same events as ours: the command, what was answered, each element entered and left."""
    facts = {"task": task, "process": "naive"}
    stream.record(Event("command.complete_task", {"task": task, "version": 1}), actor=ANNA, at=now)
    answered = Event("task.completed", {**facts, "answers": {"place": "Hallen"}}, subject=task)
    stream.record(answered, actor=ANNA, at=now)
    for kind, moved in moves(before, after):
        values = {"process": "naive", "position": str(moved.id), "variables": dict(moved.data)}
        event = Event(f"element.{kind}", values, subject=task, element=moved.task_spec.bpmn_id)
        stream.record(event, actor=ANNA, at=now)


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each element that was entered, and each that was left, between two looks."""
    for key, (state, moved) in after.items():
        known = before.get(key)
        if not known:
            yield "entered", moved
        if state == TaskState.COMPLETED and (known is None or known[0] != state):
            yield "left", moved


def _show(session: Session, instance: int, tasks: list[Any], now: datetime) -> None:
    rows = [
        {
            "public_id": public_id(),
            "instance_id": instance,
            "position": str(task.id),
            "process": task.workflow.spec.name,
            "element": task.task_spec.bpmn_id,
            "business_key": "naive",
            "candidate_group": "carrier:here",
            "state": "open",
            "version": 1,
            "created_at": now,
        }
        for task in tasks
    ]
    if rows:
        session.execute(insert(user_tasks), rows)


def claimed(session: Session, instance: int) -> Row[Any]:
    """The newest open task of an instance."""
    return session.execute(
        select(user_tasks)
        .where(user_tasks.c.instance_id == instance, user_tasks.c.state == "open")
        .order_by(user_tasks.c.id.desc())
        .limit(1)
    ).one()


_LOCK = events.locking(
    select(process_instances.c.stream_id)
    .join(user_tasks, user_tasks.c.instance_id == process_instances.c.id)
    .where(user_tasks.c.public_id == bindparam("task"))
)


def _stream_of(public: str) -> FoundStream:
    return FoundStream(_LOCK, {"task": public})


def _found(session: Session, public: str) -> tuple[Row[Any], str]:
    row = session.execute(
        select(user_tasks, naive_states.c.body)
        .join(naive_states, naive_states.c.instance_id == user_tasks.c.instance_id)
        .where(user_tasks.c.public_id == public)
    ).one()
    return row, row.body


def walk_deeper() -> None:
    """Let the library see what is ready below its thousandth level, and ask that far up."""
    sys.setrecursionlimit(1_000_000)
    BpmnTaskIterator.__init__.__defaults__ = (None, sys.maxsize, True, False, None)


if __name__ == "__main__":
    walk_deeper()
    serve(Naive(sys.argv[1]))
