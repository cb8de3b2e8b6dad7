"""Transactions: where they begin, and the one place where they are committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction, sessionmaker

from db.fair_lock import FairLock

__all__ = [
    "DATABASE_IS_GONE",
    "Database",
    "DatabaseBusy",
    "Session",
    "is_busy",
    "when_committed",
]

DATABASE_IS_GONE = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised when the database does not answer; the same work may succeed a little later."""

BUSY_TIMEOUT_MS = 10_000
"""How long a transaction waits for what another one holds, on either database."""

SILENCE_SECONDS = 5.0
"""A connection to PostgreSQL that was in use so lately is taken to be there still."""

STATEMENTS_KEPT = 500
"""How many prepared statements a connection keeps: more than there are of ours that come again. The
drivers' own limits (128 and 100) are lower, and past them each new one pushes out one that comes
back. On a server of PostgreSQL one takes some 20 kB."""

_WHEN_COMMITTED = "when committed"
_BUSY_STATES = frozenset({"55P03", "40P01", "40001"})
"""PostgreSQL: the lock did not come in time; two waited for each other; two changed the same."""

_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6


class DatabaseBusy(OperationalError):
    """Another transaction held what this one needed for too long; nothing was changed, and the same
    may succeed at once if it is tried again."""


def is_busy(error: OperationalError) -> bool:
    """Whether the database is there, and somebody else had what was needed."""
    if isinstance(error, DatabaseBusy) or getattr(error.orig, "sqlstate", None) in _BUSY_STATES:
        return True
    # The low byte is the kind of error; the rest says more of it.
    code = int(getattr(error.orig, "sqlite_errorcode", 0))
    return code & 0xFF in (_SQLITE_BUSY, _SQLITE_LOCKED)


def when_committed(session: Session, call: Callable[[], None]) -> None:
    """Call this once what the transaction has done is durable; never if it is rolled back."""
    session.info.setdefault(_WHEN_COMMITTED, []).append(call)


class Session(OrmSession):
    """A transaction. Everything here is Core, so what is executed goes straight to the connection
    that the transaction has; the library looks it up, and for objects to write, at each statement.
    """

    _straight: Connection | None = None

    def begin_nested(self) -> SessionTransaction:
        """A savepoint, set at once: the library waits with it until it is asked for a connection,
        which we never do again."""
        savepoint = super().begin_nested()
        self.connection()
        return savepoint

    if not TYPE_CHECKING:  # The library's own types say what comes of which statement.

        def execute(self, statement: Any, params: Any = None) -> Any:
            """As the library's, without its options."""
            if self._straight is None or self._straight.closed:
                self._straight = self.connection()
            return self._straight.execute(statement, params)


class Database:
    """A database that hands out transactions; SQLite and PostgreSQL behave alike through it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.writing_engine = self._engine(read_only=False, pool_size=pool_size)
        self.reading_engine = self._engine(read_only=True, pool_size=pool_size)
        self._writers = sessionmaker(self.writing_engine, class_=Session, expire_on_commit=False)
        self._readers = sessionmaker(self.reading_engine, class_=Session, expire_on_commit=False)
        # SQLite lets one writer in at a time; waiting in our own queue is fair and quick, while
        # its busy handler sleeps and makes a tail of half a second (performance.md section 4).
        self._turn = FairLock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing: leaving the block commits, raising rolls back. Raises DatabaseBusy when
        what it needs is held by others for too long."""
        try:
            with self._in_turn(), _committed(self._writers) as session:
                yield session
        except OperationalError as error:
            if is_busy(error) and not isinstance(error, DatabaseBusy):
                raise _busy(error.orig) from error
            raise
        for call in session.info.pop(_WHEN_COMMITTED, ()):
            call()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent look; the database itself refuses writes from it."""
        with _committed(self._readers) as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writing_engine.dispose()
        self.reading_engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise _busy(TimeoutError("The turn to write did not come."))
        try:
            yield
        finally:
            self._turn.release()

    def _engine(self, *, read_only: bool, pool_size: int) -> Engine:
        if self.is_sqlite:
            return _sqlite_engine(self.url, read_only=read_only, pool_size=pool_size)
        return _postgresql_engine(self.url, read_only=read_only, pool_size=pool_size)


@contextmanager
def _committed(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session that is committed when the block ends well, also where it only reads: after a
    rollback psycopg forgets every statement that it has prepared."""
    with sessions() as session:
        yield session
        session.commit()


def _busy(cause: BaseException | None) -> DatabaseBusy:
    """Without the statement's values: they may name somebody."""
    return DatabaseBusy("", None, cause or TimeoutError())


class _WithHints(SQLiteCompiler):
    """Writes ``with_hint`` after the table: SQLAlchemy has no such place for SQLite."""

    def get_from_hint_text(self, _table: Any, text: Any) -> Any:
        """As it is given: ``INDEXED BY`` and the name of the index."""
        return text


def _sqlite_engine(url: str, *, read_only: bool, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        pool_timeout=15,
        connect_args={"cached_statements": STATEMENTS_KEPT},
    )
    engine.dialect.statement_compiler = _WithHints

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # None: the driver shall never begin a transaction by itself. Its default mode begins one
        # late, after the first read, and loses updates on Python 3.11.
        connection.isolation_level = None
        for pragma in _pragmas(read_only):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _pragmas(read_only: bool) -> list[str]:
    pragmas = [
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
    ]
    return [*pragmas, "PRAGMA query_only = ON"] if read_only else pragmas


def _postgresql_engine(url: str, *, read_only: bool, pool_size: int) -> Engine:
    options = f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    engine = create_engine(
        url,
        pool_size=pool_size,
        pool_timeout=15,
        # A page reads many tables; it must see them all as of one instant.
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 5},
    )
    _remember_statements(engine)
    _ask_after_silence(engine)
    return engine


def _remember_statements(engine: Engine) -> None:
    """Let the server keep the plans of all that is asked for again."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.prepared_max = STATEMENTS_KEPT


def _ask_after_silence(engine: Engine) -> None:
    """Ask a connection that has lain unused whether it is still there, and open others if not.

    At each use, as the pool itself would, it is a fifth of the journeys to the database that a page
    makes. What breaks within so short a time is met by whoever holds it: the next use has others.
    """

    @event.listens_for(engine, "checkin")
    def _laid_back(_connection: Any, record: Any) -> None:
        record.info["since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: Any, _holder: Any) -> None:
        if monotonic() - record.info.get("since", monotonic()) <= SILENCE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone
