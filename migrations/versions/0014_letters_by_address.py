"""Letters are found by their address: how many receipts went there lately."""

from alembic import op

revision: str = "0014"
down_revision: str | None = "0017"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_letters_address", "letters", ["address"])


def downgrade() -> None:
    op.drop_index("ix_letters_address", table_name="letters")
