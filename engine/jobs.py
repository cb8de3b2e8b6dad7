"""The outbox: what must go out is a row in the transaction that asked for it.

At least once: a job may be tried again after a crash, so whatever carries it out must let the
idempotency key travel along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from db.session import Session
from engine.job_rows import OPEN, STUCK, cause_of, cause_text, claimed_from, jobs, row_of
from engine.job_values import (
    ClaimedJob,
    GiveUp,
    Job,
    JobState,
    LeaseLost,
    Outcome,
    Retry,
    after_wait,
    backoff,
    before_deadline,
    done,
    failed,
    handed_over,
    next_try,
)
from engine.texts import Text
from engine.wakeup import notify

__all__ = [
    "ClaimedJob",
    "GiveUp",
    "Job",
    "JobCounts",
    "JobStanding",
    "JobState",
    "LeaseLost",
    "Outcome",
    "Retry",
    "after_wait",
    "backoff",
    "cancel_by_key",
    "cancel_for",
    "cause_of",
    "claim",
    "count",
    "done",
    "failed",
    "finish",
    "handed_over",
    "is_any_due",
    "jobs",
    "next_try",
    "postpone",
    "renew",
    "reschedule",
    "standing",
    "state_of",
    "submit",
]


@dataclass(frozen=True)
class JobStanding:
    """How far one job has come: its tries, when the next is due, and what went wrong last."""

    state: JobState
    attempts: int
    due_at: datetime
    cause: Text | None


@dataclass(frozen=True)
class JobCounts:
    """What the operations page asks: how much is waiting, late, under way and stuck."""

    waiting: int
    due: int
    leased: int
    lapsed: int
    failed: int
    poison: int
    oldest_due_at: datetime | None


def submit(session: Session, job: Job, now: datetime) -> int:
    """The id of the job with this key, stored now unless it was asked for before.

    One that was cancelled meanwhile waits again, with its old key: if it went out all the same,
    whoever receives it can see that it is the same.

    Raises ValueError when the key was used for another kind of work or other ids.
    """
    values = row_of(job, now)
    dialect_insert = sqlite.insert if _is_sqlite(session) else postgresql.insert
    stored = session.scalar(
        dialect_insert(jobs)
        .values(values)
        .on_conflict_do_nothing(index_elements=["idempotency_key"])
        .returning(jobs.c.id)
    )
    if stored is None:
        stored = _same_as_before(session, values)
    notify(session)
    return int(stored)


def claim(session: Session, now: datetime, limit: int, lease: timedelta) -> list[ClaimedJob]:
    """Take up to `limit` due jobs, oldest first, and those whose worker never came back."""
    picked = (
        select(jobs.c.id)
        .where(_is_due(now))
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    rows = session.execute(
        update(jobs)
        .where(jobs.c.id.in_(select(picked.c.id)))
        .values(
            state=JobState.LEASED,
            lease_until=now + lease,
            attempts=jobs.c.attempts + 1,
            fencing_token=jobs.c.fencing_token + 1,
        )
        .returning(jobs)
    ).all()
    claimed = [claimed_from(row, now) for row in rows]
    return sorted(claimed, key=lambda job: (job.due_at, job.id))


def finish(session: Session, claimed: ClaimedJob, outcome: Outcome, now: datetime) -> None:
    """Record how the job ended.

    A job that was cancelled while it was under way and was done all the same is done: what has
    been sent has been sent. Raises LeaseLost when another worker has taken the job over.
    """
    states = [JobState.LEASED]
    if outcome.state is JobState.DONE:
        states.append(JobState.CANCELLED)
    values = {"state": outcome.state, "finished_at": now, "lease_until": None}
    _change(session, claimed, states, values | {"cause": cause_text(outcome.cause)})


def reschedule(
    session: Session, claimed: ClaimedJob, due_at: datetime, cause: Text, now: datetime
) -> datetime | None:
    """Let the job wait for its next try; the time of it, or None when none fits and it has failed.

    The time asked for is moved to before the deadline. Raises LeaseLost as `finish` does.
    """
    return _wait_again(session, claimed, due_at, cause, now, attempts=claimed.attempts)


def postpone(
    session: Session, claimed: ClaimedJob, due_at: datetime, cause: Text, now: datetime
) -> datetime | None:
    """As `reschedule`, but this try is not counted: somebody's answer had not come yet."""
    return _wait_again(session, claimed, due_at, cause, now, attempts=claimed.attempts - 1)


def cancel_for(
    session: Session, instance_id: int, now: datetime, *, elements: Iterable[str] | None = None
) -> int:
    """Cancel what an instance has not yet sent, or only what some of its elements asked for; how
    many. A job under way may still be done."""
    wanted: list[ColumnElement[bool]] = [jobs.c.instance_id == instance_id]
    if elements is not None:
        wanted.append(jobs.c.element_id.in_(sorted(elements)))
    changed = session.execute(
        update(jobs)
        .where(*wanted, text(OPEN))
        .values(state=JobState.CANCELLED, finished_at=now, lease_until=None)
    )
    return _rowcount(changed)


def cancel_by_key(session: Session, key: str, now: datetime) -> bool:
    """Cancel the job with this key, unless it has ended; one under way may still be done."""
    changed = session.execute(
        update(jobs)
        .where(jobs.c.idempotency_key == key, text(OPEN))
        .values(state=JobState.CANCELLED, finished_at=now, lease_until=None)
    )
    return _rowcount(changed) == 1


def renew(session: Session, key: str, now: datetime) -> None:
    """Let the job with this key be tried at once, with all its tries before it; one that is under
    way goes on."""
    session.execute(
        update(jobs)
        .where(jobs.c.idempotency_key == key, jobs.c.state != JobState.LEASED)
        .values(state=JobState.WAITING, due_at=now, attempts=0, cause=None, finished_at=None)
    )
    notify(session)


def standing(session: Session, key: str) -> JobStanding | None:
    """How far the job with this key has come, for the page of what it sends."""
    row = session.execute(
        select(jobs.c.state, jobs.c.attempts, jobs.c.due_at, jobs.c.cause).where(
            jobs.c.idempotency_key == key
        )
    ).one_or_none()
    if row is None:
        return None
    return JobStanding(JobState(row.state), row.attempts, row.due_at, cause_of(row.cause))


def state_of(session: Session, claimed: ClaimedJob) -> JobState:
    """Where the job stands now. Raises LeaseLost when another worker has taken it over."""
    state = session.scalar(
        select(jobs.c.state).where(
            jobs.c.id == claimed.id, jobs.c.fencing_token == claimed.fencing_token
        )
    )
    if state is None:
        raise LeaseLost
    return JobState(state)


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a claim would find something; a read, so that an idle worker never writes."""
    return session.scalar(select(jobs.c.id).where(_is_due(now)).limit(1)) is not None


def count(session: Session, now: datetime) -> JobCounts:
    """The figures of the operations page; finished work that went well is not counted."""
    is_waiting = jobs.c.state == JobState.WAITING
    is_leased = jobs.c.state == JobState.LEASED
    row = session.execute(
        select(
            _how_many(is_waiting),
            _how_many(is_waiting & (jobs.c.due_at <= now)),
            _how_many(is_leased),
            _how_many(is_leased & (jobs.c.lease_until <= now)),
            func.min(jobs.c.due_at),
        ).where(text(OPEN))
    ).one()
    stuck = session.execute(
        select(
            _how_many(jobs.c.state == JobState.FAILED), _how_many(jobs.c.state == JobState.POISON)
        ).where(text(STUCK))
    ).one()
    failed_jobs, poison = stuck
    waiting, due, leased, lapsed, oldest = row
    return JobCounts(waiting, due, leased, lapsed, failed_jobs, poison, oldest)


def _wait_again(
    session: Session,
    claimed: ClaimedJob,
    due_at: datetime,
    cause: Text,
    now: datetime,
    *,
    attempts: int,
) -> datetime | None:
    moved = before_deadline(due_at, now, claimed.deadline_at)
    if moved is None:
        finish(session, claimed, failed(cause), now)
        return None
    values = {"state": JobState.WAITING, "due_at": moved, "lease_until": None}
    values |= {"attempts": attempts, "cause": cause_text(cause)}
    _change(session, claimed, [JobState.LEASED], values)
    return moved


def _same_as_before(session: Session, values: Mapping[str, Any]) -> int:
    found = session.execute(
        select(jobs.c.id, jobs.c.kind, jobs.c.payload).where(
            jobs.c.idempotency_key == values["idempotency_key"]
        )
    ).one()
    if (found.kind, found.payload) != (values["kind"], values["payload"]):
        raise ValueError("The idempotency key was used for other work.")
    anew = ("state", "due_at", "deadline_at", "stream_id", "instance_id", "element_id", "attempts")
    session.execute(
        update(jobs)
        .where(jobs.c.id == found.id, jobs.c.state == JobState.CANCELLED)
        .values({name: values[name] for name in anew} | {"finished_at": None})
    )
    return int(found.id)


def _is_due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now)
    return and_(text(OPEN), jobs.c.due_at <= now, is_free)


def _change(
    session: Session,
    claimed: ClaimedJob,
    states: Sequence[JobState],
    values: Mapping[str, Any],
) -> None:
    changed = session.execute(
        update(jobs)
        .where(
            jobs.c.id == claimed.id,
            jobs.c.fencing_token == claimed.fencing_token,
            jobs.c.state.in_(states),
        )
        .values(values)
    )
    if _rowcount(changed) != 1:
        raise LeaseLost


def _rowcount(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
