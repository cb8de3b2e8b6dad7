"""Who has each open task, as the record tells it: taken, given back and completed in turn."""

from __future__ import annotations

from collections.abc import Mapping

from engine.replay.verdict import ReplayDiverged
from ledger.events import Entry


class Claims:
    """The tasks that somebody has, by the task's id. No verdict says who."""

    def __init__(self) -> None:
        self._holders: dict[str, str] = {}

    def taken(self, entry: Entry, task: str) -> None:
        """Raises ReplayDiverged when somebody has it already."""
        if task in self._holders:
            raise ReplayDiverged("a task that nobody has", "one that is taken twice")
        self._holders[task] = entry.actor

    def given_back(self, entry: Entry, task: str) -> None:
        """By who has it, or out of the hands of who may not do it any longer (``from``)."""
        self._let_go(task, str((entry.payload or {}).get("from", entry.actor)))

    def completed(self, entry: Entry, task: str) -> None:
        """Raises ReplayDiverged when another completed it than the one who has it."""
        self._let_go(task, entry.actor)

    def holders(self) -> Mapping[str, str]:
        """Who has what, now."""
        return dict(self._holders)

    def _let_go(self, task: str, who: str) -> None:
        if self._holders.pop(task, None) != who:
            raise ReplayDiverged("a task in the hands of who took it", "in another's or nobody's")
