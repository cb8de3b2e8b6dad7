"""Which versions of the processes are deployed, and how many instances run on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from db.session import Session
from engine import definition_store
from engine.definition_store import process_definitions
from engine.models import process_instances


@dataclass(frozen=True)
class VersionView:
    """A version that new instances get (is_current), or that some still run on."""

    key: str
    version: int
    digest: str
    deployed_at: datetime
    running: int
    is_current: bool


def in_use(session: Session) -> list[VersionView]:
    """The current version of every process, and each older one that has running instances."""
    current = {stored.id for stored in definition_store.all_current(session)}
    table, running = process_definitions.c, func.count(process_instances.c.id)
    rows = session.execute(
        select(
            table.id,
            table.key,
            table.version,
            table.digest,
            table.deployed_at,
            running.label("running"),
        )
        .outerjoin(
            process_instances,
            and_(
                process_instances.c.definition_id == table.id,
                process_instances.c.state == "running",
            ),
        )
        .group_by(table.id, table.key, table.version, table.digest, table.deployed_at)
        .order_by(table.key, table.version.desc())
    ).all()
    return [
        VersionView(
            row.key, row.version, row.digest, row.deployed_at, row.running, row.id in current
        )
        for row in rows
        if row.id in current or row.running
    ]
