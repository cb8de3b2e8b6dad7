"""Since when a message from outside waits for an event that is not reached; a place to find those
that nothing took."""

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: None = None
depends_on: None = None


def _instant() -> sa.types.TypeEngine[object]:
    """An instant in UTC: with its zone on PostgreSQL, text of fixed width on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_since", _instant(), nullable=True))
    unmatched = sa.text("state = 'unmatched'")
    op.create_index(
        "ix_messages_unmatched",
        "messages",
        ["name", "correlation_key"],
        unique=False,
        sqlite_where=unmatched,
        postgresql_where=unmatched,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_unmatched", table_name="messages")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("waits_since")
