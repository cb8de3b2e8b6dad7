"""Our engine with nothing above it: its executor, a policy that permits, and one form."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bench.speed import diagrams
from db.session import Database, Session
from db.types import public_id
from engine import definitions, executor, messages, processors
from engine.clock import utc_now
from engine.commands import CompleteTask, CorrelateMessage
from engine.context import ServiceTaskContext
from engine.executor import Engine
from engine.lint.context import LintContext
from engine.models import process_instances, user_tasks
from engine.signatures import signatures_of
from ledger.events import Actor
from tests.engine.diagrams import FORM

ANNA = Actor("person:anna")
ANSWERS = {"place": ["Hallen"]}
FAR_AWAY = timedelta(days=3650)


class Everyone:
    """A policy that permits: what it costs to ask belongs to the room above, and to HTTP."""

    def permits(self, _session: Session, _actor: Actor, _command: object, _stream: int) -> bool:
        """Yes."""
        return True


def go_on(_ctx: ServiceTaskContext, *, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The completion operation of every task: round the loop once more."""
    return {"more": bool(answers)}


OPERATIONS = {"go_on": go_on}


class Workshop:
    """Begins instances of the measured diagrams and completes their tasks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.late_at = (utc_now() + FAR_AWAY).isoformat()
        self.engine = self.new_engine()

    def new_engine(self) -> Engine:
        """An engine that has not yet seen anything."""
        return Engine(
            operations=OPERATIONS,
            processors=processors.processors(),
            policy=Everyone(),
            clock=utc_now,
            new_id=public_id,
            candidate_group=lambda _session, role, _key, _variables: f"{role}:here",
            home=lambda _session, _key: None,
            choices=lambda _session, _form, _key, _values: {},
            local_day=_day,
            report=lambda _error, _subject, _element: None,
            due_times=lambda _session, _key: {"late_at": self.late_at},
        )

    def complete_cold(self, instance: int) -> float:
        """As ``complete``, of an instance of which nothing is in memory."""
        self.engine.live.clear()
        return self.complete(instance)

    def complete_first(self, instance: int) -> float:
        """As ``complete``, and the process has never seen the definition either."""
        executor._bundle.cache_clear()
        self.engine = self.new_engine()
        return self.complete(instance)

    def definition_of(self, instance: int) -> int:
        """The definition that an instance runs."""
        wanted = select(process_instances.c.definition_id).where(process_instances.c.id == instance)
        with self.database.reading() as session:
            return int(session.execute(wanted).scalar_one())

    def deploy(self, texts: Mapping[str, str] | None = None) -> None:
        """Make diagrams current, through the linter: the measured ones, if none are given."""
        folders = {key: _folder(text) for key, text in (texts or diagrams.ours()).items()}
        context = LintContext(signatures_of(OPERATIONS), frozenset({"carrier"}))
        with self.database.transaction() as session:
            definitions.deploy(session, folders, context=context, now=utc_now(), by="bench")

    def wanted(self, key: str) -> CorrelateMessage:
        """Something asks for an instance of a diagram; the command that begins it."""
        message = public_id()
        with self.database.transaction() as session:
            messages.receive(
                session,
                f"{key}_wanted",
                {},
                public_id=message,
                message_id=f"bench:{message}",
                now=utc_now(),
            )
        return CorrelateMessage(message)

    def begin(self, key: str) -> int:
        """A new instance; its id."""
        command = self.wanted(key)
        with self.database.transaction() as session:
            self.engine.execute(session, command, ANNA)
            return int(session.execute(_instance_of(command.message)).scalar_one())

    def key_of(self, instance: int) -> str:
        """What an instance is about."""
        wanted = select(process_instances.c.business_key).where(process_instances.c.id == instance)
        with self.database.reading() as session:
            return str(session.execute(wanted).scalar_one())

    def walk(self, instance: int, times: int, at_once: int = 50) -> None:
        """Complete so many tasks, many in one transaction: on the way to what is measured."""
        while times > 0:
            with self.database.transaction() as session:
                for _ in range(min(times, at_once)):
                    task = claimed(session, instance)
                    self.engine.execute(session, done(task), ANNA)
            times -= at_once

    def complete(self, instance: int) -> float:
        """Complete the instance's task in one transaction; seconds until it was durable."""
        with self.database.transaction() as session:
            task = claimed(session, instance)
        return self.complete_task(task)

    def complete_task(self, task: Row[Any]) -> float:
        """As ``complete``, for a task that is claimed already."""
        began = time.perf_counter()
        with self.database.transaction() as session:
            self.engine.execute(session, done(task), ANNA)
        return time.perf_counter() - began


def claimed(session: Session, instance: int, *, assignee: str | None = ANNA.id) -> Row[Any]:
    """The newest open task of an instance, given to Anna, or to nobody, without a command."""
    task = session.execute(
        select(user_tasks)
        .where(user_tasks.c.instance_id == instance, user_tasks.c.state == "open")
        .order_by(user_tasks.c.id.desc())
        .limit(1)
    ).one()
    if task.assignee != assignee:
        here = user_tasks.c.id == task.id
        session.execute(update(user_tasks).where(here).values(assignee=assignee))
    return task


def done(task: Row[Any], version: int | None = None) -> CompleteTask:
    """The command that completes a task as it was read."""
    return CompleteTask(task.public_id, ANSWERS, version or task.version)


def _instance_of(message: str) -> Any:
    return select(process_instances.c.id).where(process_instances.c.business_key == message)


def _folder(xml: str) -> dict[str, bytes]:
    return {
        "process.bpmn": xml.encode(),
        "CHANGES.md": b"# Changes\n",
        f"forms/{diagrams.FORM_KEY}.json": json.dumps(FORM).encode(),
    }


def _day(instant: datetime) -> date:
    return instant.date()
