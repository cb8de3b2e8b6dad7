"""The table of jobs, and how a job becomes a row and a row a job."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Row,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy import Text as TextColumn

from db.base import metadata
from db.types import BigId, UtcDateTime, public_id
from engine.job_values import ClaimedJob, Job, JobState, verdict_on
from engine.texts import Text
from engine.values import Scalar

# Word for word the same in the index and in the query: SQLite uses a partial index only when
# the query says in constants what the index says, never when it says it in bound values.
OPEN = "state IN ('waiting', 'leased')"
STUCK = "state IN ('failed', 'poison')"

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", TextColumn, nullable=False),
    Column("kind", TextColumn, nullable=False),
    Column("state", TextColumn, nullable=False),
    Column("idempotency_key", TextColumn, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("deadline_at", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("fencing_token", Integer, nullable=False),
    Column("payload", TextColumn, nullable=False),
    # No foreign keys: a job may outlive the erased instance that asked for it.
    Column("stream_id", BigId, nullable=True),
    Column("instance_id", BigId, nullable=True),
    Column("element_id", TextColumn, nullable=True),
    Column("cause", TextColumn, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("idempotency_key"),
    CheckConstraint(
        "state IN ('waiting', 'leased', 'done', 'failed', 'cancelled', 'poison')",
        name="state_known",
    ),
    CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name="lease_has_end"),
    CheckConstraint(f"({OPEN}) = (finished_at IS NULL)", name="finished_has_time"),
    CheckConstraint("max_attempts > 0", name="max_attempts_positive"),
)
Index(
    "ix_jobs_open",
    jobs.c.due_at,
    jobs.c.id,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)
Index(
    "ix_jobs_open_of_instance",
    jobs.c.instance_id,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)
Index(
    "ix_jobs_stuck",
    jobs.c.state,
    sqlite_where=text(STUCK),
    postgresql_where=text(STUCK),
)

_ID = re.compile(r"[A-Za-z0-9_.:/+=-]{1,200}\Z")


def row_of(job: Job, now: datetime) -> dict[str, Any]:
    """The new row. Raises ValueError when the key or the payload is more than ids."""
    return {
        "public_id": public_id(),
        "kind": job.kind,
        "state": JobState.WAITING,
        "idempotency_key": _checked_key(job.idempotency_key),
        "due_at": job.due_at,
        "deadline_at": job.deadline_at,
        "attempts": 0,
        "max_attempts": job.max_attempts,
        "fencing_token": 0,
        "payload": _payload_text(job.payload),
        "stream_id": job.stream_id,
        "instance_id": job.instance_id,
        "element_id": job.element_id,
        "created_at": now,
    }


def claimed_from(row: Row[Any], now: datetime) -> ClaimedJob:
    """The job of a row that was just leased."""
    return ClaimedJob(
        id=row.id,
        public_id=row.public_id,
        kind=row.kind,
        idempotency_key=row.idempotency_key,
        payload=json.loads(row.payload),
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        due_at=row.due_at,
        deadline_at=row.deadline_at,
        lease_until=row.lease_until,
        fencing_token=row.fencing_token,
        stream_id=row.stream_id,
        instance_id=row.instance_id,
        element_id=row.element_id,
        verdict=verdict_on(row.attempts, row.max_attempts, row.deadline_at, now),
    )


def cause_text(cause: Text | None) -> str | None:
    """The cause as it is stored, in both languages."""
    return None if cause is None else json.dumps(asdict(cause), ensure_ascii=False)


def cause_of(stored: str | None) -> Text | None:
    """The cause as it was stored."""
    return None if stored is None else Text(**json.loads(stored))


def _payload_text(payload: Mapping[str, Scalar]) -> str:
    if not all(_is_id(value) for value in payload.values()):
        raise ValueError("A job carries ids only.")
    return json.dumps(dict(payload))


def _checked_key(key: str) -> str:
    if not _is_id(key):
        raise ValueError("An idempotency key is made of ids only.")
    return key


def _is_id(value: Scalar) -> bool:
    """Whether it can be an id and nothing else: what stands in a job is read by operators."""
    return not isinstance(value, str) or bool(_ID.match(value))
