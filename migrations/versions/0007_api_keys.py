"""Keys of senders' own systems."""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0009"
branch_labels: None = None
depends_on: None = None

KINDS = "('landlord', 'association', 'agent', 'kfm', 'court', 'authority', 'internal')"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.String(27) if is_sqlite else sa.DateTime(timezone=True)
    big = sa.Integer() if is_sqlite else sa.BigInteger()
    op.create_table(
        "api_keys",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_kind", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("org_number", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.CheckConstraint(f"sender_kind IN {KINDS}", name=op.f("ck_api_keys_sender_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_keys_public_id")),
    )
    op.create_index("ix_api_keys_sender", "api_keys", ["sender"])


def downgrade() -> None:
    """There is no way back: senders would be locked out."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
