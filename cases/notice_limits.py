"""The time limits of a notice from its facts as they are now: set, counted anew, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cases import deliveries, limit_switches, limits, notice
from cases.law.arrival import Arrival
from cases.law.calendar import local_day
from cases.law.deadlines import Kind, TimeLimit
from cases.limits import Change
from cases.limits_of_notice import FROM_FACTS, limits_of
from cases.notice import Notice
from db.session import Session
from engine import messages

Record = Callable[[str, Mapping[str, Any]], None]

WITHOUT_CASE = frozenset({Kind.SAME_DAY_CONFIRMATION})
"""Runs whoever the notice is about: it is due before anybody has matched it (SOF 11:3)."""


def recompute(
    session: Session,
    of: Notice,
    *,
    cause: str,
    actor: str,
    new_id: Callable[[], str],
    now: datetime,
) -> list[Change]:
    """Set every limit that the facts of the notice give, or count it anew; what changed.

    The switches are those of its day of arrival. Until it belongs to a case only the duty to
    confirm the same day runs. The caller records the changes (``tell``) and moves the timers.
    """
    found = _given(session, of, now)
    changes = [
        limits.put(session, of.public_id, limit, cause=cause, actor=actor, new_id=new_id, now=now)
        for limit in found
        if of.state == "linked" or limit.kind in WITHOUT_CASE
    ]
    return [change for change in changes if change is not None]


def end_without_facts(session: Session, of: Notice, now: datetime) -> list[str]:
    """Cancel the limits whose fact has been taken back; which they were. The caller records it."""
    kinds = {limit.kind for limit in _given(session, of, now)}
    gone = sorted(FROM_FACTS - kinds)
    return limits.end(session, of.public_id, gone, "cancelled", limits.TAKEN_BACK, now)


def arrival(session: Session, of: Notice) -> Arrival:
    """When the notice came by what its facts say now; of several copies the earliest counts."""
    found = [_of_one(session, one) for one in (of, *deliveries.copies(session, of))]
    return replace(
        min(found, key=lambda one: (one.given_on, not one.is_given_certain)),
        legal_day=min(one.legal_day for one in found),
        physical_day=min(one.physical_day for one in found),
        physical_at=min(one.physical_at for one in found),
    )


def tell(record: Record, changes: Sequence[Change]) -> None:
    """Write each change into the ledger: ``record`` is of a step's context or of a command."""
    for change in changes:
        record("limit.set" if change.is_new else "limit.changed", change.facts)


def _given(session: Session, of: Notice, now: datetime) -> tuple[TimeLimit, ...]:
    return limits_of(
        of.type_code or "",
        of.facts,
        arrival(session, of),
        limit_switches.of_day(session, date.fromisoformat(of.arrival_day)),
        today=local_day(now),
    )


def _of_one(session: Session, of: Notice) -> Arrival:
    message = messages.by_public_id(session, of.public_id)
    received_at = of.arrived_at if message is None else message.received_at
    return notice.arrival_of(of.channel, of.facts, received_at)
