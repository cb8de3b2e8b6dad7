"""Random walks through the shipped processes: made-up values in, whatever waits is done next.

What an operation would do to our tables is left out; it gives routing values of the kinds that the
diagrams and tables ask for, or fails. Everything else is the engine's own: messages, timers, calls.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, select

import handlers
from db.session import Database
from engine import definitions, deployment, forms, instances
from engine.commands import ClaimTask, CompleteTask, DeliverMessage, RetrySteps
from engine.definitions import Definition
from engine.elements import ProcessModel, read_process
from engine.errors import EngineError
from engine.executor import Processor
from engine.expressions import compile_expression
from engine.forms import Answer, Form
from engine.models import incidents, message_subscriptions, process_instances, timers, user_tasks
from engine.runtime import Runtime
from front.shipped import PROCESSES, processes_in, what_is_known
from ledger import events
from tests.engine.house import START, WORKER, House, lint_here

LITERAL = re.compile(r'"([^"]*)"|\b(true|false|null|\d+)\b')
NAMED = {"true": True, "false": False, "null": None}
FAILS, ENDED, LATER = 0.06, 0.02, timedelta(days=40)


@dataclass(frozen=True)
class Begin:
    """Start a process about a thing: by the message of the house that does, else as what it is
    called from would start it."""

    process: str
    message: str | None
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Cancel:
    """End an instance by hand."""

    instance: int


class OutOfOrder(EngineError):
    """An operation that does not work just now."""


class Wanderer:
    """Walks about one thing at a time; ``chance`` decides everything."""

    def __init__(self, database: Database) -> None:
        self.chance = Random(0)  # noqa: S311
        self.key = ""
        self._known: dict[str, dict[str, list[Any]]] = {}
        self.house = House(database, dict.fromkeys(handlers.SERVICE_TASKS, self._operation))
        engine = self.house.engine
        engine.processors = {**engine.processors, Begin: BEGIN, Cancel: CANCEL}
        engine.due_times = lambda _session, _key: _Times(self._some_time)

    def deploy(self) -> None:
        """The shipped processes as they are."""
        with pytest.MonkeyPatch.context() as patch, self.house.database.transaction() as session:
            patch.setattr(deployment, "lint_confined", lint_here)
            definitions.deploy(
                session, processes_in(PROCESSES), context=what_is_known(), now=START, by="deployer"
            )

    def walk(self, process: str, seed: int, steps: int) -> list[str]:
        """Begin a process and do what waits; public ids of all instances about it.

        What is refused, as a condition that cannot be decided, changes nothing, and another thing
        is tried.
        """
        self.chance, self.key = Random(seed), f"{process}-{seed}"  # noqa: S311
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(forms, "bind", self._answer)
            self._try(lambda: self._begin(process))
            for _ in range(steps):
                waiting = [*self._waiting()]
                if not waiting:
                    break
                self._try(self.chance.choice(waiting))
        return [row.public_id for row in self._instances()]

    # What may be done next.

    def _begin(self, process: str) -> None:
        with self.house.database.reading() as session:
            definition = definitions.latest(session, process)
        values = self._values(definition)
        begin = Begin(process, definition.model.start_message, self.key, values)
        self.house.execute(begin, WORKER)

    def _waiting(self) -> Iterator[Callable[[], Any]]:
        running = {row.id: row for row in self._instances() if row.state == "running"}
        for table, act in self._acts():
            for row in self.house.rows(table):
                if row.instance_id in running and getattr(row, "state", "open") == "open":
                    yield partial(act, row)
        if running and self.chance.random() < ENDED:
            yield partial(self.house.execute, Cancel(self.chance.choice([*running])), WORKER)

    def _acts(self) -> Iterator[tuple[Table, Callable[[Any], Any]]]:
        """What can be done about the rows of each table."""
        yield user_tasks, self._complete
        yield timers, self._fire
        yield message_subscriptions, self._deliver
        yield incidents, lambda row: self.house.execute(RetrySteps(row.instance_id), WORKER)

    def _complete(self, task: Any) -> None:
        if task.assignee is None:
            self.house.execute(ClaimTask(task.public_id))
            task = next(row for row in self.house.rows(user_tasks) if row.id == task.id)
        self.house.execute(CompleteTask(task.public_id, {}, task.version))

    def _fire(self, timer: Any) -> None:
        self.house.now = max(self.house.now, timer.due_at or self.house.now)
        self.house.fire(timer.id)

    def _deliver(self, waits: Any) -> None:
        with self.house.database.reading() as session:
            instance = instances.find(session, waits.instance_id)
            definition = self.house.engine.definition(session, instance.definition_id)
        once, values = f"{self.key}:{self.chance.random()}", self._values(definition)
        command = DeliverMessage(waits.name, waits.correlation_key, values, once)
        self.house.execute(command, WORKER)

    def _try(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except EngineError:
            return

    def _instances(self) -> list[Any]:
        with self.house.database.reading() as session:
            about = select(process_instances).where(process_instances.c.business_key == self.key)
            return list(session.execute(about.order_by(process_instances.c.id)))

    # Made-up values.

    def _operation(self, ctx: Any, /, **_parameters: Any) -> dict[str, Any]:
        """Whatever the operation is: it fails, moves times, or gives values that are asked for."""
        if self.chance.random() < FAILS:
            raise OutOfOrder
        if self.chance.random() < FAILS:
            ctx.retime(ctx.business_key)
        return self._values(ctx.runtime.load(ctx.instance_id).definition)

    def _answer(self, form: Form, _fields: Any, **_more: Any) -> Answer:
        """A person's answers: one of the options of each question that leads on."""
        asked = {field.name: [option.value for option in field.options] for field in form.fields}
        data = {
            name: self.chance.choice(asked[name]) if asked[name] else None for name in form.routing
        }
        return Answer(data, {}, routing_names=form.routing)

    def _values(self, definition: Definition) -> dict[str, Any]:
        if definition.digest not in self._known:
            self._known[definition.digest] = _asked_for(definition)
        known = self._known[definition.digest]
        return {name: self.chance.choice(values) for name, values in known.items()} | self._keys

    @property
    def _keys(self) -> dict[str, str]:
        return dict.fromkeys(("case", "notice", "letter_id", "referral"), self.key)

    def _some_time(self) -> str | None:
        if self.chance.random() < FAILS:
            return None
        later = self.chance.random() * LATER
        return (self.house.now + later).astimezone(UTC).isoformat()


