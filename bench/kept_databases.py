"""A database that is kept as it stands and brought back, over and over, in little time."""

from __future__ import annotations

import filecmp
import hashlib
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

FIRST = "first"
LAST = "last"

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
_RELATIONS = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_LOOK = """SELECT '%' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS said FROM "%" t"""
_NEXT = "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
_COMMITTED = """SELECT count(*) FROM generate_series(CAST(:since AS bigint), :until) AS one
    WHERE pg_xact_status(CAST(CAST(one AS text) AS xid8)) = 'committed'"""
"""How many transactions that have written anything were committed, of all with these numbers."""

_SET = "SELECT setval(CAST(:name AS regclass), :value, :used)"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_NOTHING_FOLLOWS = "SET LOCAL session_replication_role = replica"
"""Rows may be taken away in any order, and from tables whose triggers refuse it."""

Counters = dict[str, int | None]
Looks = dict[str, Any]
"""For each table a word for what is in it."""


class Base(Protocol):
    """A database that can be kept and brought back."""

    url: str

    def keep(self, name: str) -> None:
        """Remember what is in it. Nobody may be at work in it."""

    def restore(self, name: str) -> None:
        """Bring back what was kept. Nobody may be at work in it."""

    def is_as_kept(self) -> bool:
        """Whether nothing was committed since it was last kept or brought back."""

    def contents(self) -> str:
        """The same for the same rows in every table, whatever else has happened."""

    def remove(self) -> None:
        """Let go of it."""


class SqliteBase:
    """A file. What a killed process left in its write-ahead log counts, as for the next."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "bokvar.sqlite"
        self._same = self._file
        self.url = f"sqlite:///{self._file}"

    def keep(self, name: str) -> None:
        """A copy of the file."""
        self._bring_in_the_log()
        self._same = self._kept(name)
        shutil.copyfile(self._file, self._same)

    def restore(self, name: str) -> None:
        """The file as it was, and no log."""
        self._bring_in_the_log()
        self._same = self._kept(name)
        shutil.copyfile(self._same, self._file)

    def is_as_kept(self) -> bool:
        """To the last byte: what was begun and not committed never comes into the file."""
        self._bring_in_the_log()
        return filecmp.cmp(self._file, self._same, shallow=False)

    def contents(self) -> str:
        """Every row of every table."""
        with closing(_connected(self._file)) as connection:
            names = [row[0] for row in connection.execute(_TABLES)]
            return digest(
                repr(row).encode()
                for name in names
                for row in (name, *connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608 - our own tables
            )

    def remove(self) -> None:
        """The folder goes with whoever made it."""

    def _kept(self, name: str) -> Path:
        return self._file.with_name(f"{name}.sqlite")

    def _bring_in_the_log(self) -> None:
        """As whoever opens it next does, and the last to close it: then there is no log."""
        with closing(_connected(self._file)) as connection:
            connection.execute(_TABLES).fetchall()


class PostgresBase:
    """A database of a server that is ours. What is kept lies in a schema of its own beside it:
    a step changes few rows of few tables, and copying those is far cheaper than a database."""

    def __init__(self, server_url: str, name: str) -> None:
        self._name = name
        named = make_url(server_url).set(database=name)
        self.url = named.render_as_string(hide_password=False)
        self._server = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._own = create_engine(named)
        self._kept: dict[str, tuple[Looks, Counters]] = {}
        self._since = 0
        self._counters: Counters = {}
        self.remove()
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0')

    def keep(self, name: str) -> None:
        """Copies of the tables that are not as they were when something was last kept so."""
        with self._own.begin() as connection:
            looks, schema = _looks(connection), f"kept_{name}"
            if name not in self._kept:
                _make_schema(connection, schema, looks)
            before = self._kept[name][0] if name in self._kept else {}
            for table in _different(looks, before):
                connection.execute(text(f'TRUNCATE {schema}."{table}"'))
                _copy_rows(connection, f'public."{table}"', f'{schema}."{table}"')
            self._counters = _counters(connection)
            self._kept[name] = looks, self._counters
        self._begin_to_look()

    def restore(self, name: str) -> None:
        """The rows of what is otherwise now, and what each counter said."""
        wanted = self._kept[name][0]
        with self._own.begin() as connection:
            connection.execute(text(_NOTHING_FOLLOWS))
            for table in _different(_looks(connection), wanted):
                connection.execute(text(f'DELETE FROM public."{table}"'))  # noqa: S608 - our own tables
                _copy_rows(connection, f'kept_{name}."{table}"', f'public."{table}"')
            self._counters = self._kept[name][1]
            _set_back(connection, self._counters)
        self._begin_to_look()

    def is_as_kept(self) -> bool:
        """Told by the numbers of the transactions: those of other databases of the server count,
        so that it may be as it was all the same. A number that ended work took is put back."""
        with self._own.begin() as connection:
            asked = {"since": self._since, "until": _next(connection) - 1}
            is_same = not connection.execute(text(_COMMITTED), asked).scalar_one()
            if is_same:
                _set_back(connection, self._counters)
        if is_same:
            self._begin_to_look()
        return is_same

    def contents(self) -> str:
        """What every table holds, put together by the server."""
        with self._own.begin() as connection:
            return digest(repr(row).encode() for row in sorted(_looks(connection).items()))

    def remove(self) -> None:
        """Drop it."""
        self._own.dispose()
        self._run(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    def _begin_to_look(self) -> None:
        """What is committed from here on is somebody else's work."""
        with self._own.begin() as connection:
            self._since = _next(connection)

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))


def digest(parts: Iterable[bytes]) -> str:
    """One word for them all, in this order."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def _looks(connection: Connection) -> Looks:
    names = connection.scalars(text(_RELATIONS)).all()
    asked = " UNION ALL ".join(_LOOK.replace("%", name) for name in names)
    return {row[0]: row[1] for row in connection.execute(text(asked))} if names else {}


def _next(connection: Connection) -> int:
    """The number that the next transaction that writes will get."""
    return int(connection.execute(text(_NEXT)).scalar_one())


def _different(looks: Looks, others: Looks) -> list[str]:
    return [table for table in looks if table not in others or looks[table] != others[table]]


def _make_schema(connection: Connection, schema: str, looks: Looks) -> None:
    connection.execute(text(f"CREATE SCHEMA {schema}"))
    for table in looks:
        connection.execute(text(f'CREATE TABLE {schema}."{table}" (LIKE public."{table}")'))


def _copy_rows(connection: Connection, source: str, target: str) -> None:
    connection.execute(text(f"INSERT INTO {target} OVERRIDING SYSTEM VALUE TABLE {source}"))


def _set_back(connection: Connection, wanted: Counters) -> None:
    """A number that was taken by work that was ended is not given back by itself."""
    for name, value in _counters(connection).items():
        if value != wanted[name]:
            is_used = wanted[name] is not None
            said = {"name": f'"{name}"', "value": wanted[name] or 1, "used": is_used}
            connection.execute(text(_SET), said)


def _counters(connection: Connection) -> Counters:
    return {row[0]: row[1] for row in connection.execute(text(_SEQUENCES))}


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)
