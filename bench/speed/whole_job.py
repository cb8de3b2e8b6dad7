"""Two whole cases, from notice to close, beside the least that they could take.

The work is what bench/two_cases.py says: people answer their tasks over HTTP, the worker does the
rest, letters are set and handed over, time passes. What people read meanwhile is left out. The
least is as many commits of one row each, and the setting of the same letters.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, event, insert

from bench.robot import Robot
from bench.speed.ground import Ground, fresh
from bench.speed.results import Figure, at_most
from bench.tables import number, show
from bench.two_cases import DUTIES, PEOPLE, START, events
from connectors.mail_sink import MailSink
from db import migrate
from db.session import Database, Session
from documents.typesetting import typeset
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
    reading: int = 0


def figures(ground: Ground) -> Iterator[Figure]:
    """How many times the least the whole took, in a process that has done it once before."""
    with fresh(ground, "whole_job_before") as (url, folder):
        migrate.upgrade(url)
        _done(url, folder)
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
    job = Job()
    with MailSink(folder / "mail") as sink:
        product = Product(Database(url), folder, sink)
        product.engine.checks_state = False
        product.install()
        with _watched(job):
            began = time.perf_counter()
            Robot(product, PEOPLE, DUTIES, events(), START).run()
            job.seconds += time.perf_counter() - began
        product.database.dispose()
    return job


@contextmanager
def _watched(job: Job) -> Iterator[None]:
    """Count commits, keep what was set, and leave out what people only read."""
    get, log_in = Browser.get, Browser.log_in

    def set_and_kept(*given: Any, **named: Any) -> bytes:
        job.letters.append((given, named))
        return typeset(*given, **named)

    def left_out(act: Any) -> Any:
        def read(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            job.reading += 1
            try:
                return act(*given, **named)
            finally:
                job.reading -= 1
                if not job.reading:
                    job.seconds -= time.perf_counter() - began

        return read

    def committed(_session: Session) -> None:
        job.commits += not job.reading

    event.listen(Session, "after_commit", committed)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("front.sources.typeset", set_and_kept)
            patch.setattr(Browser, "get", left_out(get))
            patch.setattr(Browser, "log_in", left_out(log_in))
            yield
    finally:
        event.remove(Session, "after_commit", committed)


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
