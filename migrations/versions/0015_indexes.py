"""What is looked for among very many cases and notices is found without reading them all."""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0008"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_notices_arrival_day", "notices", ["arrival_day", "type_code"])
    op.create_index("ix_notices_household_id", "notices", ["household_id", "arrival_day"])
    op.create_index(
        "ix_cases_sealed",
        "cases",
        ["id"],
        sqlite_where=sa.text("sealed IS 1"),
        postgresql_where=sa.text("sealed IS true"),
    )


def downgrade() -> None:
    op.drop_index("ix_cases_sealed", "cases")
    op.drop_index("ix_notices_household_id", "notices")
    op.drop_index("ix_notices_arrival_day", "notices")
