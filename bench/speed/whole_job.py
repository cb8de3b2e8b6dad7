"""Two whole cases, from notice to close, beside the least that they could take.

The work is what bench/two_cases.py says: people answer their tasks over HTTP, the worker does the
rest, letters are set and handed over, time passes. What people read meanwhile is left out, and what
the robot asks to find its way. The least is as many commits of one row each, and the setting of the
same letters. Both are of a process that has been at work for a while: two cases of the year before
have gone the same way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, event, insert

from bench.robot import Robot
from bench.speed.ground import Ground, fresh
from bench.speed.results import Figure, at_most
from bench.tables import number, show
from bench.two_cases import DUTIES, NEXT_START, PEOPLE, START, events, next_events
from connectors.mail_sink import MailSink
from db import migrate
from db.session import Database
from documents.typesetting import typeset
from front.memory import keep_for_good
from tests.product import Browser, Product

TIMES = 4.0
_own = MetaData()
_bare = Table("bench_bare", _own, Column("id", Integer, primary_key=True))


@dataclass
class Job:
    """What the job took and what it did."""

    seconds: float = 0.0
    commits: int = 0
    letters: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    is_at_work: bool = False

    def timed(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act, whose time and commits are counted."""

        def at_work(*given: Any, **named: Any) -> Any:
            began, self.is_at_work = time.perf_counter(), True
            try:
                return act(*given, **named)
            finally:
                self.seconds += time.perf_counter() - began
                self.is_at_work = False

        return at_work

    def committed(self, _connection: Connection) -> None:
        """Of a transaction of the work that may write."""
        self.commits += self.is_at_work

    def set_and_kept(self, *given: Any, **named: Any) -> bytes:
        """A letter, kept to be set once more by itself."""
        self.letters.append((given, named))
        return typeset(*given, **named)


def figures(ground: Ground) -> Iterator[Figure]:
    """How many times the least the whole took."""
    with fresh(ground, "whole_job") as (url, folder):
        migrate.upgrade(url)
        job = _done(url, folder)
        commits, letters = _bare_commits(url, job.commits), _set_again(job)
    least = commits + letters
    show(
        f"Two whole cases, notice to close, on {ground.name}",
        ["seconds", "commits", "letters", "bare commits s", "letters' setting s", "times"],
        [
            [
                number(job.seconds, 2),
                number(job.commits),
                number(len(job.letters)),
                number(commits, 2),
                number(letters, 2),
                number(job.seconds / least, 2),
            ]
        ],
    )
    yield at_most(f"{ground.name}: whole job / its commits and letters", job.seconds / least, TIMES)


def _done(url: str, folder: Path) -> Job:
    """The second pair of cases of two."""
    job = Job()
    with MailSink(folder / "mail") as sink:
        product = Product(Database(url), folder, sink)
        product.engine.checks_state = False
        product.install()
        Robot(product, PEOPLE, DUTIES, events(), START).run()
        keep_for_good()
        with _watched(job, product):
            coming = [job.timed(each) for each in next_events()]
            Robot(product, PEOPLE, DUTIES, coming, NEXT_START).run()
        product.database.dispose()
    return job


@contextmanager
def _watched(job: Job, product: Product) -> Iterator[None]:
    """What is sent in and what the worker does is counted and timed; a round that finds nothing to
    do is work as well."""
    engine = product.database.writing_engine
    event.listen(engine, "commit", job.committed)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("front.sources.typeset", job.set_and_kept)
            patch.setattr(Browser, "post", job.timed(Browser.post))
            for source in product.sources:
                patch.setattr(source, "run_once", job.timed(source.run_once))
            yield
    finally:
        event.remove(engine, "commit", job.committed)


def _bare_commits(url: str, count: int) -> float:
    database = Database(url)
    _own.create_all(database.writing_engine)
    began = time.perf_counter()
    for row in range(count):
        with database.transaction() as session:
            session.execute(insert(_bare), {"id": row})
    took = time.perf_counter() - began
    database.dispose()
    return took


def _set_again(job: Job) -> float:
    began = time.perf_counter()
    for given, named in job.letters:
        typeset(*given, **named)
    return time.perf_counter() - began
