"""`make stress`: many workers and many clients at once on PostgreSQL, and workers that are killed.

With `--scene shipped` at the product itself: its processes, its worker, letters as mail. With
`--scene made` at a process that has everything at once which can be under way in an instance, and
whose steps fail often: what the shipped ones meet seldom, it meets all the time.

Clients take, release and complete tasks at random, often the same ones and from old pages; they
send notices and answers, some of them twice. The clock leaps, so that timers fall due in heaps and
leases run out under living workers. Workers are killed, and some are held still until their lease
is over and then let go on. While all of it runs every running instance is compared with its rows;
afterwards the invariants are read from the database, and `flask verify` is run. Exit code 1 when
one does not hold.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from queue import Empty
from typing import Any

from bench import databases, processes, stress_books, stress_scenes
from bench.stress_people import Told
from bench.stress_process import BEGUN_AT, effects
from bench.stress_scenes import SCENES, Scene
from db import migrate
from db.session import Database
from engine import jobs
from tests.postgresql import CannotStart

BETWEEN_SECONDS = 0.5
HOLD_EVERY = 5
LOOK_EVERY = 10
"""A comparison of every running instance after so many rounds of half a second."""

PATIENCE_SECONDS, SECONDS_FOR_A_NOTICE = 60.0, 2.0
"""A run that takes longer than this has lost something that it waits for."""


@dataclass(frozen=True)
class Load:
    """How much at once."""

    notices: int = 2000
    workers: int = 8
    clients: int = 20
    kills: int = 40
    leap_minutes: int = 0
    """How far the clock leaps every half second; 0: as the scene has it."""


@dataclass
class Report:
    """What was done, and for each invariant a sentence for each way in which it does not hold."""

    seconds: float
    told: list[Told]
    killed: int
    held_still: int
    looks: int
    repeats: int
    disagreements: list[str]
    invariants: dict[str, list[str]]
    verify: str

    @property
    def holds(self) -> bool:
        said = not self.disagreements and not any(self.invariants.values())
        return said and self.verify.endswith(" 0 faults.")


@dataclass
class _Workers:
    """The worker processes. Only what was started here is ever signalled."""

    context: Any
    arguments: tuple[str, str, Path]
    running: list[Any] = field(default_factory=list)
    killed: int = 0
    held_still: int = 0

    def start_one(self) -> None:
        process = self.context.Process(target=stress_scenes.worker, args=self.arguments)
        process.start()
        self.running.append(process)

    def kill_one(self) -> None:
        """In the middle of whatever it does; another one starts in its place."""
        process = self.running.pop(random.randrange(len(self.running)))
        process.kill()
        process.join()
        self.killed += 1
        self.start_one()

    def hold_one_still(self, clock_goes_on: Any) -> None:
        """As when a machine sleeps: what it had in hand is somebody else's when it wakes up."""
        process = random.choice(self.running)
        os.kill(process.pid, signal.SIGSTOP)
        clock_goes_on()
        time.sleep(BETWEEN_SECONDS)
        os.kill(process.pid, signal.SIGCONT)
        self.held_still += 1

    def end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.join(10)
            process.kill()


def run(url: str, folder: Path, load: Load, scene: str) -> Report:
    """Do it all on an empty database and read the books. Raises TimeoutError."""
    migrate.upgrade(url)
    with SCENES[scene].outside(folder):
        house = SCENES[scene].house(Database(url), folder)
        house.clock.set(BEGUN_AT)
        house.install(load.clients)
        try:
            return _report(house, folder, load, scene)
        finally:
            house.database.dispose()


def _report(house: Any, folder: Path, load: Load, scene: str) -> Report:
    course, began = _Course(house, folder, load, scene), time.monotonic()
    course.go()
    seconds, done = time.monotonic() - began, effects(folder)
    return Report(
        seconds=seconds,
        told=course.told,
        killed=course.workers.killed,
        held_still=course.workers.held_still,
        looks=course.looks,
        repeats=len(done) - len(set(done)),
        disagreements=course.disagreements,
        invariants=SCENES[scene].books(house.database, house.engine, course.told, done),
        verify=_verified(house.database.url, folder),
    )


def _verified(url: str, folder: Path) -> str:
    """The first line that `flask verify` says; all of it when something is wrong."""
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "verify"],
        cwd=processes.ROOT,
        env=processes.environment(folder, url, 8000, 25),
        capture_output=True,
        check=False,
        text=True,
    )
    said = ran.stdout.strip().splitlines()
    return said[0] if ran.returncode == 0 and said else f"{ran.stdout}{ran.stderr}"


