"""The worker's part of anchors: make one each day and after so many events, and write it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from db.session import Database, Session
from ledger import anchor_files, anchor_key, anchors
from ledger.anchors import Anchor

LONGEST_APART = timedelta(days=1)
LOOKS_APART = timedelta(minutes=1)


class AnchorSource:
    """Work for the worker. Without a key file there is none: ``flask anchor-key`` makes one."""

    def __init__(
        self, database: Database, *, key_file: Path, folder: Path | None, events: int
    ) -> None:
        self._database = database
        self._key_file = key_file
        self._folder = folder
        self._events = events
        self._looked_at: datetime | None = None

    def run_once(self, now: datetime) -> int:
        """Make an anchor if it is time for one, and write out what has no file yet.

        Raises KeyUnusable, and OSError for the folder; a file that was not written is tried again.
        """
        if self._looked_at and abs(now - self._looked_at) < LOOKS_APART:
            return 0
        self._looked_at = now
        with self._database.reading() as session:
            is_due = self._is_due(session, now)
        made = anchor_now(self._database, self._key_file, now=now) if is_due else None
        if self._folder is not None:
            write_out(self._database, self._folder)
        return 1 if made else 0

    def _is_due(self, session: Session, now: datetime) -> bool:
        if not self._key_file.exists():
            return False
        last = anchors.last(session)
        if last is None:
            return anchors.count_events(session) > 0
        is_old = now - last.at >= LONGEST_APART
        return is_old or anchors.count_events(session) - last.events >= self._events


def anchor_now(database: Database, key_file: Path, *, now: datetime) -> Anchor | None:
    """Make an anchor of what has moved; None when nothing has, or without a key.

    It is not written out by this. Raises KeyUnusable.
    """
    if not key_file.exists():
        return None
    with database.transaction() as session:
        # Read within the turn: a key that was replaced a moment ago signs nothing.
        anchors.take_turn(session, now=now)
        key = anchor_key.load(key_file)
        return None if key is None else anchors.make(session, key, now=now)


def write_out(database: Database, folder: Path) -> None:
    """Write every anchor that is not in the folder. Raises OSError."""
    with database.reading() as session:
        anchor_files.write_missing(session, folder)
