"""Column types that mean the same on SQLite and PostgreSQL, and the public ids of rows."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit id. SQLite numbers rows by itself only when the type is called INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC: timestamptz, or text of fixed width so that SQLite sorts it right.

    Raises ValueError when a naive time is stored: nobody can say which instant it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time must carry its time zone.")
        utc = value.astimezone(UTC)
        return utc_text(utc) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        stored: datetime = value
        return stored.astimezone(UTC)


def utc_text(instant: datetime) -> str:
    """An instant as text of fixed width (27 characters), the same wherever it is written."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def public_id() -> str:
    """A new id for URLs and messages: 128 random bits, 22 characters, unguessable."""
    return secrets.token_urlsafe(16)
