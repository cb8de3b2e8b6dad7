"""The tables of letter templates: their files, and which template a name means since when."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from db.base import metadata
from db.types import BigId, UtcDateTime

letter_template_files = Table(
    "letter_template_files",
    metadata,
    # sha256 of the body, as 64 hexadecimal digits.
    Column("digest", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

letter_templates = Table(
    "letter_templates",
    metadata,
    # sha256 of the manifest, which names every file by its own digest.
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("manifest", Text, nullable=False),
)

# Insert only. The newest row of a name says which template it means; going back to an older one
# is a row too.
letter_template_changes = Table(
    "letter_template_changes",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, ForeignKey("letter_templates.digest"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Index("ix_letter_template_changes_name", "name", "id"),
)
