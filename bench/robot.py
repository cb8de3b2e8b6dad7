"""Goes on with everybody's work from wherever it stands: the oldest task first, else time passes.

It remembers nothing: what is left to do is read from the database, so that a new process can go on
where another one was ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from cases.law.calendar import STOCKHOLM
from engine.job_rows import jobs
from engine.models import messages, timers, user_tasks
from ledger.models import history
from tests.product import Product

MOST_ROUNDS = 500

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Duty:
    """What is answered in the tasks of an element, at an instant, to what the page says.

    is_last: only when nothing else will ever happen any more.
    """

    fields: Callable[[datetime, str], Fields]
    is_last: bool = False


Event = Callable[[Product], bool]
"""Something that comes from outside; does it if it has not been done, and tells whether it did."""


class Stuck(Exception):
    """A task that nobody has an answer for, an answer that was refused, or no end in sight."""


class Robot:
    """Works through a plan: who is in a group, what is answered, and what comes from outside when
    nothing else waits."""

    def __init__(
        self,
        product: Product,
        people: Mapping[str, str],
        duties: Mapping[str, Duty],
        events: Sequence[Event],
        start: str,
    ) -> None:
        self._product = product
        self._people = people
        self._duties = duties
        self._events = events
        self._start = start

    def run(self) -> None:
        """Until no task is open, no event is left and nothing will ever fall due. Raises Stuck."""
        self._product.clock.set(self._now())
        for _ in range(MOST_ROUNDS):
            self._product.work()
            goes_on = self._task() or self._event() or self._wait() or self._task(last=True)
            if not goes_on:
                return
        raise Stuck("There was no end to the work.")

    def _now(self) -> str:
        """No earlier than the last thing that was recorded, and never before the start."""
        with self._product.database.reading() as session:
            last = session.execute(select(func.max(history.c.at))).scalar_one()
        return max(self._start, _local(last)) if last else self._start

    def _task(self, *, last: bool = False) -> bool:
        with self._product.database.reading() as session:
            found = session.execute(
                select(
                    user_tasks.c.public_id,
                    user_tasks.c.element,
                    user_tasks.c.assignee,
                    user_tasks.c.candidate_group,
                )
                .where(user_tasks.c.state == "open")
                .order_by(user_tasks.c.id)
            ).all()
        if strangers := {task.element for task in found} - self._duties.keys():
            raise Stuck(f"Nobody does {sorted(strangers)}.")
        ready = [task for task in found if self._duties[task.element].is_last == last]
        if ready:
            self._complete(ready[0], self._duties[ready[0].element])
        return bool(ready)

    def _complete(self, task: Any, duty: Duty) -> None:
        browser = self._product.browser(self._people[task.candidate_group])
        address = f"/uppgifter/{task.public_id}"
        if task.assignee is None:
            browser.get(address)
            browser.post(f"{address}/ta")
        browser.get(address)
        answer = browser.post(address, duty.fields(self._product.clock(), browser.text()))
        if answer.status_code != 303:
            raise Stuck(f"{task.element} was answered {answer.status_code}: {browser.text()}")

    def _event(self) -> bool:
        return any(event(self._product) for event in self._events)

    def _wait(self) -> bool:
        """Let time pass until the next thing that falls due, if there is one."""
        with self._product.database.reading() as session:
            moments = [
                session.execute(select(func.min(column)).where(is_open)).scalar_one()
                for column, is_open in _DUE
            ]
        coming = [moment for moment in moments if moment is not None]
        if not coming:
            return False
        self._product.clock.set(_local(max(min(coming), self._product.clock())))
        return True


_DUE = (
    (timers.c.due_at, timers.c.due_at.is_not(None)),
    (jobs.c.due_at, jobs.c.state == "waiting"),
    # A worker that was ended holds its job until the lease is over.
    (jobs.c.lease_until, jobs.c.state == "leased"),
    (messages.c.next_attempt_at, messages.c.state == "received"),
)


def _local(instant: datetime) -> str:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(STOCKHOLM).replace(tzinfo=None).isoformat()
