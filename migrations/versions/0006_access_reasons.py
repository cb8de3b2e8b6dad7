"""Why somebody was let into a sealed case."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """There is no way back: why somebody was let in would be lost."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
