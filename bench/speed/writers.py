"""Many at once in one process on SQLite: how long the unluckiest waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

from bench.speed.ground import Ground
from bench.speed.results import Figure, at_most
from bench.tables import number, show

WRITERS = 16
TIMES, LOCKED = 20.0, 0


def figures(ground: Ground) -> Iterator[Figure]:
    """The 99th percentile of sixteen writers beside that of one."""
    waits = {count: _waits(ground, count) for count in (1, WRITERS)}
    tails = {count: _percentile(found, 99) for count, (found, _locked) in waits.items()}
    show(
        f"Writers at once on {ground.name}, milliseconds of a completion",
        ["writers", "done", "median", "p99", "locked"],
        [
            [
                number(count),
                number(len(found)),
                number(_percentile(found, 50) * 1000, 1),
                number(tails[count] * 1000, 1),
                number(locked),
            ]
            for count, (found, locked) in waits.items()
        ],
    )
    name = f"{ground.name}, {WRITERS} writers"
    yield at_most(f"{name}: p99 / p99 of one", tails[WRITERS] / tails[1], TIMES)
    yield at_most(f"{name}: 'database is locked'", waits[WRITERS][1], LOCKED)


def _waits(ground: Ground, count: int) -> tuple[list[float], int]:
    """Seconds of every completion while so many work on instances of their own, and how many were
    refused because the database was locked."""
    instances = [ground.workshop.begin("plain") for _ in range(count)]
    until = time.perf_counter() + ground.size.seconds
    together = threading.Barrier(count)

    def work(instance: int) -> tuple[list[float], int]:
        found, locked = [], 0
        together.wait()
        while time.perf_counter() < until:
            try:
                found.append(ground.workshop.complete(instance))
            except OperationalError:
                locked += 1
        return found, locked

    with ThreadPoolExecutor(count) as pool:
        parts = list(pool.map(work, instances))
    return [wait for found, _ in parts for wait in found], sum(locked for _, locked in parts)


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
