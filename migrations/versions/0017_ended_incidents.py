"""An incident whose step was ended before it worked is told from one that is mended."""

from alembic import op

revision: str = "0017"
down_revision: str | None = "0015"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_incidents_state_known"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_incidents_state_known"), "state IN ('open', 'resolved', 'ended')"
        )
    # Of an instance that was ended, nothing that stood there had worked.
    op.execute(
        "UPDATE incidents SET state = 'ended' WHERE state = 'resolved' AND resolved_at >= ("
        "SELECT ended_at FROM process_instances WHERE id = incidents.instance_id "
        "AND state = 'cancelled')"
    )


def downgrade() -> None:
    """There is no way back: what was ended could not be told from what is mended."""
    raise RuntimeError("Restore the backup that was made before the upgrade.")
