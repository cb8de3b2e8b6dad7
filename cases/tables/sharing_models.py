"""The tables of what is shared and with whom: consent, referrals, sealed cases, safe channels."""

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

REFERRAL_STATES = ("draft", "sent", "accepted", "declined", "answered", "withdrawn")

consents = Table(
    "consents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    # The fields of domain 4.2.
    Column("person", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("document_reference", Text, nullable=True),
    Column("valid_from", Text, nullable=False),
    Column("valid_to", Text, nullable=True),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    Index("ix_consents_case_id", "case_id"),
)

referrals = Table(
    "referrals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    # The authority that receives it and owns the snapshot.
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=True),
    Column("unit_id", BigId, ForeignKey("units.id"), nullable=True),
    Column("state", Text, nullable=False),
    Column("purpose", Text, nullable=True),
    Column("legal_ground", Text, nullable=True),
    Column("ground_reason", Text, nullable=True),
    Column("consent_id", BigId, ForeignKey("consents.id"), nullable=True),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("answer_by", Text, nullable=True),
    Column("answered_at", UtcDateTime, nullable=True),
    Column("answered_by", Text, nullable=True),
    Column("answer", Text, nullable=True),
    UniqueConstraint("public_id"),
    CheckConstraint(f"state IN {REFERRAL_STATES}", name="state_known"),
    Index("ix_referrals_case_id", "case_id"),
)

referral_snapshots = Table(
    "referral_snapshots",
    metadata,
    Column("referral_id", BigId, ForeignKey("referrals.id"), primary_key=True, autoincrement=False),
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=False),
    # A copy of the facts that were chosen, as label and value; nothing in it follows the case.
    Column("facts", Text, nullable=False),
    Column("copied_at", UtcDateTime, nullable=False),
)

case_access = Table(
    "case_access",
    metadata,
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    # Why a person let her in; none for those who came into the group when the case was sealed.
    Column("reason", Text, nullable=True),
    PrimaryKeyConstraint("case_id", "staff_id"),
)

channel_approvals = Table(
    "channel_approvals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("person_id", BigId, ForeignKey("persons.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_channel_approvals_person_id", "person_id"),
)
