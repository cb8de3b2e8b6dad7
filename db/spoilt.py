"""Reading what should not be there: for those who look for what is wrong with a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect

from db.session import Session
from db.types import UtcDateTime

NO_TIME = datetime.min.replace(tzinfo=UTC)
"""What is read for a stored time that is none."""


class AnyTime(UtcDateTime):
    """As ``UtcDateTime``, and ``NO_TIME`` for what is no time, where that raises ValueError.

    SQLite keeps times as text, so there anything can stand; PostgreSQL refuses it.
    """

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        try:
            return super().process_result_value(value, dialect)
        except ValueError:
            return NO_TIME


@contextmanager
def reading_spoilt_text(session: Session) -> Iterator[None]:
    """Bytes that are no text are read as text that nobody wrote, so that their place can be told.

    SQLite keeps such bytes, and its driver gives up on the whole answer; PostgreSQL refuses them.
    """
    connection: Any = session.connection().connection.dbapi_connection
    if not hasattr(connection, "text_factory"):
        yield
        return
    connection.text_factory = _text
    try:
        yield
    finally:
        connection.text_factory = str


def _text(stored: bytes) -> str:
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return f"\N{REPLACEMENT CHARACTER} {stored.hex()}"
