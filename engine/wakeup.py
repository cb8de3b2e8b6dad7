"""How a worker sleeps: until there may be work, until it is told to stop, or until time is up."""

from __future__ import annotations

import select
import signal
import socket
import sqlite3
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, func
from sqlalchemy import select as sql_select

from db.session import Database, Session

CHANNEL = "engine_work"
POLL_SECONDS = 0.05
RECONNECT_PAUSE_SECONDS = 1.0


class Stop:
    """A wish to stop that may be uttered from a signal handler and wakes every sleeper at once.

    Not a threading.Event: setting one in a signal handler, while the same thread is about to wait
    for it, can lock that thread up for good. A byte in a socket cannot.
    """

    def __init__(self) -> None:
        self._mouth, self._ear = socket.socketpair()
        self._mouth.setblocking(False)
        self._said = False

    def set(self) -> None:
        """Ask everyone to stop; asking twice is harmless."""
        if not self._said:
            self._said = True
            self._mouth.send(b"!")

    def is_set(self) -> bool:
        """Whether someone has asked."""
        return self._said

    def wait(self, timeout_seconds: float, *others: Any) -> bool:
        """Sleep until asked to stop, until time is up, or until one of the others has input."""
        select.select([self._ear, *others], [], [], max(timeout_seconds, 0.0))
        return self._said

    def close(self) -> None:
        """Let go of the sockets, once nobody sleeps any more."""
        self._mouth.close()
        self._ear.close()

    def on_signals(
        self, signals: Sequence[signal.Signals] = (signal.SIGTERM, signal.SIGINT)
    ) -> None:
        """Stop when the process is asked to end; only the main thread may say this."""

        def _ask(_number: int, _frame: FrameType | None) -> None:
            self.set()

        for number in signals:
            signal.signal(number, _ask)


class Wakeup(Protocol):
    """Sleeps until there may be work; may also wake in vain."""

    def wait(self, timeout_seconds: float) -> None:
        """Return when work may have come, when told to stop, or when time is up."""

    def close(self) -> None:
        """Let go of the connection."""


def wakeup_for(database: Database, stop: Stop) -> Wakeup:
    """The way of sleeping that fits the database."""
    engine = database.writing_engine
    return SqliteWakeup(engine, stop) if database.is_sqlite else PostgresqlWakeup(engine, stop)


def notify(session: Session) -> None:
    """Wake the workers when this transaction commits; SQLite's see the commit by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql_select(func.pg_notify(CHANNEL, "")))


class PostgresqlWakeup:
    """LISTEN on a connection of its own, opened again when it is lost."""

    def __init__(self, engine: Engine, stop: Stop) -> None:
        self._engine = engine
        self._stop = stop
        self._connection: psycopg.Connection[Any] | None = None

    def wait(self, timeout_seconds: float) -> None:
        if self._connection is None:
            self._listen_again(timeout_seconds)
            return
        try:
            self._stop.wait(timeout_seconds, self._connection)
            _drain(self._connection)
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen_again(self, timeout_seconds: float) -> None:
        """Connect and return at once, for work may have come while nobody listened."""
        try:
            self._connection = _listening(self._engine)
        except psycopg.Error:
            self._stop.wait(min(timeout_seconds, RECONNECT_PAUSE_SECONDS))


class SqliteWakeup:
    """Asks every 50 ms whether anyone else has committed; that reads no table and takes no lock."""

    def __init__(self, engine: Engine, stop: Stop) -> None:
        self._path = engine.url.database or ":memory:"
        self._stop = stop
        self._connection: sqlite3.Connection | None = None
        self._seen: int | None = None

    def wait(self, timeout_seconds: float) -> None:
        # Compared with what was seen when the last sleep ended, not when this one begins: a
        # commit that came while the worker was looking elsewhere must wake it too.
        until = time.monotonic() + timeout_seconds
        while not self._has_changed():
            left = until - time.monotonic()
            if left <= 0 or self._stop.wait(min(left, POLL_SECONDS)):
                return

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _has_changed(self) -> bool:
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def _version(self) -> int | None:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._path, isolation_level=None)
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            self.close()
            return None
        return version


def _listening(engine: Engine) -> psycopg.Connection[Any]:
    """A connection outside the pool, with keepalives so that a dead network is found out."""
    args, params = engine.dialect.create_connect_args(engine.url)
    options = {**params, "connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10}
    connection: psycopg.Connection[Any] = psycopg.connect(*args, **options, autocommit=True)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


def _drain(connection: psycopg.Connection[Any]) -> None:
    for _ in connection.notifies(timeout=0):
        pass
