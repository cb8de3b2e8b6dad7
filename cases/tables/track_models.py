"""The tables of what is done in a case: flags, deliveries, contact, measures, payment, eviction."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from db.base import metadata
from db.types import BigId, UtcDateTime

flags = Table(
    "flags",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # What it is about: the public id of a notice or a case.
    Column("about", Text, nullable=False),
    Column("code", Text, nullable=False),
    # The field that it is about, or a word that tells two flags of one code apart.
    Column("place", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("text_sv", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime, nullable=True),
    Column("settled_by", Text, nullable=True),
    Column("settlement", Text, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("about", "code", "place"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    # The message that carried this copy; its receipt is the sender's.
    Column("message", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("notice_id", "message"),
    # Whose copy a message is, asked at each task that is opened.
    Index("ix_deliveries_message", "message"),
)

contact_attempts = Table(
    "contact_attempts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=True),
    Column("step", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("next_step", Text, nullable=True),
    Index("ix_contact_attempts_case_id", "case_id"),
)

ladders = Table(
    "ladders",
    metadata,
    Column("notice_id", BigId, ForeignKey("notices.id"), primary_key=True, autoincrement=False),
    Column("household_group", Text, nullable=False),
    # The step that is next, counted from 1; the steps are those of the arrival day's setting.
    Column("next_step", Integer, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("ended", Text, nullable=True),
)

measures = Table(
    "measures",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("ix_measures_case_id", "case_id"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    # What settled it: paid, aid_paid, plan_accepted, withdrawn.
    Column("kind", Text, nullable=False),
    Column("paid_day", Text, nullable=True),
    # Öre.
    Column("amount", Integer, nullable=True),
    Column("confirmed_by", Text, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("in_time", Boolean, nullable=True),
    Index("ix_payments_notice_id", "notice_id"),
)

commitments = Table(
    "commitments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("state", Text, nullable=False),
    # Öre; months as a JSON list of YYYY-MM.
    Column("amount", Integer, nullable=True),
    Column("months", Text, nullable=False),
    Column("payment_day", Text, nullable=True),
    Column("delegate_level", Text, nullable=True),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("decided_by", Text, nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("result", Text, nullable=True),
    UniqueConstraint("public_id"),
    CheckConstraint(
        "state IN ('proposed', 'approved', 'refused', 'sent', 'too_late')", name="state_known"
    ),
    Index("ix_commitments_notice_id", "notice_id"),
)

evictions = Table(
    "evictions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("kfm_case_number", Text, nullable=True),
    Column("measure", Text, nullable=False),
    Column("eviction_at", UtcDateTime, nullable=True),
    Column("children", Text, nullable=False, server_default="unknown"),
    # booked, replaced, cancelled, withdrawn, carried_out.
    Column("state", Text, nullable=False),
    Column("result_known_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("notice_id"),
    Index("ix_evictions_case_id", "case_id"),
)

case_marks = Table(
    "case_marks",
    metadata,
    Column("case_id", BigId, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("has_children", Boolean, nullable=False, server_default=false()),
    Column("is_repeated", Boolean, nullable=False, server_default=false()),
    Column("declined_help", Boolean, nullable=False, server_default=false()),
)
