"""Connections that the server has closed meanwhile: found out after a silence, or at the first use.

SQLite has no server that could close one; there both tests show that nothing is in the way.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from db import session as sessions
from db.session import DATABASE_IS_GONE, Database

ONE = text("SELECT 1")


@pytest.fixture
def database(bare_database_url: str) -> Iterator[Database]:
    opened = Database(bare_database_url)
    yield opened
    opened.dispose()


def test_one_that_was_closed_during_a_silence_is_not_handed_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SILENCE_SECONDS", -1.0)
    _use_and_close(database)
    assert _read(database) == 1


def test_one_that_was_closed_just_now_fails_once_and_takes_the_others_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SILENCE_SECONDS", 3600.0)
    _use_and_close(database)
    if not database.is_sqlite:
        with pytest.raises(DATABASE_IS_GONE):
            _read(database)
    assert _read(database) == 1


def _read(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(ONE).scalar_one())


def _use_and_close(database: Database) -> None:
    """Two reading connections are used and laid back, then closed by the server."""
    with database.reading() as first, database.reading() as second:
        assert first.execute(ONE).scalar_one() == second.execute(ONE).scalar_one()
    if database.is_sqlite:
        return
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database.transaction() as session:
        session.execute(others)
