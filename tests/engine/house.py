"""A small house for tests of the engine: its own operations, its policy and its diagrams."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Table, select

from db.session import Database, Session
from db.types import public_id
from engine import continuing, definitions, deployment, jobs, messages, processors
from engine.commands import (
    ClaimTask,
    CompleteTask,
    CorrelateMessage,
    DeliverMessage,
    FireTimer,
    RetrySteps,
)
from engine.confined_lint import check
from engine.correlation import MessageSource
from engine.delivery import JobSource
from engine.executor import Engine
from engine.findings import Finding, from_plain
from engine.linter import LintContext
from engine.models import (
    incidents,
    message_subscriptions,
    process_instances,
    timers,
    user_tasks,
)
from engine.models import messages as kept_messages
from engine.portions import CONTINUE_KIND
from engine.signatures import signatures_of
from engine.timers import TimerSource
from ledger.events import Actor, Entry, read_subject
from ledger.models import history, history_payloads
from ledger.verify import Report, verify
from tests.engine.diagrams import (
    FORM,
    diagram,
    flow,
    lane,
    message_event,
    node,
    properties,
    timer_event,
)

ANNA, BO, WORKER = Actor("person:anna"), Actor("person:bo"), Actor("system:worker")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = {"place": ["Hallen"]}
Operation = Callable[..., Mapping[str, Any]]


class House:
    """One engine over a test's database, with a clock that goes on by a second at each look."""

    def __init__(self, database: Database, operations: dict[str, Operation]) -> None:
        self.database = database
        self.operations = operations
        self.refused: set[str] = set()
        self.asked: list[tuple[str, object, int]] = []
        self.reported: list[tuple[str, str, str]] = []
        self.now = START
        # The stored times, by business key; those of "" are everyone's.
        self.times: dict[str, dict[str, str | None]] = {"": {}}
        # What is known of a thing by its business key, for the keys of messages.
        self.known: dict[str, dict[str, str | None]] = {}
        self.engine = Engine(
            operations=operations,
            processors=processors.processors(),
            policy=self,
            clock=self._tick,
            new_id=public_id,
            candidate_group=lambda _session, role, _key, _variables: f"{role}:here",
            home=lambda _session, _key: None,
            choices=lambda _session, _form, _key, _values: {},
            local_day=_day,
            report=lambda error, subject, element: self.reported.append(
                (type(error).__name__, subject, element)
            ),
            known_keys=lambda _session, key: self.known.get(key, {}),
            known_by=lambda _session, key: [
                about for about, known in self.known.items() if key in known.values()
            ],
            due_times=lambda _session, key: self.times[""] | self.times.get(key, {}),
            checks_state=True,
        )

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def permits(self, session: Session, actor: Actor, command: object, stream_id: int) -> bool:
        """The policy: everyone may do everything but those who are refused."""
        self.asked.append((actor.id, command, stream_id))
        return actor.id not in self.refused

    def deploy(self, **xml: str) -> None:
        """Make each process current; every operation of the house is known to the linter."""
        folders = {key: _folder(text) for key, text in xml.items()}
        context = LintContext(signatures_of(self.operations), frozenset({"carrier", "automatic"}))
        with pytest.MonkeyPatch.context() as patch, self.database.transaction() as session:
            patch.setattr(deployment, "lint_confined", lint_here)
            definitions.deploy(session, folders, context=context, now=START, by="deployer")

    def deploy_unchecked(self, **xml: str) -> None:
        """The same with what the linter refuses today, as an older version may hold it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(globals(), "check", lambda *_checked: [])
            self.deploy(**xml)

    def execute(self, command: object, actor: Actor = ANNA) -> Any:
        with self.database.transaction() as session:
            return self.engine.execute(session, command, actor)

    def post(
        self, name: str, payload: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> str:
        """A message comes in; its public id."""
        message = public_id()
        with self.database.transaction() as session:
            messages.receive(
                session,
                name,
                payload or {},
                public_id=message,
                message_id=f"post:{message}",
                correlation_key=key,
                now=self._tick(),
            )
        return message

    def correlate(self, name: str, payload: Mapping[str, Any] | None = None) -> str:
        """A message comes in and is handed over; its public id."""
        message = self.post(name, payload)
        self.execute(CorrelateMessage(message), WORKER)
        return message

    def answer(self, name: str, key: str, once: str = "1", **payload: Any) -> None:
        """Our own outbox hands a message to what waits for it."""
        self.execute(DeliverMessage(name, key, payload, once), WORKER)

    def hand_over(self) -> int:
        """One turn of the worker's message source."""
        source = MessageSource(self.database, self.engine, WORKER, clock=self._tick)
        return source.run_once(self._tick())

    def let_time_pass(self, until: datetime | None = None) -> int:
        """The clock goes on, if told to, and the worker's timer source has one turn."""
        self.now = max(self.now, until or self.now)
        source = TimerSource(self.database, self.engine, WORKER, clock=self._tick)
        return source.run_once(self._tick())

    def timer(self, element: str = "late") -> Any:
        """The row of the only timer at the element."""
        (found,) = [timer for timer in self.rows(timers) if timer.element == element]
        return found

    def fire(self, timer: int) -> Any:
        return self.execute(FireTimer(timer), WORKER)

    def go_on(self) -> int:
        """One turn of the worker's job source: the next portion of an instance."""
        source = JobSource(
            self.database,
            {CONTINUE_KIND: partial(continuing.carry_out, self.database, self.engine, WORKER)},
            lambda _session, _claimed, _outcome, _now: None,
            clock=self._tick,
        )
        return source.run_once(self._tick())

    def open_tasks(self) -> list[str]:
        """The elements of the open tasks, in order."""
        return sorted(task.element for task in self.rows(user_tasks) if task.state == "open")

    def task(self, element: str = "carry") -> Any:
        """The row of the open task at the element."""
        (found,) = [t for t in self.rows(user_tasks) if (t.element, t.state) == (element, "open")]
        return found

    def claim(self, element: str = "carry", actor: Actor = ANNA) -> Any:
        self.execute(ClaimTask(self.task(element).public_id), actor)
        return self.task(element)

    def complete(
        self, element: str = "carry", actor: Actor = ANNA, fields: Mapping[str, Any] = PLACE
    ) -> None:
        """Take the open task and complete it."""
        task = self.claim(element, actor)
        self.execute(CompleteTask(task.public_id, fields, task.version), actor)

    def complete_row(self, row: Any, actor: Actor = ANNA) -> None:
        """Take and complete one of several open tasks at an element."""
        self.execute(ClaimTask(row.public_id), actor)
        self.execute(CompleteTask(row.public_id, PLACE, row.version + 1), actor)

    def retry(self, instance_id: int | None = None) -> Any:
        return self.execute(RetrySteps(instance_id or self.instance().id), WORKER)

    def rows(self, table: Table) -> list[Any]:
        with self.database.reading() as session:
            return list(session.execute(select(table).order_by(*table.primary_key.columns)))

    def instance(self) -> Any:
        """The row of the first instance."""
        return self.rows(process_instances)[0]

    def incident(self) -> Any:
        """The row of the only incident."""
        (found,) = self.rows(incidents)
        return found

    def events(self) -> list[Entry]:
        """What is recorded of the first instance."""
        with self.database.reading() as session:
            return read_subject(session, self.instance().public_id)

    def variables(self) -> dict[str, Any]:
        """The variables at the last transition of the first instance."""
        moved = [e.payload for e in self.events() if e.kind.startswith("element.") and e.payload]
        found: dict[str, Any] = moved[-1]["variables"]
        return found

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events()]

    def ledger(self) -> Report:
        with self.database.reading() as session:
            return verify(session)

    def everything(self) -> dict[str, list[Any]]:
        """Every row of the engine and the ledger, to compare before and after."""
        tables = (process_instances, user_tasks, incidents, history, history_payloads)
        more = (jobs.jobs, kept_messages, timers, message_subscriptions)
        return {t.name: [tuple(r) for r in self.rows(t)] for t in (*tables, *more)}


