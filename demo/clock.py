"""The clock of the year that is made: it stands where it is set, and each look takes a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

MOMENT = timedelta(milliseconds=1)


class SetClock:
    """Each look is a millisecond later than the last, so that what is done later is later."""

    def __init__(self, begins: datetime) -> None:
        self._at = begins

    def __call__(self) -> datetime:
        self._at += MOMENT
        return self._at

    def set(self, instant: datetime) -> None:
        """Be at this instant, unless it has passed: the clock never goes back."""
        self._at = max(self._at, instant)
