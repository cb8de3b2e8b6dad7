"""Incidents: an automatic step that failed stands open, visible, until it has succeeded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, insert, select, update

from db.session import Session
from engine import causes, jobs
from engine.models import incidents
from engine.spiff.live import Position

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime

RETRY_KIND = "retry_step"
"""The kind of job that tries the failed steps of an instance again."""


def retry_key(instance: str, position: str) -> str:
    """The idempotency key of the job that tries a step again."""
    return f"{RETRY_KIND}:{instance}:{position}"


def open_or_repeat(runtime: Runtime, moving: Moving, position: Position, cause: str) -> None:
    """Open an incident for the step, or count one more try, and put a retry in the queue."""
    before = _before(runtime, moving, position)
    attempts = 1 if before is None else before.attempts + 1
    if before is None:
        _open(runtime, moving, position, cause)
    else:
        _repeat(runtime, moving, position, cause, attempts)
    if before is not None and _begins_anew(before, cause):
        jobs.renew(runtime.session, retry_key(moving.stored.public_id, position.task), runtime.now)
    runtime.record(
        "incident.opened" if before is None else "incident.repeated",
        {"cause": cause, "attempts": attempts},
        subject=moving.stored.public_id,
        element=position.element,
    )


def leave_to_people(runtime: Runtime, moving: Moving, position: Position) -> None:
    """Nothing comes of waiting: the step is tried again when somebody asks for it."""
    key = retry_key(moving.stored.public_id, position.task)
    jobs.cancel_by_key(runtime.session, key, runtime.now)


def resolve(runtime: Runtime, moving: Moving, position: Position) -> None:
    """The step has succeeded: close its incident, if it had one."""
    if position.task not in moving.failed_before:
        return
    closed = runtime.session.execute(
        update(incidents)
        .where(*_same(moving, position), incidents.c.state == "open")
        .values(state="resolved", resolved_at=runtime.now)
        .returning(incidents.c.id)
    ).first()
    moving.failed_before -= {position.task}
    if closed is not None:
        _record_resolved(runtime, moving, position.element, {})


def close(runtime: Runtime, moving: Moving, positions: Iterable[str]) -> None:
    """What failed at these positions is there no longer: nobody has to see to it."""
    closed = runtime.session.execute(
        update(incidents)
        .where(
            incidents.c.instance_id == moving.stored.id,
            incidents.c.position.in_(sorted(positions)),
            incidents.c.state == "open",
        )
        .values(state="ended", resolved_at=runtime.now)
        .returning(incidents.c.element)
    ).scalars()
    for element in sorted(closed):
        _record_resolved(runtime, moving, element, {"reason": "ended"})


def close_all(session: Session, instance_id: int, now: datetime) -> None:
    """The instance is cancelled: nobody has to see to its steps any longer."""
    session.execute(
        update(incidents)
        .where(incidents.c.instance_id == instance_id, incidents.c.state == "open")
        .values(state="ended", resolved_at=now)
    )


def _begins_anew(before: Any, cause: str) -> bool:
    """Whether the step is to be tried by itself once more: it had worked meanwhile, or was left to
    people for what does not pass, and has now failed for what does."""
    was_left = not causes.passes_by_itself(before.cause)
    return before.state != "open" or (was_left and causes.passes_by_itself(cause))


def _open(runtime: Runtime, moving: Moving, position: Position, cause: str) -> None:
    runtime.session.execute(
        insert(incidents).values(
            public_id=runtime.engine.new_id(),
            instance_id=moving.stored.id,
            position=position.task,
            element=position.element,
            cause=cause,
            attempts=1,
            state="open",
            opened_at=runtime.now,
        )
    )
    runtime.submit_job(
        jobs.Job(
            kind=RETRY_KIND,
            idempotency_key=retry_key(moving.stored.public_id, position.task),
            due_at=runtime.now,
            payload={"instance": moving.stored.id},
            instance_id=moving.stored.id,
            element_id=position.element,
        )
    )


def _repeat(
    runtime: Runtime, moving: Moving, position: Position, cause: str, attempts: int
) -> None:
    runtime.session.execute(
        update(incidents)
        .where(*_same(moving, position))
        .values(attempts=attempts, cause=cause, state="open", resolved_at=None)
    )


def _record_resolved(
    runtime: Runtime, moving: Moving, element: str, facts: Mapping[str, str]
) -> None:
    subject = moving.stored.public_id
    runtime.record("incident.resolved", facts, subject=subject, element=element)


def _before(runtime: Runtime, moving: Moving, position: Position) -> Any | None:
    """The tries, the state and the cause of the step's incident, if it has had one."""
    return runtime.session.execute(
        select(incidents.c.attempts, incidents.c.state, incidents.c.cause).where(
            *_same(moving, position)
        )
    ).one_or_none()


def _same(moving: Moving, position: Position) -> tuple[ColumnElement[bool], ...]:
    return (
        incidents.c.instance_id == moving.stored.id,
        incidents.c.position == position.task,
    )
