"""Putting a stream under another one's lock and chain; its own chain tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import events
from ledger.events import LockedStream

if TYPE_CHECKING:
    from engine.runtime import Runtime


def join(runtime: Runtime, stream_id: int) -> None:
    """Put the held stream under another one; what follows is chained to that one."""
    root = events.lock(runtime.session, stream_id)
    _join(runtime, root)
    runtime.hold(root)


def move(runtime: Runtime, stream_id: int, root: LockedStream | None) -> None:
    """Put a stream that hangs under another one elsewhere, or (None) let it stand alone. The
    command goes on in the stream that it holds."""
    held = runtime.stream
    runtime.hold(events.lock_alone(runtime.session, stream_id))
    _join(runtime, root)
    runtime.hold(held)


def _join(runtime: Runtime, root: LockedStream | None) -> None:
    actor, at = runtime.acting, runtime.instant()
    events.join(runtime.session, runtime.stream, root, actor=actor, at=at)
