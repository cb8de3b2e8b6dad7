"""What an installation begins with: deployed once in a run, and copied row by row after that.

Deploying takes more than a second, because every diagram and letter is checked; copying its rows
takes a few hundredths. What is copied is what was deployed, so nothing is proved less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, func, insert, select

from db.base import metadata
from db.session import Database, Session

_ROWS: dict[str, list[dict[str, Any]]] = {}


def fill(database: Database, install: Callable[[], None]) -> None:
    """Bring an empty database to where the installing leaves it."""
    if _ROWS:
        _copy_into(database)
    else:
        install()
        _remember(database)


def _remember(database: Database) -> None:
    with database.reading() as session:
        for table in metadata.sorted_tables:
            found = [dict(row) for row in session.execute(select(table)).mappings()]
            if found:
                _ROWS[table.name] = found


def _copy_into(database: Database) -> None:
    with database.transaction() as session:
        for table in metadata.sorted_tables:
            if table.name in _ROWS:
                session.execute(insert(table), _ROWS[table.name])
                if not database.is_sqlite:
                    _go_on_counting(session, table)


def _go_on_counting(session: Session, table: Table) -> None:
    """PostgreSQL does not notice that numbers were given out by hand."""
    column = table.autoincrement_column
    if column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        last = select(func.max(column)).scalar_subquery()
        session.execute(select(func.setval(sequence, last)))
