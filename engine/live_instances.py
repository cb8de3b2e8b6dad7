"""Instances that stay alive in memory between the commands that move them.

Only the database is the truth: what is kept is used only while the stored version is still the one
it was kept at, read under the lock of its stream. A command takes it out, and it comes back only
when that command's transaction is committed; so whatever is raised, the moved copy is gone
(engine.md A6).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from engine.spiff.live import LiveInstance
from engine.spiff.state import State

MOST_KEPT = 256
"""A compacted instance takes some tens of kilobytes."""


@dataclass(frozen=True)
class Kept:
    """An instance as it was stored: its version, itself, and the state that was stored of it."""

    version: int
    live: LiveInstance
    state: State


class LiveInstances:
    """At most so many instances, the ones that were moved last. Shared by all threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, instance_id: int, version: int) -> Kept | None:
        """The instance, for one command alone, unless it has moved on elsewhere."""
        with self._lock:
            kept = self._kept.pop(instance_id, None)
        return kept if kept is not None and kept.version == version else None

    def keep(self, instance_id: int, kept: Kept) -> None:
        """What a committed command has left."""
        with self._lock:
            self._kept[instance_id] = kept
            self._kept.move_to_end(instance_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._kept.clear()
