"""Empty databases to measure on: a file, and a PostgreSQL server that keeps what it is told."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from tests.postgresql import PostgresServer

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - not a file, a place for folders of our own
AS_SHIPPED = ("max_connections=100",)
"""PostgreSQL's own settings: a commit has reached the disk. The tests' server does not wait."""


def sqlite(folder: Path) -> str:
    """URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{folder / 'bench.sqlite'}"


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder for the time of the block, in memory where the machine has such a place."""
    within = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="bokvar-", dir=within) as folder:
        yield Path(folder)


@contextmanager
def postgresql() -> Iterator[str]:
    """URL of an empty PostgreSQL database. Raises CannotStart when there is no server.

    The server is the one that BOKVAR_TEST_DATABASE_URL names, where the database is dropped
    afterwards, or one that is started here and ends with us.
    """
    given = os.environ.get("BOKVAR_TEST_DATABASE_URL")
    if given:
        with _database(given) as url:
            yield url
        return
    server = PostgresServer(AS_SHIPPED)
    try:
        with _database(server.url) as url:
            yield url
    finally:
        server.stop()


@contextmanager
def another(url: str) -> Iterator[str]:
    """URL of an empty database beside a PostgreSQL one; dropped afterwards."""
    with _database(make_url(url).set(database="postgres")) as own:
        yield own


@contextmanager
def _database(server_url: str | URL) -> Iterator[str]:
    server, name = make_url(server_url), f"bokvar_test_bench_{secrets.token_hex(4)}"
    administration = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with administration.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0'))
        yield server.set(database=name).render_as_string(hide_password=False)
        with administration.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        administration.dispose()
