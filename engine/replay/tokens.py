"""Which token of the re-execution is which of the record.

A token's number is the engine's own count, and another version of the engine counts otherwise. So
no number is compared: what must hold is that the same token is meant each time.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.spiff.live import Position


class Tokens:
    """Pairs of a recorded number and a live one, each in one pair only."""

    def __init__(self) -> None:
        self._live: dict[str, str] = {}
        self._recorded: dict[str, str] = {}

    def are_one(self, recorded: str, live: str) -> bool:
        """Whether these are the same token. Two that have not been met before become one."""
        if recorded not in self._live and live not in self._recorded:
            self._live[recorded] = live
            self._recorded[live] = recorded
        return self._live.get(recorded) == live

    def known(self, recorded: str) -> str | None:
        """The live token that the recorded one is, if it has been met."""
        return self._live.get(recorded)

    def find(self, recorded: str, element: str, waiting: Iterable[Position]) -> Position | None:
        """The one that is meant, of those that wait; of several that were not met, in their order.

        An event on a boundary is met when its time is set, or when it happens.
        """
        if recorded in self._live:
            return next((at for at in waiting if at.task == self._live[recorded]), None)
        unmet = [at for at in waiting if at.element == element and at.task not in self._recorded]
        same = (at for at in unmet if at.task == recorded)
        return next(same, unmet[0] if unmet else None)
