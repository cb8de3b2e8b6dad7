"""The municipality's own work through its front doors: notices, tasks, acts, and the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import func, select

from cases import intake
from cases.commands import acts
from cases.policy import StaffMember, staff_member
from db.session import Database
from demo.clock import SetClock
from demo.staff import who_does
from engine.beats import BeatSource
from engine.commands import ClaimTask, CompleteTask
from engine.errors import FormInvalid
from engine.executor import Engine
from engine.forms import Form, bind, read_form
from engine.job_rows import jobs
from engine.models import messages, timers, user_tasks
from engine.worker import Source

FORMS = Path(__file__).parents[1] / "processes" / "shared" / "forms"

Fields = Mapping[str, str | Sequence[str]]

DUE = (
    (timers.c.due_at, timers.c.due_at.is_not(None)),
    (jobs.c.due_at, jobs.c.state == "waiting"),
    (messages.c.next_attempt_at, messages.c.state == "received"),
)
"""What will happen by itself, and when."""


class Parts(Protocol):
    """What the front door has built, as far as the year needs it."""

    @property
    def database(self) -> Database: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def sources(self) -> Callable[[], list[Source]]: ...


class Stuck(Exception):
    """Something in the plan was refused: the plan and the product do not agree any longer."""


class Office:
    """Everything that people and the worker do in the year that is made, under its clock."""

    def __init__(self, parts: Parts, clock: SetClock) -> None:
        self.database = parts.database
        self.engine = parts.engine
        self.clock = clock
        # Nobody's worker: it does not tell the operators that it lives, nor when it has gone.
        self._sources = [one for one in parts.sources() if not isinstance(one, BeatSource)]
        self._people: dict[str, StaffMember] = {}

    def work(self) -> None:
        """Let the worker do everything that is due."""
        while sum(source.run_once(self.clock()) for source in self._sources):
            pass

    def next_due(self) -> datetime | None:
        """When something next happens by itself. What is due already and stayed is not counted:
        the worker has just tried it."""
        now = self.clock()
        with self.database.reading() as session:
            found = [
                session.execute(select(func.min(at)).where(is_open, at > now)).scalar_one()
                for at, is_open in DUE
            ]
        return min((at for at in found if at is not None), default=None)

    def receive(self, facts: Mapping[str, Any], token: str) -> None:
        """A notice comes in; the worker will take it."""
        with self.database.transaction() as session:
            intake.keep_notice(session, facts, [], token=token, channel="demo", now=self.clock())

    def tasks_after(self, last: int) -> list[Any]:
        """The open tasks that have come since the one with this number, oldest first."""
        with self.database.reading() as session:
            found = select(user_tasks).where(user_tasks.c.id > last, user_tasks.c.state == "open")
            return list(session.execute(found.order_by(user_tasks.c.id)))

    def open_task(self, key: str, element: str) -> Any:
        """The open task of an element about a thing, or None."""
        with self.database.reading() as session:
            found = select(user_tasks).where(
                user_tasks.c.business_key == key,
                user_tasks.c.element == element,
                user_tasks.c.state == "open",
            )
            return session.execute(found.order_by(user_tasks.c.id)).first()

    def is_open(self, task_id: int) -> bool:
        """Whether a task still waits for somebody."""
        with self.database.reading() as session:
            found = select(user_tasks.c.state).where(user_tasks.c.id == task_id)
            return bool(session.execute(found).scalar_one() == "open")

    def claim(self, task: Any, number: int) -> StaffMember:
        """Whoever does such tasks takes it."""
        person = self.person(who_does(task.candidate_group, number))
        with self.database.transaction() as session:
            self.engine.execute(session, ClaimTask(task.public_id), person)
        return person

    def complete(self, task: Any, fields: Fields, number: int) -> None:
        """Whoever does such tasks takes it and completes it; ``number`` tells colleagues apart."""
        person = self.claim(task, number)
        version = task.version if task.assignee == person.id else task.version + 1
        done = CompleteTask(task.public_id, _typed(fields), version)
        try:
            with self.database.transaction() as session:
                self.engine.execute(session, done, person)
        except FormInvalid as refused:
            raise Stuck(f"{task.element}: {refused.answer}") from refused

    def act(self, about: str, word: str, key: str, who: str, fields: Fields) -> None:
        """Do something about a ``case`` or a ``notice`` outside any task."""
        act = (acts.CASE_ACTS if about == "case" else acts.NOTICE_ACTS)[word]
        form = self._forms[act.form]
        with self.database.transaction() as session:
            choices = self.engine.choices(session, form, key, {})
            today = self.engine.local_day(self.clock())
            answer = bind(form, _typed(fields), today=today, choices=choices)
            if answer.errors:
                raise Stuck(f"{word}: {answer.errors}")
            self.engine.execute(session, act.command(key, answer.data), self.person(who))

    def run(self, command: object, who: str) -> None:
        """Carry out a command that has no form."""
        with self.database.transaction() as session:
            self.engine.execute(session, command, self.person(who))

    def person(self, key: str) -> StaffMember:
        """Somebody who works here, by her public id. Raises LookupError."""
        if key not in self._people:
            with self.database.reading() as session:
                found = staff_member(session, key)
            if found is None:
                raise LookupError(f"Nobody here is {key}.")
            self._people[key] = found
        return self._people[key]

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {path.stem: read_form(path.read_bytes()) for path in FORMS.glob("*.json")}


def _typed(fields: Fields) -> dict[str, list[str]]:
    """As a browser sends them: every answer a list."""
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in fields.items()
    }
