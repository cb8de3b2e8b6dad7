"""What is put under stress: the shipped product, or a process that was made to be hard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from bench import stress_books, stress_shipped, stress_shipped_books
from bench.stress_clerk import Clerk
from bench.stress_people import Client, Told
from bench.stress_process import StressHouse
from bench.stress_shipped import ShippedHouse
from db.session import Database
from engine.wakeup import Stop
from engine.worker import Worker


@dataclass(frozen=True)
class Scene:
    """house: the parts of one process of the run. leap: of the clock, every half second; long_leap:
    now and then. outside: what must be there before the first house is built."""

    house: Callable[[Database, Path], Any]
    client: type[Client]
    books: Callable[..., dict[str, list[str]]]
    leap: timedelta
    long_leap: timedelta
    outside: Callable[[Path], AbstractContextManager[None]] = lambda _folder: nullcontext()


SCENES: Mapping[str, Scene] = {
    "shipped": Scene(
        ShippedHouse,
        Clerk,
        stress_shipped_books.find,
        timedelta(minutes=1),
        timedelta(hours=6),
        stress_shipped.outside,
    ),
    "made": Scene(
        StressHouse, Client, stress_books.find, timedelta(minutes=30), timedelta(minutes=30)
    ),
}
"""The one is what runs in a town. The other has everything at once that can be under way in an
instance, loses leases when the clock leaps, and fails four times as often."""


def worker(scene: str, url: str, folder: Path) -> None:
    """Work until the process is ended, or killed."""
    # That leases are lost and steps fail is what the run is for; the unforeseen is still told.
    logging.getLogger("engine.delivery").setLevel(logging.ERROR)
    logging.getLogger("bokvar").setLevel(logging.CRITICAL)
    database, stop = Database(url), Stop()
    stop.on_signals()
    house = SCENES[scene].house(database, folder)
    database, sources = house.database, house.sources(folder)
    Worker(database, sources, clock=house.clock, stop=stop, idle_seconds=0.2).run()
    database.dispose()


def client(
    scene: str, url: str, folder: Path, number: int, notices: int, results: Queue[Told]
) -> None:
    """Send this many notices, and work at random until nothing of anybody's is left."""
    house = SCENES[scene].house(Database(url, pool_size=2), folder)
    one = SCENES[scene].client(house, number, notices)
    while one.has_work():
        one.act()
    results.put(one.told)
    house.database.dispose()
