"""A lock that is had in the order in which it was asked for."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """Handed from each holder to whoever has waited longest.

    Python's own lock goes to whoever asks at the right moment: a thread that asks again at once
    gets it before those that have waited, and the unluckiest waits for a tenth of a second.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait at most so many seconds; whether the lock is ours."""
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return True
            ours = threading.Lock()
            ours.acquire()
            self._waiting.append(ours)
        is_interrupted = True
        try:
            came = ours.acquire(timeout=timeout)
            is_interrupted = False
        finally:
            # Whoever is interrupted must neither keep a place nor what was just handed over.
            if is_interrupted and not self._withdraw(ours):
                self.release()
        return came or not self._withdraw(ours)

    def release(self) -> None:
        """Hand the lock on. Only its holder may."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_held = False

    def _withdraw(self, place: threading.Lock) -> bool:
        """Leave the queue; False when the lock was handed over at the last moment."""
        with self._guard:
            if place not in self._waiting:
                return False
            self._waiting.remove(place)
            return True
