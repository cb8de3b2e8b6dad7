"""Each stored state says which format it is written in; an index of those that are not the first."""

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    with op.batch_alter_table("instance_states", schema=None) as batch_op:
        batch_op.add_column(sa.Column("format", sa.Integer(), nullable=False, server_default="1"))
    other = sa.text("format <> 1")
    op.create_index(
        "ix_instance_states_other_format",
        "instance_states",
        ["format"],
        unique=False,
        sqlite_where=other,
        postgresql_where=other,
    )


def downgrade() -> None:
    """There is no way back: a version that knows no formats would take any state for its own."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
