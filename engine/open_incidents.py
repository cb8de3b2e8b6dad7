"""Incidents as an operator sees them: which step stands, and what is being done about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from db.session import Session
from engine.incidents import RETRY_KIND
from engine.job_rows import jobs
from engine.job_values import JobState
from engine.models import incidents, process_instances

MENDED_LATELY = timedelta(days=7)


class Mending(StrEnum):
    """What is done about an incident. Only ``mended`` says that the step has worked; ``ended`` says
    that it is not to be taken any longer."""

    RETRYING = "retrying"
    GIVEN_UP = "given_up"
    UNTRIED = "untried"
    MENDED = "mended"
    ENDED = "ended"


@dataclass(frozen=True)
class IncidentView:
    """A failed step by ids and times.

    about: the business key. next_try: None when no try is planned. mended_at: when it was mended or
    ended; None while open.
    """

    public_id: str
    instance: str
    instance_id: int
    about: str
    definition_id: int
    position: str
    element: str
    cause: str
    attempts: int
    opened_at: datetime
    mended_at: datetime | None
    mending: Mending
    next_try: datetime | None


def find(session: Session, public_id: str) -> IncidentView | None:
    """The incident with this id, open or mended."""
    return next(iter(_all(session, _rows().where(incidents.c.public_id == public_id))), None)


def open_now(session: Session, limit: int) -> list[IncidentView]:
    """The incidents that are open, the one that has stood longest first."""
    wanted = _rows().where(incidents.c.state == "open")
    return _all(session, wanted.order_by(incidents.c.opened_at, incidents.c.id).limit(limit))


def open_in(session: Session, instances: Collection[str]) -> list[IncidentView]:
    """Those of some instances, by their public ids, the one that has stood longest first."""
    of_them = process_instances.c.public_id.in_(sorted(instances))
    wanted = _rows().where(incidents.c.state == "open", of_them)
    return _all(session, wanted.order_by(incidents.c.opened_at, incidents.c.id))


def why_it_stands(session: Session, instance_id: int, retry_key: str) -> str | None:
    """Why the step stands that the job with this key tries again; None if it stands no longer."""
    found = session.execute(
        select(incidents.c.cause).where(
            incidents.c.instance_id == instance_id,
            incidents.c.position == retry_key.rpartition(":")[2],
            incidents.c.state == "open",
        )
    ).scalar_one_or_none()
    return None if found is None else str(found)


def mended_lately(session: Session, now: datetime, limit: int) -> list[IncidentView]:
    """Those that were mended or ended in the last week, the latest first."""
    wanted = _rows().where(incidents.c.resolved_at >= now - MENDED_LATELY)
    return _all(session, wanted.order_by(incidents.c.resolved_at.desc()).limit(limit))


def count_open(session: Session) -> int:
    """How many incidents are open."""
    statement = select(func.count()).select_from(incidents).where(incidents.c.state == "open")
    return session.scalar(statement) or 0


def _rows() -> Select[Any]:
    return (
        select(
            incidents.c.public_id,
            process_instances.c.public_id.label("instance"),
            incidents.c.instance_id,
            process_instances.c.business_key.label("about"),
            process_instances.c.definition_id,
            incidents.c.position,
            incidents.c.element,
            incidents.c.cause,
            incidents.c.attempts,
            incidents.c.opened_at,
            incidents.c.state,
            incidents.c.resolved_at.label("mended_at"),
            jobs.c.state.label("job"),
            jobs.c.due_at,
        )
        .join(process_instances, process_instances.c.id == incidents.c.instance_id)
        .outerjoin(jobs, and_(_is_its_retry(), jobs.c.kind == RETRY_KIND))
    )


def _is_its_retry() -> ColumnElement[bool]:
    key = literal(f"{RETRY_KIND}:") + process_instances.c.public_id + ":" + incidents.c.position
    return jobs.c.idempotency_key == key


def _all(session: Session, wanted: Select[Any]) -> list[IncidentView]:
    return [_view(row) for row in session.execute(wanted)]


def _view(row: Any) -> IncidentView:
    mending = _mending(row.state, row.job)
    next_try = row.due_at if mending is Mending.RETRYING else None
    values = {key: value for key, value in row._mapping.items() if key not in _OF_MENDING}
    return IncidentView(**values, mending=mending, next_try=next_try)


_OF_MENDING = frozenset({"state", "job", "due_at"})


def _mending(state: str, job: str | None) -> Mending:
    if state != "open":
        return Mending.MENDED if state == "resolved" else Mending.ENDED
    if job in (JobState.WAITING, JobState.LEASED):
        return Mending.RETRYING
    # A job that is done and has mended nothing: another try would do no more.
    return Mending.UNTRIED if job in (None, JobState.DONE) else Mending.GIVEN_UP
