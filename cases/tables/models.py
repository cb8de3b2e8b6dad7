"""The tables of cases: who works here, whom and what a case is about, and what was sent."""

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
    true,
)

from db.base import metadata
from db.types import BigId, UtcDateTime

PROTECTIONS = ("unknown", "none", "marked", "protected_registration", "assumed_identity")
"""Protection of personal data (domain 2.5). ``unknown`` counts as protected outside the case."""

ROLES = (
    "registrar",
    "duty_officer",
    "caseworker",
    "manager",
    "unit_head",
    "committee",
    "receiver",
    "auditor",
    "administrator",
    "process_owner",
)
"""What a person may be in a unit (lanes of domain 3.3). ``manager`` is the section head, the first
delegate; ``unit_head`` and ``committee`` are the delegates above; ``receiver`` answers
referrals."""

JOURNAL_KINDS = (
    "assessment",
    "review",
    "closing",
    "contact",
    "measure",
    "payment",
    "commitment",
    "eviction",
    "application",
    "disturbance",
    "consent",
    "referral",
    "protection",
    "correction",
    "note",
)

authorities = Table(
    "authorities",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    # The authority (nämnd) that notices from outside reach first.
    Column("receives_notices", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("key"),
)

units = Table(
    "units",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("is_reception", Boolean, nullable=False, server_default=false()),
    Column("takes_other_areas", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("key"),
)

unit_areas = Table(
    "unit_areas",
    metadata,
    Column("postal_prefix", Text, nullable=False),
    Column("unit_id", BigId, ForeignKey("units.id"), nullable=False),
    PrimaryKeyConstraint("postal_prefix"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("public_id"),
)

login_sessions = Table(
    "login_sessions",
    metadata,
    Column("word", Text, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_login_sessions_staff_id", "staff_id"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("unit_id", BigId, ForeignKey("units.id"), nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("staff_id", "unit_id", "role"),
    CheckConstraint(f"role IN {ROLES}", name="role_known"),
)

persons = Table(
    "persons",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("personal_number", Text, nullable=True),
    Column("number_confirmed", Boolean, nullable=False, server_default=false()),
    Column("protection", Text, nullable=False, server_default="unknown"),
    UniqueConstraint("public_id"),
    CheckConstraint(f"protection IN {PROTECTIONS}", name="protection_known"),
    Index("ix_persons_personal_number", "personal_number"),
    Index("ix_persons_name_key", "name_key"),
)

dwellings = Table(
    "dwellings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("street", Text, nullable=False),
    Column("street_key", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("town", Text, nullable=False),
    Column("apartment_number", Text, nullable=True),
    Index("ix_dwellings_street_key", "street_key", "postal_code"),
)

households = Table(
    "households",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("dwelling_id", BigId, ForeignKey("dwellings.id"), nullable=False),
    UniqueConstraint("public_id"),
    Index("ix_households_dwelling_id", "dwelling_id"),
)

household_members = Table(
    "household_members",
    metadata,
    Column("household_id", BigId, ForeignKey("households.id"), nullable=False),
    Column("person_id", BigId, ForeignKey("persons.id"), nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("household_id", "person_id"),
    Index("ix_household_members_person_id", "person_id"),
)

case_numbers = Table(
    "case_numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("stream_id", BigId, ForeignKey("streams.id"), nullable=False),
    Column("household_id", BigId, ForeignKey("households.id"), nullable=False),
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=False),
    Column("unit_id", BigId, ForeignKey("units.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=True),
    # Only a named group may see it (domain 2.5): someone in it has protected personal data.
    Column("sealed", Boolean, nullable=False, server_default=false()),
    # 1 (act today) to 4, from decision table D3; says nothing of why (SoLPuL 7 a §).
    Column("priority", Integer, nullable=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("number"),
    UniqueConstraint("stream_id"),
    CheckConstraint("state IN ('open', 'closed', 'void')", name="state_known"),
    Index("ix_cases_unit_id", "unit_id", "opened_at"),
    Index("ix_cases_household_id", "household_id"),
)
Index(
    "ix_cases_sealed",
    cases.c.id,
    sqlite_where=cases.c.sealed.is_(True),
    postgresql_where=cases.c.sealed.is_(True),
)

notices = Table(
    "notices",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("stream_id", BigId, ForeignKey("streams.id"), nullable=False),
    Column("authority_id", BigId, ForeignKey("authorities.id"), nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=True),
    Column("household_id", BigId, ForeignKey("households.id"), nullable=True),
    Column("state", Text, nullable=False),
    Column("type_code", Text, nullable=True),
    Column("track", Text, nullable=True),
    Column("channel", Text, nullable=False),
    Column("arrived_at", UtcDateTime, nullable=False),
    # The legal day of arrival (FL 22 §) as a local date, not an instant.
    Column("arrival_day", Text, nullable=False),
    # The day on which a person could first have it in hand; I03 is measured by both.
    Column("physical_day", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("closed_reason", Text, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("receipt"),
    CheckConstraint(
        "state IN ('registered', 'linked', 'misdirected', 'duplicate')", name="state_known"
    ),
    Index("ix_notices_case_id", "case_id"),
    Index("ix_notices_household_id", "household_id", "arrival_day"),
    Index("ix_notices_arrival_day", "arrival_day", "type_code"),
)

notice_suggestions = Table(
    "notice_suggestions",
    metadata,
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=False),
    Column("household_id", BigId, ForeignKey("households.id"), nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    PrimaryKeyConstraint("notice_id", "household_id"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    # Of an entry that tells facts of a notice: it is read where the notice is, and follows it.
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=True),
    Column("kind", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    # The form it was written in, as process/form or acts/form; none: the form of its kind.
    Column("form", Text, nullable=True),
    # Sensitive facts live here and nowhere that is listed or searched (SoLPuL 7 a §).
    Column("facts", Text, nullable=False),
    Index("ix_journal_case_id", "case_id"),
    Index("ix_journal_notice_id", "notice_id"),
    CheckConstraint(f"kind IN {JOURNAL_KINDS}", name="kind_known"),
)
