"""An erasure that is recorded is neither changed nor taken away: chains tell of it from here on."""

from alembic import op

revision: str = "0028"
down_revision: str | None = "0025"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: the version before did not write erasures into the chains."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")


_REFUSE = "BEGIN SELECT RAISE(ABORT, 'erasures may not be changed'); END"
_SQLITE = (
    f"CREATE TRIGGER erasures_refuses_update BEFORE UPDATE ON erasures {_REFUSE}",
    f"CREATE TRIGGER erasures_refuses_delete BEFORE DELETE ON erasures {_REFUSE}",
    "CREATE TRIGGER erasures_refuses_replace BEFORE INSERT ON erasures WHEN EXISTS (SELECT 1 "
    f"FROM erasures WHERE stream_id = NEW.stream_id AND seq = NEW.seq) {_REFUSE}",
)
_POSTGRESQL = (
    "CREATE TRIGGER erasures_refuses_update_or_delete BEFORE UPDATE OR DELETE "
    "ON erasures FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER erasures_refuses_truncate BEFORE TRUNCATE "
    "ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
