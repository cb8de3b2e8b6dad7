"""What a journal tells of a notice follows the notice out of a wrong case."""

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0014"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    big = sa.Integer() if is_sqlite else sa.BigInteger()
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_id", big, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_journal_notice_id_notices"), "notices", ["notice_id"], ["id"]
        )
        batch_op.create_index("ix_journal_notice_id", ["notice_id"], unique=False)


def downgrade() -> None:
    """There is no way back: entries of notices would be read in cases that they left."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
