"""The tables of time limits: where each stands now, and every calculation that led there."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from db.base import metadata
from db.types import BigId, UtcDateTime

LIMIT_STATES = ("preliminary", "fixed", "cancelled", "met", "missed")

time_limits = Table(
    "time_limits",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # What it is about: the public id of a notice, a case or a referral.
    Column("about", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # One service date per tenant: whose it is; empty when it is everybody's.
    Column("tenant", Text, nullable=False),
    Column("basis", Text, nullable=False),
    # Local dates, not instants.
    Column("start_day", Text, nullable=True),
    Column("nominal_day", Text, nullable=True),
    Column("legal_day", Text, nullable=True),
    Column("internal_day", Text, nullable=True),
    # Name -> instant: what timers in diagrams wait for.
    Column("moments", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("calculation", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    # Why it was cancelled, met or missed, in words.
    Column("cause", Text, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("about", "kind", "tenant"),
    CheckConstraint(f"state IN {LIMIT_STATES}", name="state_known"),
    Index("ix_time_limits_open", "state", "legal_day"),
)

limit_calculations = Table(
    "limit_calculations",
    metadata,
    Column("limit_id", BigId, ForeignKey("time_limits.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("calculated_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("start_facts", Text, nullable=False),
    Column("start_day", Text, nullable=True),
    Column("nominal_day", Text, nullable=True),
    Column("legal_day", Text, nullable=True),
    Column("internal_day", Text, nullable=True),
    Column("is_preliminary", Integer, nullable=False),
    Column("sentence_sv", Text, nullable=False),
    Column("sentence_en", Text, nullable=False),
    # Names of open legal points that touch the result, and remarks on odd facts.
    Column("unsettled", Text, nullable=False),
    Column("remarks", Text, nullable=False),
    PrimaryKeyConstraint("limit_id", "number"),
)
