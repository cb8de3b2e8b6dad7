"""Firing a timer that is due, with few and with very many that are not."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, func, insert, select, update

from bench.speed.ground import Ground
from bench.speed.results import Figure, at_most
from bench.speed.workshop import ANNA
from bench.tables import number, show
from engine.clock import utc_now
from engine.models import timers
from engine.timers import TimerSource

FEW = 1000
TIMES = 1.5
BATCH = 20_000
FIRED = 40


def figures(ground: Ground) -> Iterator[Figure]:
    """What one firing costs with half as many timers outstanding as the size has rows, beside a
    thousand."""
    many = max(FEW, ground.size.rows // 2)
    instance, waiting = ground.workshop.begin("rich"), ground.workshop.begin("plain")
    took = {}
    for count in (FEW, many):
        _fill(ground, waiting, count)
        took[count] = _firing(ground, instance)
    with ground.database.transaction() as session:
        session.execute(delete(timers).where(timers.c.instance_id == waiting))
    show(
        f"A timer that is due on {ground.name}, milliseconds until it has fired",
        ["outstanding", "ms"],
        [[number(count), number(seconds * 1000, 2)] for count, seconds in took.items()],
    )
    name = f"{ground.name}: a due timer, {many} outstanding / {FEW}"
    yield at_most(name, took[many] / took[FEW], TIMES)


def _firing(ground: Ground, instance: int) -> float:
    source = TimerSource(ground.database, ground.workshop.engine, ANNA, clock=utc_now)
    return statistics.median(_fired(ground, source, instance) for _ in range(FIRED))


def _fired(ground: Ground, source: TimerSource, instance: int) -> float:
    """One turn of the worker, with one timer due; the instance goes round to its next."""
    past = utc_now() - timedelta(minutes=1)
    with ground.database.transaction() as session:
        session.execute(update(timers).where(timers.c.instance_id == instance).values(due_at=past))
    began = time.perf_counter()
    fired = source.run_once(utc_now())
    took = time.perf_counter() - began
    assert fired == 1, fired
    ground.workshop.complete(instance)
    return took


def _fill(ground: Ground, waiting: int, count: int) -> None:
    """So many timers that are due some day, all of an instance that has none of its own."""
    here = timers.c.instance_id == waiting
    with ground.database.transaction() as session:
        there = session.execute(select(func.count()).where(here)).scalar_one()
    first = utc_now() + timedelta(days=1)
    rows = (
        {
            "instance_id": waiting,
            "position": f"far {number}",
            "process": "plain",
            "element": "far",
            "due_at": first + timedelta(seconds=number),
        }
        for number in range(there, count)
    )
    while batch := list(islice(rows, BATCH)):
        with ground.database.transaction() as session:
            session.execute(insert(timers), batch)
    _analyse(ground)


def _analyse(ground: Ground) -> None:
    """As PostgreSQL does by itself within a minute."""
    with ground.database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE timers")
