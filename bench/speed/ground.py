"""What every subject is measured on: one database, and how long to go on."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import databases
from bench.speed.workshop import Workshop
from db import migrate
from db.session import Database


@dataclass(frozen=True)
class Size:
    """How much is done. points: completed tasks at which a completion is measured."""

    points: tuple[int, ...]
    rounds: int
    window: int
    seconds: float
    rows: int
    http_points: tuple[int, ...]


FULL = Size((30, 300, 3000), rounds=5, window=8, seconds=3.0, rows=1_000_000, http_points=(30, 300))
QUICK = Size((4, 8, 12), rounds=1, window=4, seconds=0.3, rows=20_000, http_points=(2, 4))
"""Enough to see that everything runs; its figures say nothing."""


@dataclass(frozen=True)
class Ground:
    """A migrated database with the measured diagrams deployed in it."""

    name: str
    url: str
    folder: Path
    size: Size
    database: Database
    workshop: Workshop

    @property
    def is_sqlite(self) -> bool:
        """Which of the two it is."""
        return self.database.is_sqlite


@contextmanager
def ground(name: str, url: str, folder: Path, size: Size) -> Iterator[Ground]:
    """Make the tables, deploy, and close what was opened when done."""
    migrate.upgrade(url)
    database = Database(url)
    workshop = Workshop(database)
    workshop.deploy()
    try:
        yield Ground(name, url, folder, size, database, workshop)
    finally:
        database.dispose()


def interleaved(
    rounds: int, window: int, measured: Mapping[str, Callable[[], float]]
) -> dict[str, float]:
    """Median seconds of each, taken in turns, so that what disturbs one disturbs the others.

    A window holds whole rounds of the diagram, so its mean is what is comparable; the median is
    over the windows.
    """
    means: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, once in measured.items():
            means[name].append(statistics.fmean(once() for _ in range(window)))
    return {name: statistics.median(values) for name, values in means.items()}


def rate(seconds: float) -> float:
    """How many a second."""
    return 1 / seconds


@contextmanager
def fresh(beside: Ground, name: str) -> Iterator[tuple[str, Path]]:
    """URL of another empty database of the same kind, and a folder of its own."""
    folder = beside.folder / f"{beside.name} {name}"
    folder.mkdir()
    if beside.is_sqlite:
        yield databases.sqlite(folder), folder
    else:
        with databases.another(beside.url) as url:
            yield url, folder
