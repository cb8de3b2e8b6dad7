"""Anchors, and a history that the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0006"
branch_labels: None = None
depends_on: None = None

INSERT_ONLY = {
    "history": ("stream_id", "seq"),
    "anchors": ("number",),
    "anchor_leaves": ("anchor", "place"),
}
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% may not be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.String(27) if is_sqlite else postgresql.TIMESTAMP(timezone=True)
    big = sa.Integer() if is_sqlite else sa.BigInteger()
    op.create_table(
        "anchors",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("events", big, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_anchors")),
    )
    op.create_table(
        "anchor_leaves",
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("seq", big, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor"], ["anchors.number"], name=op.f("fk_anchor_leaves_anchor_anchors")
        ),
        sa.PrimaryKeyConstraint("anchor", "place", name=op.f("pk_anchor_leaves")),
    )
    op.create_index("ix_anchor_leaves_stream", "anchor_leaves", ["stream", "seq"])
    for statement in _sqlite() if is_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: the anchors would be lost."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")


def _sqlite() -> list[str]:
    refused = [(table, act) for table in INSERT_ONLY for act in ("UPDATE", "DELETE")]
    made = [
        f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} may not be changed'); END"
        for table, act in [*refused, ("history_payloads", "UPDATE")]
    ]
    for table, key in INSERT_ONLY.items():
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        made.append(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} may not be changed'); END"
        )
    return made


def _postgresql() -> list[str]:
    return [
        FUNCTION,
        *(_trigger(table, "UPDATE OR DELETE", "ROW") for table in INSERT_ONLY),
        *(_trigger(table, "TRUNCATE", "STATEMENT") for table in INSERT_ONLY),
        _trigger("history_payloads", "UPDATE", "ROW"),
    ]


def _trigger(table: str, act: str, each: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_{act.lower().replace(' ', '_')} BEFORE {act} "
        f"ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
    )
