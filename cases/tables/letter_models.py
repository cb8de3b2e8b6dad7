"""The tables of letters: what was written, frozen, and each attempt to send it with its proof."""

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

RECEIPT = "receipt"
"""The kind of letter that goes by itself: nobody waits for it, and it holds up nothing."""

LETTER_STATES = ("prepared", "queued", "handed_over", "sent", "failed", "void")
DISPATCH_STATES = ("queued", "handed_over", "sent", "failed", "superseded")

letters = Table(
    "letters",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # What it is about: the public id of a notice, a case or a referral.
    Column("about", Text, nullable=False),
    Column("notice_id", BigId, ForeignKey("notices.id"), nullable=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=True),
    # The person it is for, when it is for one of the household.
    Column("person_id", BigId, ForeignKey("persons.id"), nullable=True),
    Column("kind", Text, nullable=False),
    # Written once for each of these words: a repeated step finds the letter it wrote before.
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # What stands in the message that carries it; the letter itself is made from the facts.
    Column("body", Text, nullable=False),
    # Frozen: with the digest of the template and the time they make the same bytes again.
    Column("facts", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=True),
    # What shows that it was sent: a receipt of the channel, or a person's stated posting.
    Column("proof", Text, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("about", "purpose"),
    CheckConstraint(f"state IN {LETTER_STATES}", name="state_known"),
    Index("ix_letters_notice_id", "notice_id"),
    Index("ix_letters_case_id", "case_id"),
    Index("ix_letters_address", "address"),
)

dispatches = Table(
    "dispatches",
    metadata,
    Column("letter_id", BigId, ForeignKey("letters.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=True),
    Column("state", Text, nullable=False),
    Column("proof", Text, nullable=True),
    Column("cause", Text, nullable=True),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("deadline_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("letter_id", "number"),
    CheckConstraint(f"state IN {DISPATCH_STATES}", name="state_known"),
)
