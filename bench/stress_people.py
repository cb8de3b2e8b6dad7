"""Who works in the stress run, each in a process of its own: workers, and clients of all kinds."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.stress_process import StressHouse
from db.session import Database
from engine import messages
from engine.commands import ClaimTask, CompleteTask, ReleaseTask
from engine.errors import ConcurrentChange, TaskAlreadyCompleted
from engine.models import message_subscriptions, process_instances, user_tasks
from engine.models import messages as message_rows
from engine.wakeup import Stop
from engine.worker import Worker
from ledger.events import Actor
from tests.engine.house import PLACE

SEEN_AT_ONCE = 10
"""How many of the open tasks a client chooses among: few, so that they often want the same one."""

PAUSE_SECONDS = 0.02


@dataclass
class Told:
    """What one client did and was told: completed tasks, notices sent, refusals by kind."""

    completed: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def worker(url: str, folder: Path) -> None:
    """Work until the process is ended, or killed."""
    # That leases are lost is what the run is for; what fails unforeseen is still told.
    logging.getLogger("engine.delivery").setLevel(logging.ERROR)
    database, stop = Database(url), Stop()
    stop.on_signals()
    house = StressHouse(database, folder)
    Worker(database, house.sources(folder), clock=house.clock, stop=stop, idle_seconds=0.2).run()
    database.dispose()


def client(url: str, folder: Path, number: int, notices: int, results: Queue[Told]) -> None:
    """Send this many notices, and work at random until nothing of anybody's is left."""
    database = Database(url, pool_size=2)
    one = _Client(StressHouse(database, folder), number, notices)
    while one.has_work():
        one.act()
    results.put(one.told)
    database.dispose()


class _Client:
    """One person: what she does next is drawn by lot."""

    def __init__(self, house: StressHouse, number: int, notices: int) -> None:
        self.told = Told()
        self._house = house
        self._number = number
        self._left = notices
        self._unanswered: list[str] = []
        self._lot = random.Random(number)
        self._acts: list[Callable[[], None]] = [
            self._complete,
            self._complete,
            self._complete,
            self._only_claim,
            self._complete_what_is_not_mine,
            self._answer,
            self._send,
        ]

    def has_work(self) -> bool:
        """Whether anything is left to do, of hers or of anybody's."""
        if self._left or self._unanswered:
            return True
        with self._house.database.reading() as session:
            running = select(process_instances.c.id).where(process_instances.c.state == "running")
            unread = select(message_rows.c.id).where(message_rows.c.state == "received")
            return any(session.execute(one.limit(1)).first() for one in (running, unread))

    def act(self) -> None:
        """One thing; a refusal is remembered, and anything else ends the run."""
        try:
            self._lot.choice(self._acts)()
        except (ConcurrentChange, TaskAlreadyCompleted) as refused:
            self.told.refused[type(refused).__name__] += 1

    def _send(self) -> None:
        """A notice comes in; one in four is sent twice, as by somebody who got no answer."""
        if not self._left:
            time.sleep(PAUSE_SECONDS)
            return
        self._left -= 1
        key = f"{self._number}-{self._left}"
        for _ in range(self._lot.choice((1, 1, 1, 2))):
            self._receive("noticed", key, f"notice:{key}", None)
        self.told.sent.append(key)
        self._unanswered.append(key)

    def _answer(self) -> None:
        """What a notice waits for from outside, once it waits; now and then twice."""
        for key in self._unanswered[:]:
            if self._awaits(key):
                for _ in range(self._lot.choice((1, 1, 2))):
                    self._receive("answered", f"a{key}", f"answer:{key}", key)
                self._unanswered.remove(key)
                return
        time.sleep(PAUSE_SECONDS)

    def _complete(self) -> None:
        task = self._any_task()
        if task is None:
            return
        if task.assignee is None:
            self._house.execute(ClaimTask(task.public_id), self._actor)
            task = self._again(task.public_id)
        self._house.execute(CompleteTask(task.public_id, PLACE, task.version), self._actor)
        self.told.completed.append(task.public_id)

    def _only_claim(self) -> None:
        """She takes a task and thinks better of it."""
        task = self._any_task()
        if task is not None:
            self._house.execute(ClaimTask(task.public_id), self._actor)
            self._house.execute(ReleaseTask(task.public_id), self._actor)

    def _complete_what_is_not_mine(self) -> None:
        """From a page that was opened long ago."""
        task = self._any_task()
        if task is not None:
            old = CompleteTask(task.public_id, PLACE, task.version - 1)
            self._house.execute(old, self._actor)
            raise AssertionError("A completion from an old page was accepted.")

    @property
    def _actor(self) -> Actor:
        return Actor(f"person:{self._number}")

    def _any_task(self) -> Any | None:
        """One of the oldest open tasks that are nobody's or hers."""
        columns = user_tasks.c
        mine = columns.assignee.is_(None) | (columns.assignee == self._actor.id)
        wanted = select(user_tasks).where(columns.state == "open", mine)
        with self._house.database.reading() as session:
            found = session.execute(wanted.order_by(columns.id).limit(SEEN_AT_ONCE)).all()
        if not found:
            time.sleep(PAUSE_SECONDS)
            return None
        return self._lot.choice(found)

    def _again(self, task: str) -> Any:
        with self._house.database.reading() as session:
            return session.execute(select(user_tasks).where(user_tasks.c.public_id == task)).one()

    def _awaits(self, key: str) -> bool:
        wanted = select(func.count()).where(
            message_subscriptions.c.name == "answered",
            message_subscriptions.c.correlation_key == key,
        )
        with self._house.database.reading() as session:
            return bool(session.execute(wanted).scalar_one())

    def _receive(self, name: str, public_id: str, message_id: str, key: str | None) -> None:
        with self._house.database.transaction() as session:
            messages.receive(
                session,
                name,
                {},
                public_id=public_id,
                message_id=message_id,
                correlation_key=key,
                now=self._house.clock(),
            )
