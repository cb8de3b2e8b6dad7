"""Databases for tests: each test gets an empty one, of a template made once per process."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, Pool

from db import migrate
from db.base import metadata
from db.schema import load_all
from db.session import Database
from tests.postgresql import CannotStart, PostgresServer

KINDS = {
    "sqlite": ("sqlite",),
    "postgresql": ("postgresql",),
    "both": ("sqlite", "postgresql"),
}

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

RESTART_SEQUENCES = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


@event.listens_for(Pool, "checkout")
def _need_not_survive_a_power_cut(connection: Any, *_of_the_pool: Any) -> None:
    """As for the PostgreSQL server of the tests: nothing in this process waits for the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def chosen_kinds() -> tuple[str, ...]:
    """The databases that this run covers: BOKVAR_TEST_DATABASES, both unless told otherwise."""
    return KINDS[os.environ.get("BOKVAR_TEST_DATABASES", "both")]


class SqliteTemplate:
    """An SQLite file with every table, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.sqlite"

    @contextmanager
    def database(self, folder: Path) -> Iterator[Database]:
        """A database in a folder of its own."""
        copy = folder / "bokvar.sqlite"
        shutil.copyfile(self._made, copy)
        database = Database(f"sqlite:///{copy}")
        try:
            yield database
        finally:
            database.dispose()

    @cached_property
    def _made(self) -> Path:
        database = Database(f"sqlite:///{self._file}")
        load_all()
        metadata.create_all(database.writing_engine)
        migrate.stamp(database)
        database.dispose()
        return self._file


class PostgresTemplate:
    """A PostgreSQL database with every table, emptied before each test.

    Copying a template takes a third of a second, emptying a few milliseconds. What a test does to
    the schema itself it must undo.
    """

    def __init__(self, server_url: str) -> None:
        self._server = make_url(server_url)
        self._name = f"bokvar_test_{secrets.token_hex(6)}"
        self._administration = create_engine(self._server, isolation_level="AUTOCOMMIT")

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, empty, with pooled connections of its own."""
        self._empty()
        database = Database(self._made)
        try:
            yield database
        finally:
            database.dispose()

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The URL of a database without tables, dropped afterwards."""
        name = f"{self._name}_bare"
        self._run(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0')
        yield self._server.set(database=name).render_as_string(hide_password=False)
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def remove(self) -> None:
        """Drop the database and let go of the server."""
        self._run(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
        self._administration.dispose()

    @cached_property
    def _made(self) -> str:
        self._run(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{self._name}" ENCODING UTF8 TEMPLATE template0')
        url = self._server.set(database=self._name).render_as_string(hide_password=False)
        database = Database(url)
        load_all()
        metadata.create_all(database.writing_engine)
        migrate.stamp(database)
        database.dispose()
        return url

    def _empty(self) -> None:
        engine = create_engine(self._made, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(END_OTHERS))
            # Rows may be deleted in any order, and from tables whose triggers refuse it.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for name in connection.scalars(text(filled())).all():
                connection.execute(text(f'DELETE FROM "{name}"'))
            connection.execute(text(RESTART_SEQUENCES))

    def _run(self, statement: str) -> None:
        with self._administration.connect() as connection:
            connection.execute(text(statement))


def filled() -> str:
    """Asks for the names of the tables that hold anything."""
    looks = (
        f"SELECT '{t.name}' WHERE EXISTS (SELECT 1 FROM \"{t.name}\")"
        for t in metadata.tables.values()
    )
    return " UNION ALL ".join(looks)


class Postgres:
    """The one server of a test run: given by the operator, or started when first asked for."""

    def __init__(self, url: str | None = None, reason: str | None = None) -> None:
        self._url = url or os.environ.get("BOKVAR_TEST_DATABASE_URL")
        self._reason = reason
        self._server: PostgresServer | None = None

    def url(self) -> str:
        """Where the server is. Raises CannotStart, every time, when it could not be started."""
        if self._url is None and self._reason is None:
            try:
                self._server = PostgresServer()
                self._url = self._server.url
            except CannotStart as failure:
                self._reason = str(failure)
        if self._url is None:
            raise CannotStart(self._reason)
        return self._url

    def stop(self) -> None:
        """End the server, if it was started here."""
        if self._server is not None:
            self._server.stop()
