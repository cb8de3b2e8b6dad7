"""Who looked at what: one stream per person, written before the first byte leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.session import Session
from ledger.events import Actor, Event, lock, open_stream


def record_read(
    session: Session, actor: Actor, what: str, subject: str | None, *, now: datetime, **facts: Any
) -> None:
    """Note that the actor is shown something; the caller commits before showing it."""
    _append(session, "access", actor, Event(f"read.{what}", facts, subject=subject), now)


def record_refusal(
    session: Session, actor: Actor, what: str, subject: str | None, *, now: datetime, **facts: Any
) -> None:
    """Note that the actor was refused something, in the actor's security stream."""
    _append(session, "security", actor, Event(f"refused.{what}", facts, subject=subject), now)


def record_login(session: Session, actor: Actor, kind: str, *, now: datetime) -> None:
    """Note that the actor came in, went out, or was not let in."""
    _append(session, "security", actor, Event(f"session.{kind}", {}), now)


def _append(session: Session, kind: str, actor: Actor, event: Event, now: datetime) -> None:
    stream = lock(session, open_stream(session, f"{kind}:{actor.id}", kind, now=now))
    stream.record(event, actor=actor, at=now)
    stream.write(session)