def line(key: str, *steps: tuple[str, str], starts: str = "came", **values: str) -> str:
    """A diagram that goes straight on: each step is an id and the text of its node."""
    names = ["begun", *(name for name, _ in steps), "ended"]
    return drawn(key, steps, itertools.pairwise(names), starts=starts, **values)


def drawn(
    key: str,
    steps: Iterable[tuple[str, str]],
    ways: Iterable[tuple[str, str]],
    *,
    starts: str = "came",
    **values: str,
) -> str:
    """A diagram whose steps, each an id and the text of its node, are joined by these ways;
    ``values`` are what it declares, as a process that is called must."""
    steps = list(steps)
    nodes = node("startEvent", "begun", message_event(starts))
    nodes += "".join(text for _, text in steps) + node("endEvent", "ended")
    flows = "".join(flow(*way) for way in ways)
    manual = [name for name, text in steps if "userTask" in text]
    lanes = f"<bpmn:laneSet id='lanes'>{lane('carrier', *manual)}</bpmn:laneSet>" if manual else ""
    return diagram(nodes, flows, lanes=lanes, messages=_messages(nodes), key=key, **values)


def user_task(name: str = "carry", **more: str) -> tuple[str, str]:
    return name, node("userTask", name, properties(form="carry", **more))


def throw(name: str, message: str, key: str, payload: str = "{}") -> tuple[str, str]:
    inside = properties(correlation_key=key) + message_event(message, payload)
    return name, node("intermediateThrowEvent", name, inside)


