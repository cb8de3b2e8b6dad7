"""Where the work is played over and over: a database and the folder of what has left the house.

Both can be kept as they are, brought back to what was kept, and told apart by their contents.
"""

from __future__ import annotations

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

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
_RELATIONS = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_LOOK = """SELECT '%', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM "%" t"""
_SET = "SELECT setval(CAST(:name AS regclass), :value, :used)"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"

Counters = dict[str, int | None]

FIRST = "first"
LAST = "last"


class Base(Protocol):
    """A database that can be kept and brought back."""

    url: str

    def keep(self, name: str) -> None:
        """Remember what is in it. Nobody may be at work in it."""

    def restore(self, name: str) -> None:
        """Bring back what was kept. Whoever is at work in it loses the connection."""

    def contents(self) -> str:
        """The same for the same rows in every table, whatever else has happened."""

    def remove(self) -> None:
        """Let go of it."""


class Stage:
    """A database with everything that has left the house beside it."""

    def __init__(self, folder: Path, base: Base) -> None:
        self.folder = folder
        self.place = folder / "place"
        self.place.mkdir()
        self.base = base

    def begin(self) -> None:
        """Everything as it was first."""
        self.restore(FIRST)
        self.keep()

    def keep(self, name: str = LAST) -> None:
        """Remember how everything stands."""
        self.base.keep(name)
        _copy(self.place, self.folder / f"place_{name}")

    def restore(self, name: str = LAST) -> None:
        """Everything as it was kept last, or under this name."""
        self.base.restore(name)
        _copy(self.folder / f"place_{name}", self.place)

    def contents(self) -> str:
        """One word for all that a new process could find: the same word, the same restart."""
        return f"{self.base.contents()} {_digest(_files(self.place))}"


class SqliteBase:
    """A file. What a killed process left in its write-ahead log counts, as for the next."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "bokvar.sqlite"
        self.url = f"sqlite:///{self._file}"

    def keep(self, name: str) -> None:
        """A copy by the database's own means, as it may have a log beside it."""
        kept = self._kept(name)
        kept.unlink(missing_ok=True)
        with closing(_connected(self._file)) as now, closing(_connected(kept)) as copy:
            now.backup(copy)

    def restore(self, name: str) -> None:
        """The file as it was, and no log."""
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self._kept(name), self._file)

    def contents(self) -> str:
        """Read through the driver, which brings in what the log holds."""
        with closing(_connected(self._file)) as connection:
            names = [row[0] for row in connection.execute(_TABLES)]
            return _digest(
                repr(row).encode()
                for name in names
                for row in (name, *connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608 - our own tables
            )

    def remove(self) -> None:
        """The folder goes with whoever made it."""

    def _kept(self, name: str) -> Path:
        return self._file.with_name(f"{name}.sqlite")


class PostgresBase:
    """A database of a server that is ours, and a template of it."""

    def __init__(self, server_url: str, name: str) -> None:
        self._name = name
        named = make_url(server_url).set(database=name)
        self.url = named.render_as_string(hide_password=False)
        self._server = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._own = create_engine(named, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._made_of("template0", name)
        self._kept: dict[str, tuple[str, Counters]] = {}

    def keep(self, name: str) -> None:
        """A template, and what is in it, so that coming back can often be spared."""
        self._made_of(self._name, f"{self._name}_{name}")
        with self._own.connect() as connection:
            self._kept[name] = (self.contents(), _counters(connection))

    def restore(self, name: str) -> None:
        """Copied from the template; where every row is as it was only the counters are set back."""
        contents, counters = self._kept[name]
        if self.contents() == contents:
            self._set_back(counters)
        else:
            self._made_of(f"{self._name}_{name}", self._name)

    def contents(self) -> str:
        """What every table holds, put together by the server."""
        with self._own.connect() as connection:
            names = connection.scalars(text(_RELATIONS)).all()
            looks = [_LOOK.replace("%", name) for name in names]
            found = connection.execute(text(" UNION ALL ".join(looks))) if names else ()
            return _digest(repr(row).encode() for row in sorted(map(tuple, found)))

    def remove(self) -> None:
        """Drop it and what was kept of it."""
        for name in (self._name, *(f"{self._name}_{kept}" for kept in self._kept)):
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _set_back(self, wanted: Counters) -> None:
        """A number that was taken by work that was ended is not given back by itself."""
        with self._own.connect() as connection:
            for name, value in _counters(connection).items():
                if value != wanted[name]:
                    set_to = {
                        "name": f'"{name}"',
                        "value": wanted[name] or 1,
                        "used": wanted[name] is not None,
                    }
                    connection.execute(text(_SET), set_to)

    def _made_of(self, template: str, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))


def _counters(connection: Connection) -> Counters:
    return {row[0]: row[1] for row in connection.execute(text(_SEQUENCES))}


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)


def _copy(source: Path, target: Path) -> None:
    """What is there and was not is taken away; a folder that is gone stays gone."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _files(place: Path) -> Iterable[bytes]:
    for path in sorted(place.rglob("*")):
        yield str(path.relative_to(place)).encode()
        if path.is_file():
            yield path.read_bytes()


def _digest(parts: Iterable[Any]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
