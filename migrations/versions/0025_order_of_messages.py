"""In which stream a message was sent inside the house; what came before it is found by name and key.

What nothing took is unmatched for good, so nobody looks among those by name and key any longer.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0026"
branch_labels: None = None
depends_on: None = None

SENT_IN = "fk_messages_sent_in_streams"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    big = sa.Integer() if is_sqlite else sa.BigInteger()
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_in", big, nullable=True))
        batch_op.create_foreign_key(SENT_IN, "streams", ["sent_in"], ["id"])
    op.drop_index("ix_messages_unmatched", table_name="messages")
    _index("ix_messages_received_key", "received")


def downgrade() -> None:
    op.drop_index("ix_messages_received_key", table_name="messages")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_constraint(SENT_IN, type_="foreignkey")
        batch_op.drop_column("sent_in")
    _index("ix_messages_unmatched", "unmatched")


def _index(name: str, state: str) -> None:
    is_one = sa.text(f"state = '{state}'")
    op.create_index(
        name,
        "messages",
        ["name", "correlation_key"],
        unique=False,
        sqlite_where=is_one,
        postgresql_where=is_one,
    )
