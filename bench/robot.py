"""Goes on with everybody's work from wherever it stands: the oldest task first, else time passes.

It remembers nothing: what is left to do is read from the database, so that a new process can go on
where another one was ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from cases.law.calendar import STOCKHOLM
from db.session import Database
from engine.job_rows import jobs
from engine.models import messages, timers, user_tasks
from ledger.models import history
from tests.product import Browser, Product

MOST_STEPS = 2000
ONE_SECOND = timedelta(seconds=1)

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
        # A look of its own at the database: what the robot asks is no part of the product's work.
        self._outside = Database(product.database.url)
        self._time = product.folder / "time"
        self._people = people
        self._duties = duties
        self._events = events
        self._start = start
        self._browsers: dict[str, Browser] = {}

    def run(self) -> None:
        """Until no task is open, no event is left and nothing will ever fall due. Raises Stuck."""
        for _ in range(MOST_STEPS):
            if self.step() is None:
                return
        raise Stuck("There was no end to the work.")

    def close(self) -> None:
        """Let go of its own look at the database."""
        self._outside.dispose()

    def step(self) -> str | None:
        """Do the next thing, and name it; None when there is nothing left to do."""
        self._product.clock.set(self._now())
        return self._work() or self._task() or self._event() or self._wait() or self._last_task()

    def _now(self) -> str:
        """A whole second, after all that was recorded and no earlier than it was before."""
        with self._outside.reading() as session:
            last = session.execute(select(func.max(history.c.at))).scalar_one()
        after = _local((last + ONE_SECOND).replace(microsecond=0)) if last else self._start
        return max(self._start, after, self._kept_time())

    def _kept_time(self) -> str:
        """The time that was waited for; it goes on for the world whatever ends in here."""
        return self._time.read_text() if self._time.exists() else self._start

    def _work(self) -> str | None:
        found = (
            source for source in self._product.sources if source.run_once(self._product.clock())
        )
        return next((type(source).__name__ for source in found), None)

    def _last_task(self) -> str | None:
        return self._task(last=True)

    def _task(self, *, last: bool = False) -> str | None:
        ready = [task for task in self._open() if self._duties[task.element].is_last == last]
        if not ready:
            return None
        self._complete(ready[0], self._duties[ready[0].element])
        return str(ready[0].element)

    def _open(self) -> Sequence[Any]:
        with self._outside.reading() as session:
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
        return found

    def _complete(self, task: Any, duty: Duty) -> None:
        browser = self._browser(self._people[task.candidate_group])
        address = f"/uppgifter/{task.public_id}"
        if task.assignee is None:
            browser.get(address)
            browser.post(f"{address}/ta")
        browser.get(address)
        answer = browser.post(address, duty.fields(self._product.clock(), browser.text()))
        if answer.status_code != 303:
            raise Stuck(f"{task.element} was answered {answer.status_code}: {browser.text()}")

    def _browser(self, person: str) -> Browser:
        """Logged in once; whoever comes after us logs in again."""
        if person not in self._browsers:
            self._browsers[person] = self._product.browser(person)
        return self._browsers[person]

    def _event(self) -> str | None:
        done = (number for number, event in enumerate(self._events, 1) if event(self._product))
        return next((f"event {number}" for number in done), None)

    def _wait(self) -> str | None:
        """Let time pass until the next thing that falls due, if there is one, and do it."""
        with self._outside.reading() as session:
            moments = [
                session.execute(select(func.min(column)).where(is_open)).scalar_one()
                for column, is_open in _DUE
            ]
        coming = [moment for moment in moments if moment is not None]
        if not coming:
            return None
        then = _local(max(min(coming), self._product.clock()))
        self._time.write_text(then)
        self._product.clock.set(then)
        return self._work() or "nothing"


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
