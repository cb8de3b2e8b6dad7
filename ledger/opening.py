"""Once, on the way from a version whose chains did not tell of erasures and joins: what was found.

A change of tables cannot say what happened before it. So each stream that has such rows gets one
event that says how they stood when it was written, and no later change of them goes unseen.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.session import Session
from db.types import utc_text
from ledger import events
from ledger.chain import Actor, Event
from ledger.models import erasures, streams
from ledger.told import FOUND

TOLD_SINCE = "0028"
"""The first shape of the database whose chains tell of erasures and joins."""

STREAM = "system:ledger"
OPENED = "ledger.opened"
_ACTOR = Actor("system:migrate")


def open_once(session: Session, *, now: datetime) -> None:
    """Write down what stands beside the chains, unless that was done. The caller commits."""
    own = events.lock(session, events.open_stream(session, STREAM, "system", now=now))
    if own.head_seq:
        return
    found = _found(session)
    for stream_id, said in found.items():
        stream = events.lock_alone(session, stream_id)
        stream.record(Event(FOUND, said), actor=_ACTOR, at=now)
        stream.write(session)
    own.record(Event(OPENED, {"streams": len(found)}), actor=_ACTOR, at=now)
    own.write(session)


def _found(session: Session) -> dict[int, dict[str, Any]]:
    """What is to be said of each stream, by its id."""
    root = streams.alias()
    joined = (
        select(streams.c.id, root.c.key)
        .join(root, root.c.id == streams.c.joined_to)
        .order_by(streams.c.id)
    )
    erased = select(erasures).join(streams, streams.c.id == erasures.c.stream_id)
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"joined_to": None, "erased": []})
    for stream_id, key in session.execute(joined):
        found[stream_id]["joined_to"] = key
    for row in session.execute(erased.order_by(erasures.c.stream_id, erasures.c.seq)):
        found[row.stream_id]["erased"].append([row.seq, utc_text(row.erased_at), row.reason])
    return found
