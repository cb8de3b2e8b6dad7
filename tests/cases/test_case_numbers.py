"""Cases are numbered without gaps, in the order in which they were asked for, however many ask."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

from sqlalchemy import text

from cases.case import _next_number
from db.session import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ASKING = 5
PATIENCE_SECONDS = 9.0


def test_who_asked_first_has_the_next_number(database: Database) -> None:
    has_one, may_end = Event(), Event()

    def _hold() -> str:
        with database.transaction() as session:
            number = _next_number(session, NOW)
            has_one.set()
            may_end.wait(PATIENCE_SECONDS)
        return number

    def _ask() -> str:
        with database.transaction() as session:
            return _next_number(session, NOW)

    with ThreadPoolExecutor(ASKING + 1) as pool:
        first = pool.submit(_hold)
        assert has_one.wait(PATIENCE_SECONDS)
        asked = []
        for number in range(1, ASKING + 1):
            asked.append(pool.submit(_ask))
            _wait_until_they_wait(database, number)
        may_end.set()
        numbers = [one.result() for one in (first, *asked)]
    expected = [f"BKV-2026-{number:06d}" for number in range(1, ASKING + 2)]
    # A process of its own lets its writers in by turns that it does not promise to anybody.
    assert (sorted(numbers) if database.is_sqlite else numbers) == expected


def test_a_number_that_was_not_kept_is_given_again(database: Database) -> None:
    with database.transaction() as session:
        _next_number(session, NOW)
        session.rollback()
    with database.transaction() as session:
        assert _next_number(session, NOW) == "BKV-2026-000001"


def _wait_until_they_wait(database: Database, how_many: int) -> None:
    if database.is_sqlite:
        return
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with database.reading() as session:
            if session.execute(waiting).scalar_one() >= how_many:
                return
        time.sleep(0.01)
    raise TimeoutError
