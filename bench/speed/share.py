"""The engine's share: the statements of many completions, sent once more with no engine.

A copy of the database is made, completions are recorded on the one, and exactly the same statements
with the same values are sent to the other, in the same transactions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event, make_url, text

from bench.speed import diagrams
from bench.speed.ground import Ground, interleaved
from bench.speed.results import Figure, at_least
from bench.speed.workshop import claimed
from db.session import Database

SHARE = 0.4
COPY = "bokvar_test_bench_copy"
Statements = list[tuple[Any, Any]]


def figures(ground: Ground) -> Iterator[Figure]:
    """Our rate as a part of the rate of the bare statements."""
    for key in diagrams.KEYS:
        instance = ground.workshop.begin(key)
        ground.workshop.walk(instance, ground.size.points[0])
        with _copied(ground) as copy:
            took = _measured(ground, copy, instance)
        share = took["bare"] / took["ours"]
        yield at_least(f"{ground.name}, {key} diagram: rate / rate of the same SQL", share, SHARE)


def _measured(ground: Ground, copy: Database, instance: int) -> dict[str, float]:
    rounds, window = ground.size.rounds, ground.size.window
    recorded = iter([_recorded(ground, instance) for _ in range(rounds * window)])
    ways = {
        "bare": lambda: _replayed(copy, *next(recorded)),
        "ours": lambda: ground.workshop.complete(instance),
    }
    return interleaved(rounds, window, ways)


def _recorded(ground: Ground, instance: int) -> tuple[Statements, Statements]:
    """What was sent to claim the task, and what to complete it."""
    with _recording(ground.database) as claiming, ground.database.transaction() as session:
        task = claimed(session, instance)
    with _recording(ground.database) as completing:
        ground.workshop.complete_task(task)
    return claiming, completing


@contextmanager
def _recording(database: Database) -> Iterator[Statements]:
    sent: Statements = []

    def note(_connection: Any, clause: Any, many: Any, one: Any, _options: Any) -> None:
        sent.append((clause, list(many) or one or None))

    event.listen(database.writing_engine, "before_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.writing_engine, "before_execute", note)


def _replayed(copy: Database, claiming: Statements, completing: Statements) -> float:
    with copy.transaction() as session:
        _send(session, claiming)
    began = time.perf_counter()
    with copy.transaction() as session:
        _send(session, completing)
    return time.perf_counter() - began


def _send(session: Any, statements: Statements) -> None:
    for clause, values in statements:
        result = session.execute(clause, values)
        if result.returns_rows:
            result.all()


@contextmanager
def _copied(ground: Ground) -> Iterator[Database]:
    """A database with the same rows."""
    if ground.is_sqlite:
        file = ground.folder / "copy.sqlite"
        file.unlink(missing_ok=True)
        with ground.database.writing_engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(f"VACUUM INTO '{file}'")
            connection.exec_driver_sql("BEGIN")
        copy = Database(f"sqlite:///{file}")
        try:
            yield copy
        finally:
            copy.dispose()
        return
    ground.database.dispose()
    url = make_url(ground.url)
    _administer(ground.url, f'CREATE DATABASE "{COPY}" TEMPLATE "{url.database}"')
    copy = Database(url.set(database=COPY).render_as_string(hide_password=False))
    try:
        yield copy
    finally:
        copy.dispose()
        _administer(ground.url, f'DROP DATABASE "{COPY}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    maintenance = make_url(url).set(database="postgres")
    engine = create_engine(maintenance, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
