"""Ends the process hard at a statement or a commit, starts again, lets the work finish, and looks
what is lost.

The work goes step by step, as the robot does it. Before each step everything is kept; then the step
is done again and again from there, each time in a new process that ends itself one statement later:
before each statement, and before and after each commit. Whoever goes on is a new process on the
same database; all it knows is what it finds there. So where two ends leave the same behind, to the
last row of every table and the last byte of every file outside, one restart stands for both.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import books, kept_letters
from bench.mail_process import MailServer, mail_server
from bench.robot import Robot, Stuck
from bench.stage import FIRST, PostgresBase, SqliteBase, Stage
from bench.two_cases import DUTIES, PEOPLE, START, events
from bench.watch import COMMIT, KillPoint, Mark, Watch, same_chance
from db.base import metadata
from db.schema import load_all
from db.session import Database
from tests import kept_statements  # noqa: F401  Every product shares what it compiles.
from tests.product import Product


@dataclass(frozen=True)
class Step:
    """One step of the work that nothing disturbs, and what it asks of the database."""

    name: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Plan:
    """The whole work undisturbed: its steps, and what the books say in the end."""

    steps: Sequence[Step]
    books: dict[str, Any]

    @property
    def points(self) -> list[KillPoint]:
        """Before every statement, and on both sides of every commit."""
        return [
            KillPoint(number, at, side)
            for number, step in enumerate(self.steps)
            for at, mark in enumerate(step.marks)
            for side in (("before", "after") if mark.kind == COMMIT else ("before",))
        ]


@dataclass
class Tally:
    """What was tried and found."""

    tried: int = 0
    restarts: int = 0
    repeats: int = 0
    lost: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Iterable[Tally]) -> Tally:
        """The sum of what several have tried."""
        whole = cls()
        for part in parts:
            whole.tried += part.tried
            whole.restarts += part.restarts
            whole.repeats += part.repeats
            whole.lost += part.lost
        return whole


class Theatre:
    """An installed product on a stage, warm, from which each try is forked."""

    def __init__(self, stage: Stage, product: Product) -> None:
        self._stage = stage
        self._product = product
        self._answer = stage.folder / "answer.json"

    def plan(self) -> Plan:
        """Do the whole work once, each step in a process of its own."""
        self._stage.begin()
        steps: list[Step] = []
        while step := self._undisturbed(len(steps)):
            steps.append(step)
        return Plan(steps, self._ask(self._rest)["books"])

    def play(self, plan: Plan, points: Iterable[KillPoint]) -> Iterator[Tally]:
        """Try the points in the order of the work, and tell of each."""
        self._stage.begin()
        tally, wanted = Tally(), sorted(points)
        for number in range(len(plan.steps)):
            left: set[str] = set()
            for point in (p for p in wanted if p.step == number):
                self._try(point, plan, tally, left)
                self._stage.restore()
                yield tally
            self._undisturbed(number)

    def _undisturbed(self, number: int) -> Step | None:
        """Do a step and keep what it leaves; None when there was nothing to do."""
        told = self._ask(lambda: self._one_step(number, None))
        self._stage.keep()
        return Step(told["name"], [Mark(*mark) for mark in told["marks"]]) if told["name"] else None

    def _try(self, point: KillPoint, plan: Plan, tally: Tally, left: set[str]) -> None:
        tally.tried += 1
        ended_by = _in_a_process_of_its_own(lambda: self._one_step(point.step, point))
        if ended_by != signal.SIGKILL:
            tally.lost.append(f"{_told(point, plan)}: the work never came here.")
        elif (contents := self._stage.contents()) not in left:
            left.add(contents)
            self._restart(point, plan, tally)

    def _restart(self, point: KillPoint, plan: Plan, tally: Tally) -> None:
        """Let a new process go on to the end, and compare with the undisturbed work."""
        found = self._ask(self._rest)
        tally.restarts += 1
        tally.repeats += found["again"]
        differences = books.differences(plan.books, found["books"])
        tally.lost += [f"{_told(point, plan)}: {sentence}" for sentence in differences]

    def _one_step(self, number: int, point: KillPoint | None) -> None:
        with (
            closing(_robot(self._product)) as robot,
            same_chance(f"step {number}"),
            Watch(self._product, point) as watch,
        ):
            name = robot.step()
        marks = [(mark.kind, mark.by) for mark in watch.marks]
        self._tell({"name": name, "marks": marks})

    def _rest(self) -> None:
        with closing(_robot(self._product)) as robot:
            ended = _ended(robot)
        place = self._stage.place
        found = books.of(self._product, place)
        self._tell({"books": {**found, "ended": ended}, "again": books.sent_again(place)})

    def _ask(self, work: Callable[[], None]) -> Any:
        """What a process of its own tells. Raises RuntimeError when it ended without a word."""
        self._answer.unlink(missing_ok=True)
        if _in_a_process_of_its_own(work):
            raise RuntimeError("A process that nobody ended has ended.")
        return json.loads(self._answer.read_text())

    def _tell(self, found: Any) -> None:
        self._product.database.dispose()
        self._answer.write_text(json.dumps(found))


@contextmanager
def theatre(folder: Path, server_url: str | None, name: str = "crash") -> Iterator[Theatre]:
    """An installed product, ready to be played."""
    base = PostgresBase(server_url, name) if server_url else SqliteBase(folder)
    stage = Stage(folder, base)
    try:
        with mail_server(stage.place / "mail") as server, kept_letters.in_(folder / "letters"):
            _install(stage, server)
            _warm_up(stage, server)
            with _product(stage, server) as product:
                yield Theatre(stage, product)
    finally:
        base.remove()


def _install(stage: Stage, server: MailServer) -> None:
    load_all()
    with _product(stage, server) as product:
        metadata.create_all(product.database.writing_engine)
        product.install()
    stage.keep(FIRST)


def _warm_up(stage: Stage, server: MailServer) -> None:
    """Do the work once in this process: what is compiled now, every child of it has from birth."""
    with _product(stage, server) as product, closing(_robot(product)) as robot:
        robot.run()


@contextmanager
def _product(stage: Stage, server: MailServer) -> Iterator[Product]:
    product = Product(Database(stage.base.url), stage.place, server)
    try:
        yield product
    finally:
        product.database.dispose()


def _ended(robot: Robot) -> str:
    """Go on until the end; where it got stuck instead, that is what is told."""
    try:
        robot.run()
    except Stuck as stuck:
        return str(stuck)[:200]
    return ""


def _robot(product: Product) -> Robot:
    return Robot(product, PEOPLE, DUTIES, events(), START)


def _told(point: KillPoint, plan: Plan) -> str:
    step = plan.steps[point.step]
    mark = step.marks[point.mark]
    return f"{point.side} {mark.kind} of {mark.by} ({point.step}.{point.mark}, {step.name})"


def _in_a_process_of_its_own(work: Callable[[], None]) -> int:
    """Carry it out in a child of this warm process; the signal that ended it, or 0."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            # Nothing of the parent's may be unwound here: its folders and servers are not ours.
            if code:
                traceback.print_exc()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
