"""Ends the process hard at a statement or a commit, starts again, lets the work finish, and looks
what is lost.

The work goes step by step, as the robot does it. Between two transactions everything is kept; then
the process becomes many (branches.py), each of which ends itself one statement later: before each
statement, and before and after each commit. Whoever goes on is a new process on the same database;
all it knows is what it finds there. So where two ends leave the same behind, to the last row of
every table and the last byte of every file outside, one restart stands for both.
"""

from __future__ import annotations

import gc
import json
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench import books, kept_letters, storm
from bench.branches import Branches, ended_by, followed, forked
from bench.crash_work import DUTIES, PEOPLE, START, events
from bench.kept_databases import FIRST, PostgresBase, SqliteBase
from bench.mail_process import MailServer, mail_server
from bench.robot import Robot, Stuck
from bench.stage import Stage
from bench.watch import COMMIT, AtRest, KillPoint, Mark, Watch, same_chance
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
    rests: Sequence[int]


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
    unverified: int = 0
    lost: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Iterable[Tally]) -> Tally:
        """The sum of what several have tried."""
        whole = cls()
        for part in parts:
            whole.tried += part.tried
            whole.restarts += part.restarts
            whole.repeats += part.repeats
            whole.unverified += part.unverified
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
        tally, wanted, left = Tally(), sorted(points), set[str]()
        last = wanted[-1].step if wanted else -1
        for number, step in enumerate(plan.steps[: last + 1]):
            here = [point for point in wanted if point.step == number]
            work = partial(self._one_step, number)
            for point, end in followed(work, here, step.rests, self._stage.keep):
                self._look(point, end, plan, tally, left)
                yield tally

    def _undisturbed(self, number: int) -> Step | None:
        """Do a step; None when there was nothing to do."""
        told = self._ask(lambda: self._one_step(number, None))
        if not told["name"]:
            return None
        return Step(told["name"], [Mark(*mark) for mark in told["marks"]], told["rests"])

    def _look(self, point: KillPoint, end: int, plan: Plan, tally: Tally, left: set[str]) -> None:
        """Whoever goes on finds what is there: once for everything that can be."""
        tally.tried += 1
        contents = self._stage.contents()
        if is_new := contents not in left:
            left.add(contents)
            self._restart(point, plan, tally)
        if end != signal.SIGKILL:
            tally.lost.append(f"{_told(point, plan)}: the work never came here.")
        if is_new or not self._stage.was_kept(contents):
            self._stage.restore()

    def _restart(self, point: KillPoint, plan: Plan, tally: Tally) -> None:
        """Let a new process go on to the end, and compare with the undisturbed work."""
        found = self._ask(self._rest)
        tally.restarts += 1
        tally.repeats += found["again"]
        tally.unverified += found["books"]["faults in the ledger"] > 0
        differences = books.differences(plan.books, found["books"])
        tally.lost += [f"{_told(point, plan)}: {sentence}" for sentence in differences]

    def _one_step(self, number: int, branches: Branches | None) -> None:
        with (
            closing(_robot(self._product)) as robot,
            same_chance(f"step {number}"),
            Watch(self._product, _at_rest(robot, branches) if branches else None) as watch,
        ):
            name = robot.step()
        marks = [(mark.kind, mark.by) for mark in watch.marks]
        if watch.point is None:
            self._tell({"name": name, "marks": marks, "rests": watch.rests})

    def _rest(self) -> None:
        with closing(_robot(self._product)) as robot:
            ended = _ended(robot)
        place = self._stage.place
        found = books.of(self._product, place)
        self._tell({"books": {**found, "ended": ended}, "again": books.sent_again(place)})

    def _ask(self, work: Callable[[], None]) -> Any:
        """What a process of its own tells. Raises RuntimeError when it ended without a word."""
        self._answer.unlink(missing_ok=True)
        if ended_by(forked(work)):
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
        with mail_server(stage.place) as server, kept_letters.in_(folder / "letters"):
            _install(stage, server)
            _warm_up(stage, server)
            with _product(stage, server) as product, _shared_memory():
                yield Theatre(stage, product)
    finally:
        base.remove()


def _install(stage: Stage, server: MailServer) -> None:
    load_all()
    with _product(stage, server) as product:
        metadata.create_all(product.database.writing_engine)
        product.install()
        storm.deploy(product)
    stage.keep(FIRST)


def _warm_up(stage: Stage, server: MailServer) -> None:
    """Do the work once in this process: what is compiled now, every child of it has from birth."""
    with _product(stage, server) as product, closing(_robot(product)) as robot:
        robot.run()


@contextmanager
def _product(stage: Stage, server: MailServer) -> Iterator[Product]:
    product = Product(Database(stage.base.url), stage.place, server)
    storm.add_to(product)
    try:
        yield product
    finally:
        product.database.dispose()


@contextmanager
def _shared_memory() -> Iterator[None]:
    """What is here now is left alone by the collector, so that no child has to copy it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _ended(robot: Robot) -> str:
    """Go on until the end; where it got stuck instead, that is what is told."""
    try:
        robot.run()
    except Stuck as stuck:
        return str(stuck)[:200]
    return ""


def _robot(product: Product) -> Robot:
    return Robot(product, PEOPLE, DUTIES, events(), START)


def _at_rest(robot: Robot, branches: Branches) -> AtRest:
    """Nobody in this process holds a connection while others look, and bring back what was."""

    def where_to_end(met: int) -> KillPoint | None:
        robot.close()
        return branches.at_rest(met)

    return where_to_end


def _told(point: KillPoint, plan: Plan) -> str:
    step = plan.steps[point.step]
    mark = step.marks[point.mark]
    return f"{point.side} {mark.kind} of {mark.by} ({point.step}.{point.mark}, {step.name})"
