"""The table of the keys that senders' own systems come in with."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from db.base import metadata
from db.types import BigId, UtcDateTime

SENDER_KINDS = ("landlord", "association", "agent", "kfm", "court", "authority", "internal")

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # SHA-256 of the key; the key itself is shown once and kept nowhere.
    Column("digest", Text, nullable=False),
    # The same word for every key of one sender: her receipts outlive a key.
    Column("sender", Text, nullable=False),
    Column("sender_kind", Text, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("org_number", Text, nullable=False),
    # Words with a space between them: what the key may do.
    Column("scopes", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("digest"),
    CheckConstraint(f"sender_kind IN {SENDER_KINDS}", name="sender_kind_known"),
    Index("ix_api_keys_sender", "sender"),
)
