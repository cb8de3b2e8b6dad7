"""The tables of the ledger: streams, history headers, and payloads that may be erased."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from db.base import metadata
from db.insert_only import insert_only, unchangeable
from db.types import BigId, UtcDateTime

STREAM_KINDS = ("case", "message", "security", "access", "system")


def kind_of(key: str) -> str:
    """What a stream is, by what its key begins with; all else is the system's."""
    begins, colon, _rest = key.partition(":")
    return begins if colon and begins in STREAM_KINDS else "system"


streams = Table(
    "streams",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # A stream that was joined to another moves under that one's lock and into that one's chain.
    Column("joined_to", BigId, ForeignKey("streams.id"), nullable=True),
    Column("head_seq", BigId, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint(f"kind IN {STREAM_KINDS}", name="kind_known"),
    Index("ix_streams_joined_to", "joined_to"),
)

history = Table(
    "history",
    metadata,
    Column("stream_id", BigId, ForeignKey("streams.id"), nullable=False),
    Column("seq", BigId, nullable=False),
    # The exact text that was hashed. The columns after it are an index that verify compares to it.
    Column("header", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=True),
    Column("element", Text, nullable=True),
    PrimaryKeyConstraint("stream_id", "seq"),
    Index("ix_history_subject", "subject", "stream_id", "seq"),
    sqlite_with_rowid=False,
)

history_payloads = Table(
    "history_payloads",
    metadata,
    Column("stream_id", BigId, nullable=False),
    Column("seq", BigId, nullable=False),
    Column("salt", Text, nullable=False),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("stream_id", "seq"),
    sqlite_with_rowid=False,
)

erasures = Table(
    "erasures",
    metadata,
    Column("stream_id", BigId, nullable=False),
    Column("seq", BigId, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("stream_id", "seq"),
)

# The payloads alone can be erased: a header that is gone would break its chain.
insert_only(history)
insert_only(erasures)
unchangeable(history_payloads)

FORMAT_VERSION = 1
