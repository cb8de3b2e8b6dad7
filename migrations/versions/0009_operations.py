"""The worker's heartbeat, and a digest that tells a message from another without its content."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0010"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.String(27) if is_sqlite else postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "worker_beats",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("seen_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_worker_beats")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.Text(), nullable=True))


def downgrade() -> None:
    """There is no way back: a message sent again could no longer be told from a changed one."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
