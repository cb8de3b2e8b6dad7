"""A house in which messages come at random to a process that catches some; and how it stands then.

Two workers hand them over: one that does it all in turn, and one that comes late or is hasty.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from db.session import Database
from db.types import public_id
from engine import early
from engine import messages as message_rows
from engine.commands import CorrelateMessage
from engine.correlation import MessageSource
from engine.errors import EngineError
from engine.models import messages, process_instances, user_tasks
from engine.runtime import Runtime
from ledger import events
from tests.engine.house import (
    ANNA,
    CALLED,
    WORKER,
    House,
    boundary,
    call,
    catch,
    drawn,
    line,
    throw,
    user_task,
)

Step = tuple[str, str, str]
"""What stands there, the name of the message that it is about, and the key it asks for."""


def process_of(steps: list[Step]) -> str:
    """A way through these steps; what is heard at a step goes on, or beside it, to the end."""
    nodes, way, aside = [], ["begun"], []
    for number, (kind, name, key) in enumerate(steps):
        own = f"{kind}_{number}"
        way.append(own)
        if kind in ("stop", "beside"):
            heard = f"heard_{name}_{key}_{number}"
            nodes += [user_task(own), _heard(heard, own, name, key, kind)]
            aside.append((heard, "ended"))
        elif kind == "catch":
            way[-1] = own = f"heard_{name}_{key}_{number}"
            nodes.append(catch(own, name, key))
        elif kind == "tell":
            nodes.append(throw(own, name, "message", f"{{weight: {-number - 1}}}"))
        else:
            nodes.append(user_task(own) if kind == "task" else call(own, "inner"))
    return drawn("first", nodes, [*itertools.pairwise([*way, "ended"]), *aside])


def _heard(own: str, host: str, name: str, key: str, kind: str) -> tuple[str, str]:
    return boundary(own, host, message=name, key=key, interrupts=kind == "stop")


@dataclass(frozen=True)
class Kept:
    """A message as the house has it, and whether it came from outside."""

    id: int
    public_id: str
    message_id: str
    place: tuple[str, str]
    weight: int
    state: str
    cause: str | None
    is_from_outside: bool


class Walk:
    """A house in which one such process is run. parcel: the key that may come to be known."""

    def __init__(self, database: Database, steps: list[Step]) -> None:
        self.house = House(database, {})
        self.before = {t: self._last_id(t) for t in (messages, process_instances)}
        self.parcel = f"p-{public_id()}"
        self.posted: list[tuple[str, str, str]] = []
        self.numbers = itertools.count(1)
        self.takes = {name for kind, name, _key in steps if kind in ("catch", "stop", "beside")}
        self.takes |= {"answered" for kind, _name, _key in steps if kind == "call"}
        self.worker = MessageSource(database, self.house.engine, WORKER, clock=self.house._tick)
        self.keys: set[str] = set()
        self.house.deploy(
            inner=line("inner", catch("heard_answered_message_x", "answered", "message"),
                       user_task("within"), starts="in", **CALLED),
            first=process_of(steps),
        )  # fmt: skip
        self.begin(0, "")

    # What can happen. which: one of those there are.

    def begin(self, _which: int, _name: str) -> None:
        self.house.correlate("came")

    def post(self, which: int, name: str) -> None:
        if not self.instances():
            self.begin(0, "")
        newest = self._rows(process_instances)[-1]
        key = self.parcel if which == 7 else newest.business_key
        self.posted.append((name, key, public_id()))
        self._receive(*self.posted[-1])

    def twice(self, which: int, _name: str) -> None:
        if self.posted:
            self._receive(*self.posted[which % len(self.posted)])

    def work(self, _which: int, _name: str) -> None:
        self.hand_over()

    def fail(self, _which: int, _name: str) -> None:
        """The worker has a turn in which no message can be handed over or kept."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Runtime, "catch", _fails)
            patch.setattr(early, "keep", _fails)
            self.hand_over()

    def late(self, which: int, name: str) -> None:
        """The worker has a turn, and then another that had seen the same messages before it."""
        self.post(which, name)
        seen = self.received()
        self.hand_over()
        for one in seen:
            self._correlate(one)

    def hasty(self, which: int, name: str) -> None:
        """Two come, and a worker that did not see the first hands the second over."""
        self.post(which, name)
        self.post(which, name)
        self._correlate(self.received()[-1])

    def unseen(self, which: int, name: str) -> None:
        """One is kept by a worker that did not see that it is awaited; then the next one comes."""
        self.post(which, name)
        one, now = self.received()[-1], self.house.now
        with self.house.database.transaction() as session:
            message = message_rows.by_public_id(session, one.public_id)
            assert message is not None
            message_rows.let_wait(session, message, now, now + early.PATIENCE)
        self.post(which, name)
        self._correlate(self.received()[-1])

    def complete(self, which: int, _name: str) -> None:
        mine = {row.id for row in self.instances()}
        tasks = [t for t in self.house.rows(user_tasks) if t.state == "open"]
        tasks = [task for task in tasks if task.instance_id in mine]
        if tasks:
            self.house.complete_row(tasks[which % len(tasks)])

    def know(self, which: int, _name: str) -> None:
        running = self.instances()
        if running:
            about = running[which % len(running)].business_key
            self.house.known[about] = {"parcel": self.parcel}

    def cancel(self, which: int, _name: str) -> None:
        running = self.instances()
        if len(running) > 1:
            self.end(running[which % len(running)])

    def wait(self, which: int, _name: str) -> None:
        self.house.now += timedelta(hours=which * 5)

    def retry(self, which: int, _name: str) -> None:
        running = self.instances()
        if running:
            self.house.retry(running[which % len(running)].id)

    # At the end.

    def to_the_end(self) -> Iterator[Any]:
        """All end, one after the other, and the worker goes on for three days."""
        for row in self.instances():
            self.end(row)
            yield row
        for _day in range(3):
            while self.hand_over():
                pass
            self.house.now += early.PATIENCE

    def end(self, row: Any) -> None:
        with self.house.database.transaction() as session:
            stream = events.lock(session, row.stream_id)
            runtime = Runtime(self.house.engine, session, stream, ANNA, self.house._tick())
            runtime.cancel(row.id, "no longer wanted")
            runtime.finish()

    def hand_over(self) -> int:
        return self.worker.run_once(self.house._tick())

    # How it stands.

    def instances(self) -> list[Any]:
        return [row for row in self._rows(process_instances) if row.state == "running"]

    def messages(self) -> list[Kept]:
        """Those that an event may take."""
        return [_kept(row) for row in self._rows(messages) if row.name != "came"]

    def received(self) -> list[Kept]:
        return [one for one in self.messages() if one.state == "received"]

    def out_of_turn(self) -> tuple[list[Kept], list[Kept]]:
        """Those that wait though one of the same name and key that came after them is taken; and
        those left waiting for what has ended since this was asked last."""
        kept, before = self.messages(), self.keys
        self.keys = self._keys_of_what_runs()
        return _overtaken(kept), list(self._left_by(before - self.keys, kept))

    def taken(self) -> Iterator[tuple[tuple[str, str], int]]:
        """By name and key, the weights that events have brought, in the order of time."""
        with self.house.database.reading() as session:
            told = [
                (event, row.business_key)
                for row in self._rows(process_instances)
                for event in events.read_subject(session, row.public_id)
                if event.kind == "element.left" and (event.element or "").startswith("heard_")
            ]
        for event, about in sorted(told, key=lambda one: one[0].at):
            _heard, name, value, _number = str(event.element).split("_")
            assert event.payload is not None
            key = about if value == "message" else self.parcel
            yield (name, key), event.payload["variables"]["weight"]

    def _last_id(self, table: Table) -> int:
        with self.house.database.reading() as session:
            return session.scalar(select(func.max(table.c.id))) or 0

    def _rows(self, table: Table) -> list[Any]:
        """Those of this walk."""
        wanted = select(table).where(table.c.id > self.before[table]).order_by(table.c.id)
        with self.house.database.reading() as session:
            return list(session.execute(wanted))

    def _keys_of_what_runs(self) -> set[str]:
        about = {row.business_key for row in self.instances()}
        known = [self.house.known.get(one, {}).values() for one in about]
        return about | {key for keys in known for key in keys if key is not None}

    def _left_by(self, gone: set[str], kept: list[Kept]) -> Iterator[Kept]:
        for one in kept:
            name, key = one.place
            if one.state == "waiting" and not one.cause and name in self.takes and key in gone:
                yield one

    def _correlate(self, one: Kept) -> None:
        self.house.execute(CorrelateMessage(one.public_id), WORKER)

    def _receive(self, name: str, key: str, message_id: str) -> None:
        with self.house.database.transaction() as session:
            message_rows.receive(
                session,
                name,
                {"weight": next(self.numbers)},
                public_id=public_id(),
                message_id=message_id,
                correlation_key=key,
                now=self.house._tick(),
            )


def _kept(row: Any) -> Kept:
    return Kept(
        row.id,
        row.public_id,
        row.message_id,
        (row.name, row.correlation_key or ""),
        json.loads(row.payload)["weight"],
        row.state,
        row.cause,
        row.sent_in is None,
    )


def _overtaken(kept: list[Kept]) -> list[Kept]:
    newest = {one.place: one.id for one in kept if one.state == "correlated"}
    waiting = [one for one in kept if one.state in ("received", "waiting")]
    return [one for one in waiting if one.id < newest.get(one.place, 0)]


def _fails(*_given: Any) -> str:
    raise EngineError("It does not work now.")
