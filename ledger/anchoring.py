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
        """Make an anchor if it is time for one. Raises KeyUnusable, and OSError for the folder."""
        if self._looked_at and abs(now - self._looked_at) < LOOKS_APART:
            return 0
        self._looked_at = now
        with self._database.reading() as session:
            if not self._is_due(session, now):
                return 0
        return 1 if anchor_now(self._database, self._key_file, self._folder, now=now) else 0

    def _is_due(self, session: Session, now: datetime) -> bool:
        if not self._key_file.exists():
            return False
        last = anchors.last(session)
        if last is None:
            return anchors.count_events(session) > 0
        is_old = now - last.at >= LONGEST_APART
        return is_old or anchors.count_events(session) - last.events >= self._events


def anchor_now(
    database: Database, key_file: Path, folder: Path | None, *, now: datetime
) -> Anchor | None:
    """Make an anchor of what has moved, and write out every one that is not in the folder.

    None when nothing has moved, or without a key. Raises KeyUnusable and OSError.
    """
    key = anchor_key.load(key_file)
    if key is None:
        return None
    with database.transaction() as session:
        made = anchors.make(session, key, now=now)
    if folder is not None:
        with database.reading() as session:
            anchor_files.write_missing(session, folder)
    return made
