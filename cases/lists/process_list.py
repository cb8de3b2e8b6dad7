"""The versions of processes, and how many instances go by each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.session import Session
from engine import definition_store
from engine.definition_store import process_definitions
from engine.models import process_instances


@dataclass(frozen=True)
class VersionRow:
    """One version. by: who put it in force. running and ended: instances that began on it."""

    id: int
    version: int
    at: datetime
    by: str
    note: str
    running: int
    ended: int


def versions(session: Session, key: str) -> list[VersionRow]:
    """Every version of a process, the newest first."""
    counts = _counts(session, key)
    return [
        VersionRow(
            stored.id,
            stored.version,
            stored.deployed_at,
            stored.deployed_by,
            stored.note,
            counts.get((stored.id, True), 0),
            counts.get((stored.id, False), 0),
        )
        for stored in definition_store.versions(session, key)
    ]


def running(session: Session) -> dict[str, int]:
    """How many instances of each process are under way, whatever version they go by."""
    table = process_definitions.c
    rows = session.execute(
        select(table.key, func.count())
        .join(process_instances, process_instances.c.definition_id == table.id)
        .where(process_instances.c.state == "running")
        .group_by(table.key)
    )
    return {row[0]: row[1] for row in rows}


def _counts(session: Session, key: str) -> dict[tuple[int, bool], int]:
    table, is_running = process_definitions.c, process_instances.c.state == "running"
    rows = session.execute(
        select(table.id, is_running, func.count())
        .join(process_instances, process_instances.c.definition_id == table.id)
        .where(table.key == key)
        .group_by(table.id, is_running)
    )
    return {(row[0], bool(row[1])): row[2] for row in rows}
