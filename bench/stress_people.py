"""Clients of all kinds for a stress run: what each does next is drawn by lot."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.session import DatabaseBusy
from engine import messages
from engine.commands import ClaimTask, CompleteTask, ReleaseTask
from engine.errors import ConcurrentChange, Refused, TaskAlreadyCompleted
from engine.models import message_subscriptions, process_instances, user_tasks
from engine.models import messages as message_rows
from ledger.events import Actor
from tests.engine.house import PLACE


@dataclass
class Told:
    """What one client did and was told: completed tasks, notices sent, refusals by kind."""

    completed: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class Client:
    """One person at the process that was made for the run."""

    seen_at_once = 10
    """How many of the open tasks she chooses among: few, so that they often want the same one."""

    pause_seconds = 0.2
    """Between looks when there is nothing to do, and after a refusal, which a person reads."""

    at_once = 300
    """Running instances, and notices that shall become some: more come when some have ended, as in
    an office. Were all there at once, looking at all of them would take longer than the work."""

    def __init__(self, house: Any, number: int, notices: int) -> None:
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
        except DatabaseBusy as busy:
            # What a page tells as a conflict; what was asked for is asked for again.
            self._read_refusal(busy)
        except Refused as refused:
            if not self.may_be_told(refused):
                raise
            self._read_refusal(refused)

    def may_be_told(self, refused: Refused) -> bool:
        """Whether it is a refusal that somebody may meet at any time."""
        return isinstance(refused, ConcurrentChange | TaskAlreadyCompleted)

    def _read_refusal(self, refusal: Exception) -> None:
        self.told.refused[type(refusal).__name__] += 1
        time.sleep(self.pause_seconds)

    def _send(self) -> None:
        """A notice comes in; one in four is sent twice, as by somebody who got no answer."""
        if not self._left or self.is_crowded():
            time.sleep(self.pause_seconds)
            return
        key = f"{self._number}-{self._left}"
        for _ in range(self._lot.choice((1, 1, 1, 2))):
            received = self.send_notice(key)
        self._left -= 1
        self.told.sent.append(received)

    def is_crowded(self) -> bool:
        """Whether as many are under way as an office can hold."""
        running = select(func.count()).where(process_instances.c.state == "running")
        unread = select(func.count()).where(message_rows.c.state == "received")
        both = select(running.scalar_subquery() + unread.scalar_subquery())
        with self._house.database.reading() as session:
            return int(session.execute(both).scalar_one()) >= self.at_once

    def send_notice(self, key: str) -> str:
        """One more time with the same key is the same notice; what its sender is told."""
        self._receive("noticed", key, f"notice:{key}", None)
        if key not in self._unanswered:
            self._unanswered.append(key)
        return key

    def _answer(self) -> None:
        """What a notice waits for from outside, once it waits; now and then twice."""
        key = self._awaited()
        if key is None:
            time.sleep(self.pause_seconds)
            return
        for _ in range(self._lot.choice((1, 1, 2))):
            self._receive("answered", f"a{key}", f"answer:{key}", key)
        self._unanswered.remove(key)

    def _complete(self) -> None:
        task = self._any_task()
        if task is None:
            return
        if task.assignee is None:
            self._house.execute(ClaimTask(task.public_id), self._actor)
            task = self._again(task.public_id)
        done = CompleteTask(task.public_id, self.answers(task), task.version)
        self._house.execute(done, self._actor)
        self.told.completed.append(task.public_id)

    def answers(self, _task: Any) -> Mapping[str, Sequence[str]]:
        """What she fills in."""
        return PLACE

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
            old = CompleteTask(task.public_id, self.answers(task), task.version - 1)
            self._house.execute(old, self._actor)
            raise AssertionError("A completion from an old page was accepted.")

    @property
    def _actor(self) -> Actor:
        return Actor(f"person:{self._number}")

    def _any_task(self) -> Any | None:
        """One of the oldest open tasks that are nobody's or hers."""
        columns = user_tasks.c
        mine = columns.assignee.is_(None) | (columns.assignee == self._actor.id)
        wanted = select(user_tasks).where(columns.state == "open", mine, *self.hers())
        with self._house.database.reading() as session:
            found = session.execute(wanted.order_by(columns.id).limit(self.seen_at_once)).all()
        if not found:
            time.sleep(self.pause_seconds)
            return None
        return self._lot.choice(found)

    def hers(self) -> Iterable[ColumnElement[bool]]:
        """Which of the open tasks she does: all."""
        return ()

    def _again(self, task: str) -> Any:
        with self._house.database.reading() as session:
            return session.execute(select(user_tasks).where(user_tasks.c.public_id == task)).one()

    def _awaited(self) -> str | None:
        """One of her notices that waits for an answer; asked for all of them at once."""
        key = message_subscriptions.c.correlation_key
        wanted = select(key).where(
            message_subscriptions.c.name == "answered", key.in_(self._unanswered)
        )
        with self._house.database.reading() as session:
            found: str | None = session.scalar(wanted.order_by(key).limit(1))
        return found

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