def catch(name: str, message: str, key: str) -> tuple[str, str]:
    inside = properties(correlation_key=key) + message_event(message)
    return name, node("intermediateCatchEvent", name, inside)


def wait(name: str, due: str) -> tuple[str, str]:
    return name, node("intermediateCatchEvent", name, timer_event(due))


CALLED = {"inputs": "message", "outputs": ""}
"""What a called process declares, and its calls hand over and take back."""


def call(name: str, key: str) -> tuple[str, str]:
    return name, node("callActivity", name, properties(**CALLED), calledElement=key)


def event(kind: str, name: str) -> str:
    """The definition of an event about a signal, an error or an escalation."""
    return f'<bpmn:{kind}EventDefinition {kind}Ref="{kind}_{name}"/>'


def boundary(
    name: str,
    host: str,
    *,
    due: str = "",
    message: str = "",
    key: str = "",
    interrupts: bool = True,
) -> tuple[str, str]:
    """A boundary event that waits for a time or for a message."""
    inside = timer_event(due) if due else properties(correlation_key=key) + message_event(message)
    more = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    return name, node("boundaryEvent", name, inside, **more)


def _messages(nodes: str) -> str:
    """Declares whatever is referred to: messages, signals, errors and escalations."""
    found = re.findall('(message|signal|error|escalation)Ref="[a-z]+_([a-z_]+)"', nodes)
    return "".join(
        f'<bpmn:{kind} id="{kind}_{name}" name="{name}"{_code(kind, name)}/>'
        for kind, name in dict.fromkeys(found)
    )


def _code(kind: str, name: str) -> str:
    return f' {kind}Code="{name}"' if kind in ("error", "escalation") else ""


def _folder(xml: str) -> dict[str, bytes]:
    files = {"process.bpmn": xml.encode(), "CHANGES.md": b"# Changes\n"}
    return files | ({"forms/carry.json": json.dumps(FORM).encode()} if "userTask" in xml else {})


def lint_here(folders: Any, context: LintContext, **_limits: Any) -> tuple[Finding, ...]:
    """The linter in this process; that it runs confined is proved elsewhere."""
    return tuple(from_plain(found) for found in check(folders, context, ()))


def _day(instant: datetime) -> date:
    return instant.date()
