"""What tests begin with is made once in a run, and copied after that.

Deploying takes more than a second, because every diagram and letter is checked, and a scene of
several cases takes five; copying takes some milliseconds: an SQLite file as a whole, a PostgreSQL
database row by row. What is copied is what was made through the front door, so nothing is proved
less.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Table, func, insert, select, text

from db.base import metadata
from db.session import Database, Session
from tests.databases import filled
from tests.ledger.tampering import without_triggers

Made = TypeVar("Made")


@dataclass(frozen=True)
class _Kept:
    rows: dict[str, list[dict[str, Any]]]
    result: Any


_KEPT: dict[str, _Kept] = {}
_FILES: dict[str, sqlite3.Connection] = {}
"""The same as SQLite files in memory."""


def once(database: Database, name: str, make: Callable[[], Made]) -> Made:
    """Bring a database to where the making leaves it; what the making gave the first time."""
    if name not in _KEPT:
        result = make()
        _KEPT[name] = _Kept(_rows(database), result)
    elif database.is_sqlite and name in _FILES:
        _bring_back(database, _FILES[name])
    else:
        with database.transaction() as session:
            _copy_into(session, _KEPT[name].rows, is_sqlite=database.is_sqlite)
    if database.is_sqlite and name not in _FILES:
        _FILES[name] = _file(database)
    return cast("Made", _KEPT[name].result)


def _file(database: Database) -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:")
    with _driver(database) as own:
        own.backup(kept)
    return kept


def _bring_back(database: Database, kept: sqlite3.Connection) -> None:
    with _driver(database) as own:
        kept.backup(own)


@contextmanager
def _driver(database: Database) -> Iterator[sqlite3.Connection]:
    with database.writing_engine.connect() as connection:
        yield cast("sqlite3.Connection", connection.connection.driver_connection)


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.reading() as session:
        found = {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    return {name: rows for name, rows in found.items() if rows}


def _copy_into(session: Session, rows: dict[str, list[dict[str, Any]]], *, is_sqlite: bool) -> None:
    # A row may name a later one of its own table, and what goes first may be named by the next.
    if is_sqlite:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    with without_triggers(session):
        for name in session.scalars(text(filled())).all():
            session.execute(text(f'DELETE FROM "{name}"'))
        for table in metadata.sorted_tables:
            if table.name in rows:
                session.execute(insert(table), rows[table.name])
                if not is_sqlite:
                    _go_on_counting(session, table)


def _go_on_counting(session: Session, table: Table) -> None:
    """PostgreSQL does not notice that numbers were given out by hand."""
    column = table.autoincrement_column
    if column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        last = select(func.max(column)).scalar_subquery()
        session.execute(select(func.setval(sequence, last)))
