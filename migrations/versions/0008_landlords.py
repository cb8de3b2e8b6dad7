"""The landlord register: landlords, their contact persons, and which notices are theirs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.String(27) if is_sqlite else postgresql.TIMESTAMP(timezone=True)
    big = sa.Integer() if is_sqlite else sa.BigInteger()
    op.create_table(
        "landlords",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("organisation_number", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("merged_into", big, nullable=True),
        sa.CheckConstraint(
            "kind IN ('municipal', 'private', 'association', 'sublessor', 'other')",
            name=op.f("ck_landlords_kind_known"),
        ),
        sa.CheckConstraint("size IN ('large', 'small')", name=op.f("ck_landlords_size_known")),
        sa.CheckConstraint(
            "channel IN ('email', 'secure_message', 'post', 'phone')",
            name=op.f("ck_landlords_channel_known"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["landlords.id"], name=op.f("fk_landlords_merged_into_landlords")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landlords")),
        sa.UniqueConstraint("public_id", name=op.f("uq_landlords_public_id")),
        sa.UniqueConstraint("organisation_number", name=op.f("uq_landlords_organisation_number")),
    )
    op.create_index("ix_landlords_name_key", "landlords", ["name_key"])
    op.create_table(
        "landlord_contacts",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("landlord_id", big, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("works_with", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["landlord_id"],
            ["landlords.id"],
            name=op.f("fk_landlord_contacts_landlord_id_landlords"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landlord_contacts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_landlord_contacts_public_id")),
    )
    op.create_index("ix_landlord_contacts_landlord_id", "landlord_contacts", ["landlord_id"])
    op.create_table(
        "notice_landlords",
        sa.Column("notice_id", big, nullable=False),
        sa.Column("landlord_id", big, nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", instant, nullable=False),
        sa.CheckConstraint(
            "found_by IN ('number', 'person')", name=op.f("ck_notice_landlords_found_by_known")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"],
            ["landlords.id"],
            name=op.f("fk_notice_landlords_landlord_id_landlords"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_landlords_notice_id_notices")
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_landlords")),
    )
    op.create_index("ix_notice_landlords_landlord_id", "notice_landlords", ["landlord_id"])


def downgrade() -> None:
    """There is no way back: the register would be lost."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
