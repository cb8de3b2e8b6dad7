"""Erasing payloads: the one way. The stream's own chain tells it in the same transaction."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from sqlalchemy import delete, insert, select

from db.session import Session
from ledger import events
from ledger.chain import Actor, Event
from ledger.models import erasures, history, history_payloads
from ledger.told import ERASED, TELLING, ranges


def erase(
    session: Session,
    stream_id: int,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    only: Container[int] | None = None,
) -> int:
    """Erase every payload of a stream, or only those of some events; how many they were.

    reason: a word that names no person, for it stays. What tells of erasures and joins stays too.
    """
    events.lock(session, stream_id)
    stream = events.lock_alone(session, stream_id)
    places = [seq for seq in _erasable(session, stream_id) if only is None or seq in only]
    if not places:
        return 0
    _take_away(session, stream_id, ranges(places))
    told = {"stream_id": stream_id, "erased_at": at, "reason": reason}
    session.execute(insert(erasures), [told | {"seq": seq} for seq in places])
    stream.record(Event(ERASED, {"events": ranges(places), "reason": reason}), actor=actor, at=at)
    stream.write(session)
    return len(places)


def _erasable(session: Session, stream_id: int) -> list[int]:
    same = (history_payloads.c.stream_id == history.c.stream_id) & (
        history_payloads.c.seq == history.c.seq
    )
    found = (
        select(history.c.seq)
        .join(history_payloads, same)
        .where(
            history.c.stream_id == stream_id,
            history.c.kind.not_in(TELLING),
        )
        .order_by(history.c.seq)
    )
    return list(session.execute(found).scalars())


def _take_away(session: Session, stream_id: int, places: list[list[int]]) -> None:
    for first, last in places:
        session.execute(
            delete(history_payloads).where(
                history_payloads.c.stream_id == stream_id,
                history_payloads.c.seq.between(first, last),
            )
        )