class _Course:
    """One run: who works, what disturbs them, and what was seen meanwhile."""

    def __init__(self, house: Any, folder: Path, load: Load, scene: str) -> None:
        self._house = house
        self._scene: Scene = SCENES[scene]
        self._load = load
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([stress_scenes.__name__])
        self._results: Any = self._context.Queue()
        self._to_all = (scene, house.database.url, folder)
        self._clients: list[Any] = []
        self.workers = _Workers(self._context, self._to_all)
        self.told: list[Told] = []
        self.looks = 0
        self.disagreements: list[str] = []

    def go(self) -> None:
        """Start everybody and disturb them until the work is done."""
        try:
            self._start()
            end = time.monotonic() + PATIENCE_SECONDS + SECONDS_FOR_A_NOTICE * self._load.notices
            rounds = 0
            while len(self.told) < self._load.clients or self._are_jobs_left():
                rounds += 1
                self._listen()
                self._disturb(rounds)
                if time.monotonic() > end or any(client.exitcode for client in self._clients):
                    raise TimeoutError("A client ended in the middle, or the work never ended.")
        finally:
            self.workers.end()
            for client in self._clients:
                client.kill()

    def _start(self) -> None:
        for _ in range(self._load.workers):
            self.workers.start_one()
        each, more = divmod(self._load.notices, self._load.clients)
        for number in range(self._load.clients):
            share = each + (number < more)
            arguments = (*self._to_all, number, share, self._results)
            client = self._context.Process(target=stress_scenes.client, args=arguments)
            client.start()
            self._clients.append(client)

    def _listen(self) -> None:
        with suppress(Empty):
            self.told.append(self._results.get(timeout=BETWEEN_SECONDS))

    def _disturb(self, rounds: int) -> None:
        """Leap, and now and then kill a worker, hold one still, or compare everything."""
        if not self._are_workers_behind():
            self._leap()
        if rounds % 2 == 0 and self.workers.killed < self._load.kills:
            self.workers.kill_one()
        if rounds % HOLD_EVERY == 0:
            self.workers.hold_one_still(self._leap)
        if rounds % LOOK_EVERY == 0:
            self._leap_far()
            self.looks += 1
            with self._house.database.reading() as session:
                self.disagreements += stress_books.agreement(session, self._house.engine)

    def _leap(self) -> None:
        told = timedelta(minutes=self._load.leap_minutes)
        self._house.clock.set(self._house.clock() + (told or self._scene.leap))

    def _leap_far(self) -> None:
        self._house.clock.set(self._house.clock() + self._scene.long_leap)

    def _are_workers_behind(self) -> bool:
        """Did time go on then, a slow machine would lose every lease and come to no end."""
        return self._jobs().due > self._load.workers

    def _are_jobs_left(self) -> bool:
        counts = self._jobs()
        return counts.waiting + counts.leased > 0

    def _jobs(self) -> jobs.JobCounts:
        with self._house.database.reading() as session:
            return jobs.count(session, self._house.clock())


def show(scene: str, load: Load, report: Report) -> None:
    """Print what was done and every invariant."""
    refused = sum((one.refused for one in report.told), Counter[str]())
    completed = sum(len(one.completed) for one in report.told)
    print(
        f"{scene}: {load.notices} notices, {load.workers} workers and {load.clients} clients on "
        f"PostgreSQL: {report.seconds:.0f} seconds."
    )
    print(f"  {completed} tasks completed; refused with a conflict: {dict(refused)}.")
    print(f"  {report.killed} workers killed, {report.held_still} held still past their lease.")
    print(f"  {report.repeats} jobs were carried out once more under their old key.")
    print(f"  {report.looks} times every running instance was compared while all went on.")
    for name, sentences in report.invariants.items():
        print(f"  {'BROKEN' if sentences else 'holds'}: {name}")
        for sentence in sentences:
            print(f"    {sentence}")
    for sentence in report.disagreements:
        print(f"  BROKEN while it ran: {sentence}")
    print(f"  flask verify: {report.verify}")


def main(arguments: list[str] | None = None) -> int:
    """Run as told on the command line; 1 when an invariant does not hold."""
    scene, load = _read(arguments)
    try:
        with databases.postgresql() as url, tempfile.TemporaryDirectory() as folder:
            report = run(url, Path(folder), load, scene)
    except CannotStart as failure:
        print(f"PostgreSQL was not tried: {failure}")
        return 1
    show(scene, load, report)
    return 0 if report.holds else 1


def _read(arguments: list[str] | None) -> tuple[str, Load]:
    parser = argparse.ArgumentParser(prog="python -m bench.stress")
    parser.add_argument("--scene", choices=SCENES, default="shipped")
    for one in fields(Load):
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=int, default=one.default)
    told = vars(parser.parse_args(arguments))
    return told.pop("scene"), Load(**told)


if __name__ == "__main__":
    sys.exit(main())
