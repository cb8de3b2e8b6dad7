"""What tests begin with is made once in a run, and copied row by row after that.

Deploying takes more than a second, because every diagram and letter is checked, and a scene of
several cases takes five; copying rows takes a few hundredths. What is copied is what was made
through the front door, so nothing is proved less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, insert, select, text

from db.base import metadata
from db.session import Database, Session
from tests.ledger.tampering import without_triggers

Made = TypeVar("Made")


@dataclass(frozen=True)
class _Kept:
    rows: dict[str, list[dict[str, Any]]]
    result: Any


_KEPT: dict[str, _Kept] = {}


def once(database: Database, name: str, make: Callable[[], Made]) -> Made:
    """Bring a database to where the making leaves it; what the making gave the first time."""
    if name in _KEPT:
        with database.transaction() as session:
            _copy_into(session, _KEPT[name].rows, is_sqlite=database.is_sqlite)
    else:
        result = make()
        _KEPT[name] = _Kept(_rows(database), result)
    made: Made = _KEPT[name].result
    return made


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.reading() as session:
        found = {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    return {name: rows for name, rows in found.items() if rows}


def _copy_into(session: Session, rows: dict[str, list[dict[str, Any]]], *, is_sqlite: bool) -> None:
    # A row may name a later one of its own table.
    if is_sqlite:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    with without_triggers(session):
        for table in reversed(metadata.sorted_tables):
            session.execute(delete(table))
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
