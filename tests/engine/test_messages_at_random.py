"""Whenever a message comes, it is taken once and in its turn, or is unmatched and told why.

Random processes that catch messages are run, while messages come before, at and after their events
and twice, about what is known late or never, and instances end first. At the end nothing waits.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.session import Database
from db.types import public_id
from engine import early
from engine import messages as message_rows
from engine.errors import EngineError
from engine.models import messages, process_instances, user_tasks
from engine.runtime import Runtime
from ledger import events
from tests.engine.house import (
    ANNA,
    House,
    boundary,
    call,
    catch,
    drawn,
    line,
    throw,
    user_task,
)

BY_CHANCE = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
NAMES = st.sampled_from(["answered"] * 4 + ["asked"])
VALUES = st.sampled_from(["message"] * 4 + ["parcel"])
"""What an event asks for as its key: always there, or known late or never."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["catch", "catch", "catch", "task", "tell", "stop", "beside", "call"]),
        NAMES,
        VALUES,
    ),
    min_size=4,
    max_size=8,
)
HAPPENINGS = [
    *("post", "post", "post", "post", "twice", "work", "work", "work", "fail", "unseen"),
    *("complete", "complete", "complete", "begin", "know", "cancel", "wait", "retry"),
]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS),
        st.integers(0, 7),
        NAMES,
    ),
    min_size=20,
    max_size=40,
)

Step = tuple[str, str, str]


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


class Walk:
    """A house in which one such process is run. parcel: the key that may come to be known."""

    def __init__(self, database: Database, steps: list[Step]) -> None:
        self.house = House(database, {})
        self.before = max((row.id for row in self.house.rows(messages)), default=0)
        self.ended = {row.id for row in self.house.rows(process_instances)}
        self.parcel = f"p-{public_id()}"
        self.posted: list[tuple[str, str, str]] = []
        self.numbers = itertools.count(1)
        self.house.deploy(
            inner=line("inner", catch("heard_answered_message_x", "answered", "message"),
                       user_task("within"), starts="in"),
            first=process_of(steps),
        )  # fmt: skip
        self.begin(0, "")

    # What can happen. which: one of those there are.

    def begin(self, _which: int, _name: str) -> None:
        self.house.correlate("came")

    def post(self, which: int, name: str) -> None:
        if not self.instances():
            self.begin(0, "")
        key = self.parcel if which == 7 else self.instances()[-1].business_key
        self.posted.append((name, key, public_id()))
        self._receive(*self.posted[-1])

    def twice(self, which: int, _name: str) -> None:
        if self.posted:
            self._receive(*self.posted[which % len(self.posted)])

    def work(self, _which: int, _name: str) -> None:
        self.house.hand_over()

    def fail(self, _which: int, _name: str) -> None:
        """The worker has a turn in which no message can be handed over or kept."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Runtime, "catch", _fails)
            patch.setattr(early, "keep", _fails)
            self.house.hand_over()

    def unseen(self, which: int, _name: str) -> None:
        """A message is kept by one who did not see that it is awaited."""
        received = [one for one in self.messages() if one.state == "received"]
        if received:
            one, now = received[which % len(received)], self.house.now
            with self.house.database.transaction() as session:
                message_rows.let_wait(session, one, now, now + early.PATIENCE)

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

    def to_the_end(self) -> None:
        """All end, and the worker goes on for three days."""
        for row in self.instances():
            self.end(row)
        for _day in range(3):
            while self.house.hand_over():
                pass
            self.house.now += early.PATIENCE

    def end(self, row: Any) -> None:
        with self.house.database.transaction() as session:
            stream = events.lock(session, row.stream_id)
            runtime = Runtime(self.house.engine, session, stream, ANNA, self.house._tick())
            runtime.cancel(row.id, "no longer wanted")
            runtime.finish()

    def instances(self) -> list[Any]:
        return [row for row in self.house.rows(process_instances) if row.state == "running"]

    def messages(self) -> list[message_rows.Message]:
        """Those that an event may take."""
        ids = [
            row.public_id
            for row in self.house.rows(messages)
            if row.id > self.before and row.name != "came"
        ]
        with self.house.database.reading() as session:
            found = [message_rows.by_public_id(session, one) for one in ids]
        return [one for one in found if one is not None]

    def overtaken(self) -> list[int]:
        """Those that wait though one of the same name and key that came after them is taken."""
        newest = {
            (one.name, one.correlation_key): one.id
            for one in self.messages()
            if one.state == "correlated"
        }
        return [
            one.id
            for one in self.messages()
            if one.state in ("received", "waiting")
            and one.id < newest.get((one.name, one.correlation_key), 0)
        ]

    def taken(self) -> Iterator[tuple[tuple[str, str], int]]:
        """By name and key, the weights that events have brought, in the order of time."""
        with self.house.database.reading() as session:
            told = [
                (event, row.business_key)
                for row in self.house.rows(process_instances)
                if row.id not in self.ended
                for event in events.read_subject(session, row.public_id)
                if event.kind == "element.left" and (event.element or "").startswith("heard_")
            ]
        for event, about in sorted(told, key=lambda one: one[0].at):
            _heard, name, value, _number = str(event.element).split("_")
            assert event.payload is not None
            key = about if value == "message" else self.parcel
            yield (name, key), event.payload["variables"]["weight"]

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


def _fails(*_given: Any) -> str:
    raise EngineError("It does not work now.")


@BY_CHANCE
@given(steps=STEPS, moves=MOVES)
def test_each_message_is_taken_once_and_in_its_turn_or_is_unmatched_and_nothing_waits(
    database: Database, steps: list[Step], moves: list[tuple[str, int, str]]
) -> None:
    walk = Walk(database, steps)
    for move, which, name in moves:
        getattr(walk, move)(which, name)
        assert walk.overtaken() == []
    walk.to_the_end()
    kept = walk.messages()
    assert {one.state for one in kept} <= {"correlated", "unmatched"}
    assert all(one.cause for one in kept if one.state == "unmatched")
    assert len({one.message_id for one in kept if one.sent_in is None}) == len(walk.posted)
    expected, found = defaultdict(list), defaultdict(list)
    for one in kept:
        if one.state == "correlated":
            expected[one.name, one.correlation_key or ""].append(one.payload["weight"])
    for place, weight in walk.taken():
        found[place].append(weight)
    assert found == expected
    assert walk.house.ledger().is_whole
