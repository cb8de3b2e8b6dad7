"""The tables of the studio: drafts of processes, who had a part in each, and approvals."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from db.base import metadata
from db.types import BigId, UtcDateTime

process_drafts = Table(
    "process_drafts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    # The key of the process.
    Column("key", Text, nullable=False),
    # The definition that it is a change of.
    Column("base_id", BigId, ForeignKey("process_definitions.id"), nullable=False),
    Column("state", Text, nullable=False),
    # Goes up with every change of any draft of the process, so that an old page never fits a new
    # draft.
    Column("version", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    # What was said when it was submitted, and when it was sent back.
    Column("note", Text, nullable=False),
    Column("reply", Text, nullable=False),
    CheckConstraint("state IN ('open', 'submitted', 'published', 'discarded')", name="state_known"),
    Index("ix_process_drafts_key", "key"),
)
Index(
    "ux_process_drafts_live",
    process_drafts.c.key,
    unique=True,
    sqlite_where=process_drafts.c.state.in_(("open", "submitted")),
    postgresql_where=process_drafts.c.state.in_(("open", "submitted")),
)

process_draft_files = Table(
    "process_draft_files",
    metadata,
    Column("draft_id", BigId, ForeignKey("process_drafts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("draft_id", "name"),
)

process_draft_people = Table(
    "process_draft_people",
    metadata,
    Column("draft_id", BigId, ForeignKey("process_drafts.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("part", Text, nullable=False),
    # A person has one part in a draft: who has written in it can never be the one who approves.
    PrimaryKeyConstraint("draft_id", "person"),
    UniqueConstraint("draft_id", "person", "part"),
    CheckConstraint("part IN ('editor', 'approver')", name="part_known"),
)

process_approvals = Table(
    "process_approvals",
    metadata,
    Column("draft_id", BigId, ForeignKey("process_drafts.id"), primary_key=True),
    Column("person", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("definition_id", BigId, ForeignKey("process_definitions.id"), nullable=False),
    Column("approved_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["draft_id", "person", "part"],
        [
            "process_draft_people.draft_id",
            "process_draft_people.person",
            "process_draft_people.part",
        ],
    ),
    CheckConstraint("part = 'approver'", name="part_approver"),
    Index("ix_process_approvals_definition_id", "definition_id"),
)
