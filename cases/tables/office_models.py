"""The tables of the office: settings by day, the duty roster, warnings and deviations."""

from sqlalchemy import (
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

configuration = Table(
    "configuration",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    # JSON; what it may be stands in cases/settings_known.py.
    Column("value", Text, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_to", Text, nullable=True),
    # The decision behind it: who decided and when, or the number of the minutes.
    Column("decision", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Index("ix_configuration_name", "name", "valid_from"),
)

roster = Table(
    "roster",
    metadata,
    Column("day", Text, nullable=False),
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=False),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("day", "authority_id"),
)

warnings = Table(
    "warnings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # What it is about: the public id of a notice, a case or a referral.
    Column("about", Text, nullable=False),
    Column("code", Text, nullable=False),
    # Who sees it: role:unit, as a task's candidate group.
    Column("audience", Text, nullable=False),
    Column("text_sv", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("about", "code", "audience"),
)

deviations = Table(
    "deviations",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    # Given once; never changed and never taken away.
    Column("reason", Text, nullable=True),
    Column("reason_by", Text, nullable=True),
    Column("reason_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("about", "code"),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("notice_id", BigId, ForeignKey("notices.id"), primary_key=True, autoincrement=False),
    # The responsible officer who is named in the confirmation (SOF 11:3).
    Column("officer_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("chosen_by_rule", Text, nullable=False),
    Column("needs_copy", Text, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=True),
    Column("copied_at", UtcDateTime, nullable=True),
    # BEKRAFTAD_SAMMA_DAG or BEKRAFTAD_SENT, by the physical and by the legal day of arrival.
    Column("result_physical", Text, nullable=True),
    Column("result_legal", Text, nullable=True),
    Column("copy_result_physical", Text, nullable=True),
    Column("copy_result_legal", Text, nullable=True),
)
