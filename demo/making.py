"""Whether the town was begun and whether it was finished: its own stream of the ledger tells."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import func, select

from cases.demo import DEMO
from cases.tables.models import notices
from db.session import Database, Session
from ledger import events
from ledger.events import Actor, Event
from ledger.models import history, streams

STREAM = "demo:town"
BEGUN, MADE = "town.begun", "town.made"


class Stage(Enum):
    """How far a town has come. BEGUN: it is being made, or that was ended half-way. LIVED_IN:
    there are notices, made up or real."""

    NOTHING = "nothing"
    BEGUN = "begun"
    LIVED_IN = "lived in"


def begin(database: Database, *, now: datetime) -> Stage:
    """Begin a town where nothing has happened; the stage that was found. Of two who begin at once
    one finds the other's."""
    with database.transaction() as session:
        stream = events.lock(session, events.open_stream(session, STREAM, "system", now=now))
        found = _stage(session)
        if found is Stage.NOTHING:
            stream.record(Event(BEGUN, {}), actor=Actor(DEMO), at=now)
            stream.write(session)
    return found


def finish(database: Database, *, now: datetime, stories: int) -> None:
    """The year was lived to its end."""
    with database.transaction() as session:
        stream = events.lock_by_key(session, STREAM)
        stream.record(Event(MADE, {"stories": stories}), actor=Actor(DEMO), at=now)
        stream.write(session)


def _stage(session: Session) -> Stage:
    told = select(history.c.kind).join(streams).where(streams.c.key == STREAM)
    kinds = set(session.execute(told).scalars())
    if BEGUN in kinds and MADE not in kinds:
        return Stage.BEGUN
    has_notices = session.execute(select(func.count()).select_from(notices)).scalar_one()
    return Stage.LIVED_IN if has_notices else Stage.NOTHING
