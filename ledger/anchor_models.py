"""The tables of anchors: what was signed, and the heads of streams that each one holds fast."""

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from db.base import metadata
from db.insert_only import insert_only
from db.types import BigId, UtcDateTime

anchors = Table(
    "anchors",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    # How many events the whole ledger held.
    Column("events", BigId, nullable=False),
    # The exact text that was signed. The columns before it are an index.
    Column("statement", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("public_key", Text, nullable=False),
)

anchor_leaves = Table(
    "anchor_leaves",
    metadata,
    Column("anchor", Integer, ForeignKey("anchors.number"), nullable=False),
    Column("place", Integer, nullable=False),
    # The key and not the id: it stands in the headers, and outlives a database.
    Column("stream", Text, nullable=False),
    Column("seq", BigId, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("anchor", "place"),
    Index("ix_anchor_leaves_stream", "stream", "seq"),
)

insert_only(anchors)
insert_only(anchor_leaves)
