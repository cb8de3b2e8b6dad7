"""How far an instance has come by itself, since a person, a message or a later time moved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


class Progress:
    """Counts the steps, and knows which timers have fired. Kept with the state of the instance.

    alone: the steps since a person, or a time later than all before it, moved it.
    latest: the latest time at which one of its timers was due that has fired.
    fired: where timers have fired since a person or a message moved it, and when they were due.
    """

    def __init__(self, kept: Mapping[str, Any]) -> None:
        """kept: what ``as_values`` gave; an older state lacks it, and begins anew."""
        self.alone: int = kept.get("alone", 0)
        self._latest: str | None = kept.get("latest")
        self._fired: dict[str, str] = dict(kept.get("fired", {}))

    def as_values(self) -> dict[str, Any]:
        return {"alone": self.alone, "latest": self._latest, "fired": dict(self._fired)}

    def moved_by_person(self) -> None:
        self.alone = 0
        self._fired.clear()

    def moved_by_message(self) -> None:
        """Does not count for the steps: it may be one that the instance has sent itself."""
        self._fired.clear()

    def moved_by_time(self, place: str, due: datetime) -> None:
        """A timer that was due then has fired there."""
        self._fired[place] = due.isoformat()
        if self._latest is None or due > datetime.fromisoformat(self._latest):
            self._latest = due.isoformat()
            self.alone = 0

    def leads_back(self, place: str, due: datetime) -> bool:
        """Whether a timer has fired there at this time or a later one, and nothing but timers has
        moved the instance since: the next one would do the same for ever."""
        return place in self._fired and due <= datetime.fromisoformat(self._fired[place])
