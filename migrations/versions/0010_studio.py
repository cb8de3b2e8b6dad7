"""Drafts of processes, who had a part in them, and approvals."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0011"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
    op.create_table(
        "process_drafts",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("base_id", big, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'published', 'discarded')",
            name=op.f("ck_process_drafts_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["process_definitions.id"], name=op.f("fk_process_drafts_base_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_drafts")),
    )
    with op.batch_alter_table("process_drafts", schema=None) as batch_op:
        batch_op.create_index("ix_process_drafts_key", ["key"], unique=False)
        batch_op.create_index(
            "ux_process_drafts_live",
            ["key"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'submitted')"),
            postgresql_where=sa.text("state IN ('open', 'submitted')"),
        )

    op.create_table(
        "process_draft_files",
        sa.Column("draft_id", big, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["process_drafts.id"], name=op.f("fk_process_draft_files_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "name", name=op.f("pk_process_draft_files")),
    )
    op.create_table(
        "process_draft_people",
        sa.Column("draft_id", big, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "part IN ('editor', 'approver')", name=op.f("ck_process_draft_people_part_known")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["process_drafts.id"], name=op.f("fk_process_draft_people_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "person", name=op.f("pk_process_draft_people")),
        sa.UniqueConstraint(
            "draft_id", "person", "part", name=op.f("uq_process_draft_people_draft_id_person_part")
        ),
    )
    op.create_table(
        "process_approvals",
        sa.Column("draft_id", big, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("definition_id", big, nullable=False),
        sa.Column("approved_at", instant, nullable=False),
        sa.CheckConstraint("part = 'approver'", name=op.f("ck_process_approvals_part_approver")),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["process_definitions.id"],
            name=op.f("fk_process_approvals_definition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id", "person", "part"],
            [
                "process_draft_people.draft_id",
                "process_draft_people.person",
                "process_draft_people.part",
            ],
            name=op.f("fk_process_approvals_draft_id_person_part"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["process_drafts.id"], name=op.f("fk_process_approvals_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_process_approvals")),
    )
    with op.batch_alter_table("process_approvals", schema=None) as batch_op:
        batch_op.create_index("ix_process_approvals_definition_id", ["definition_id"], unique=False)


def downgrade() -> None:
    """There is no way back: drafts and approvals would be lost."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
