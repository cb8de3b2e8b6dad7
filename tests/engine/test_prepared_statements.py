"""Statements that come again are planned once for each connection to PostgreSQL.

SQLite's driver keeps its own, which nothing of ours can lose; there the tests show that the same
questions get the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import text

from db.session import Database, Session

ENOUGH_TIMES = 6
"""After five times psycopg has a statement prepared."""

Opens = Callable[[Database], AbstractContextManager[Session]]


@pytest.fixture
def database(bare_database_url: str) -> Iterator[Database]:
    opened = Database(bare_database_url)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("opens", [Database.reading, Database.transaction])
def test_a_statement_stays_prepared_when_the_block_ends(database: Database, opens: Opens) -> None:
    _ask(database, opens, statements=1)
    assert _prepared(database, opens) == (0 if database.is_sqlite else 1)


@pytest.mark.parametrize("opens", [Database.reading, Database.transaction])
def test_as_many_stay_as_the_product_has(database: Database, opens: Opens) -> None:
    _ask(database, opens, statements=300)
    assert _prepared(database, opens) == (0 if database.is_sqlite else 300)


def _ask(database: Database, opens: Opens, *, statements: int) -> None:
    for _ in range(ENOUGH_TIMES):
        for number in range(statements):
            with opens(database) as session:
                assert session.execute(text(f"SELECT {number}")).scalar_one() == number


def _prepared(database: Database, opens: Opens) -> int:
    """How many of them the server has, at the connection that they were asked by."""
    if database.is_sqlite:
        return 0
    ours = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT _%'")
    with opens(database) as session:
        return int(session.execute(ours).scalar_one())
