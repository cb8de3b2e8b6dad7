"""The tables of the landlord register: who sends notices, whom we talk to, and which are theirs."""

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
from db.types import BigId, UtcDateTime

KINDS = ("municipal", "private", "association", "sublessor", "other")
"""Of domain 2.1: municipal company, private landlord, bostadsrättsförening, who lets in second
hand, and the rest."""

SIZES = ("large", "small")
CHANNELS = ("email", "secure_message", "post", "phone")

landlords = Table(
    "landlords",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # A large one is met regularly; small ones cannot be (domain 2.1). Null: not stated.
    Column("size", Text, nullable=True),
    # A private person who lets has none.
    Column("organisation_number", Text, nullable=True),
    # How this landlord wants to be reached.
    Column("channel", Text, nullable=True),
    Column("street", Text, nullable=True),
    Column("postal_code", Text, nullable=True),
    Column("town", Text, nullable=True),
    Column("phone", Text, nullable=True),
    Column("email", Text, nullable=True),
    # A double: everything that was this one's is that one's.
    Column("merged_into", BigId, ForeignKey("landlords.id"), nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("organisation_number"),
    CheckConstraint(f"kind IN {KINDS}", name="kind_known"),
    CheckConstraint(f"size IN {SIZES}", name="size_known"),
    CheckConstraint(f"channel IN {CHANNELS}", name="channel_known"),
    Index("ix_landlords_name_key", "name_key"),
)

landlord_contacts = Table(
    "landlord_contacts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("landlord_id", BigId, ForeignKey("landlords.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("works_with", Text, nullable=True),
    Column("phone", Text, nullable=True),
    Column("email", Text, nullable=True),
    UniqueConstraint("public_id"),
    Index("ix_landlord_contacts_landlord_id", "landlord_id"),
)

notice_landlords = Table(
    "notice_landlords",
    metadata,
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    Column("landlord_id", BigId, ForeignKey("landlords.id"), nullable=False),
    # By the organisation number, or by a person who knew the name.
    Column("found_by", Text, nullable=False),
    Column("linked_by", Text, nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("notice_id"),
    CheckConstraint("found_by IN ('number', 'person')", name="found_by_known"),
    Index("ix_notice_landlords_landlord_id", "landlord_id"),
)
