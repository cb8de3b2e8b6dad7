"""Whose copy a message is, found without reading all copies."""

from alembic import op

revision: str = "0026"
down_revision: str | None = "0024"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_deliveries_message", "deliveries", ["message"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_message", table_name="deliveries")
