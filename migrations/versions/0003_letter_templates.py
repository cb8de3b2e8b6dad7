"""Letter templates."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "letter_template_files",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_letter_template_files")),
    )
    op.create_table(
        "letter_templates",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_letter_templates")),
    )
    op.create_table(
        "letter_template_changes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "since",
            sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite"),
            nullable=False,
        ),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["letter_templates.digest"],
            name=op.f("fk_letter_template_changes_digest"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template_changes")),
    )
    with op.batch_alter_table("letter_template_changes", schema=None) as batch_op:
        batch_op.create_index("ix_letter_template_changes_name", ["name", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("letter_template_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_template_changes_name")

    op.drop_table("letter_template_changes")
    op.drop_table("letter_templates")
    op.drop_table("letter_template_files")
