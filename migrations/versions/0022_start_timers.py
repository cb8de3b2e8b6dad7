"""Processes that begin by themselves: when each is due to begin."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "start_timers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("since", _instant(), nullable=False),
        sa.Column("due_at", _instant(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_start_timers")),
    )


def _instant() -> sa.types.TypeEngine[object]:
    return sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def downgrade() -> None:
    """A process that begins by itself would never begin again, and nobody would be told."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