class _Times(dict[str, Any]):
    """Every stored time that a diagram may ask for."""

    def __init__(self, told: Any) -> None:
        super().__init__({name: told() for name in sorted(TIMES)})


def _models() -> Iterator[ProcessModel]:
    for files in processes_in(PROCESSES).values():
        yield read_process(files["process.bpmn"])


MODELS = {model.key: model for model in _models()}
TIMES = {e.due for model in MODELS.values() for e in model.elements.values() if e.due}
PROCESSES_SHIPPED = sorted(MODELS)
"""Those that a message starts, and those that are called: on their own as well."""


def _asked_for(definition: Definition) -> dict[str, list[Any]]:
    """What may stand in each variable that the diagrams and tables of a definition ask for."""
    found: dict[str, list[Any]] = defaultdict(list)
    for part in definitions.parts(definition):
        for flow in part.model.flows.values():
            _note(found, flow.condition or "", flow.condition or "")
        for element in part.model.elements.values():
            for text in (*element.parameters.values(), element.payload, element.correlation_key):
                _note(found, text or "", "")
        for table in part.decisions.values():
            for number, column in enumerate(table.inputs):
                for rule in table.rules:
                    _note(found, column.expression.text, rule.tests[number].text)
    return {name: _kinds(values) for name, values in found.items()}


def _note(found: dict[str, list[Any]], expression: str, literals: str) -> None:
    names = compile_expression(expression).names if expression else ()
    for name in names:
        found[name] += [text or _named(word) for text, word in LITERAL.findall(literals)]


def _named(word: str) -> Any:
    return NAMED[word] if word in NAMED else int(word)


def _kinds(values: list[Any]) -> list[Any]:
    """The values that are asked for, and one of the same kind that is not."""
    kinds = {type(value) for value in values} or {str}
    more: list[Any] = [True, False] if bool in kinds else []
    more += [max(v for v in values if type(v) is int) + 1] if int in kinds else []
    return [*dict.fromkeys(values), *more, *(["other"] if str in kinds else [])]


def _begin(runtime: Runtime, begin: Begin) -> None:
    if begin.message is not None:
        once = f"begin:{begin.key}"
        runtime.send(begin.message, begin.key, begin.values, message_id=once)
        return
    definition = definitions.latest(runtime.session, begin.process)
    runtime.start(definition, begin.key, begin.values, runtime.stream.id)


BEGIN = Processor(
    lambda session, command, _actor, now: events.open_stream(
        session, f"message:{command.key}", "message", now=now
    ),
    _begin,
    lambda _command: {},
)
CANCEL = Processor(
    lambda session, command, _actor, _now: instances.find(session, command.instance).stream_id,
    lambda runtime, command: runtime.cancel(command.instance, "not wanted"),
    lambda _command: {},
)
