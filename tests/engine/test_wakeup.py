"""How a worker sleeps: woken by work, by a stop, by time; and through a lost connection."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from db.session import Database
from engine import jobs
from engine.wakeup import Stop, Wakeup, wakeup_for

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
LONG_SECONDS = 20.0


@pytest.fixture
def stop() -> Iterator[Stop]:
    made = Stop()
    yield made
    made.close()


@pytest.fixture
def wakeup(database: Database, stop: Stop) -> Iterator[Wakeup]:
    """One that has looked around already: the first sleep always ends at once."""
    made = wakeup_for(database, stop)
    made.wait(0.0)
    yield made
    made.close()


def seconds_for(action: Callable[[], object]) -> float:
    began = time.monotonic()
    action()
    return time.monotonic() - began


def submit(database: Database, key: str = "k1") -> None:
    with database.transaction() as session:
        jobs.submit(session, jobs.Job("send", key, NOW), NOW)


def test_a_new_job_wakes_a_sleeper(database: Database, wakeup: Wakeup) -> None:
    timer = threading.Timer(0.2, submit, [database])
    timer.start()
    assert 0.1 < seconds_for(lambda: wakeup.wait(LONG_SECONDS)) < 2.0
    timer.join()


def test_a_job_that_came_between_two_sleeps_is_not_slept_through(
    database: Database, wakeup: Wakeup
) -> None:
    submit(database)
    assert seconds_for(lambda: wakeup.wait(LONG_SECONDS)) < 1.0


def test_with_nothing_to_do_it_sleeps_as_long_as_asked(wakeup: Wakeup) -> None:
    assert 0.2 <= seconds_for(lambda: wakeup.wait(0.2)) < 1.0


def test_several_jobs_wake_it_once(database: Database, wakeup: Wakeup) -> None:
    for number in range(3):
        submit(database, f"k{number}")
    wakeup.wait(LONG_SECONDS)
    # What the database server tells a moment later is of the same three.
    wakeup.wait(0.2)
    assert seconds_for(lambda: wakeup.wait(0.2)) >= 0.2


def test_a_stop_wakes_it_at_once(wakeup: Wakeup, stop: Stop) -> None:
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    assert seconds_for(lambda: wakeup.wait(LONG_SECONDS)) < 1.0
    assert seconds_for(lambda: wakeup.wait(LONG_SECONDS)) < 0.1
    timer.join()


def test_a_lost_connection_is_opened_again(database: Database, wakeup: Wakeup) -> None:
    _lose_connections(database)
    wakeup.wait(0.5)
    wakeup.wait(0.5)
    timer = threading.Timer(0.2, submit, [database])
    timer.start()
    assert seconds_for(lambda: wakeup.wait(LONG_SECONDS)) < 2.0
    timer.join()


def test_a_database_that_is_not_there_makes_it_sleep_and_not_fail(
    tmp_path: Path, stop: Stop
) -> None:
    urls = [
        f"postgresql+psycopg://nobody@/nothing?host={tmp_path}",
        f"sqlite:///{tmp_path}/no/such/folder/x.sqlite",
    ]
    for url in urls:
        database = Database(url)
        missing = wakeup_for(database, stop)
        assert 0.2 <= seconds_for(lambda sleeper=missing: sleeper.wait(0.2)) < 2.0  # type: ignore[misc]
        missing.close()
        database.dispose()


def test_a_signal_is_a_stop(stop: Stop) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    stop.on_signals()
    try:
        timer = threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM])
        timer.start()
        assert seconds_for(lambda: stop.wait(LONG_SECONDS)) < 1.0
        timer.join()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert stop.is_set()


def _lose_connections(database: Database) -> None:
    """The server throws every other guest of this database out; SQLite has no guests to lose."""
    if database.is_sqlite:
        return
    with database.transaction() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
