"""In memory, without a database: what one completed task costs, for anything that can do one.

One round is what a server does for one completed task: bring the instance to life from what was
stored, complete the task, run what follows, and make what is to be stored.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PROCESSES = Path(__file__).parents[1] / "processes"
KEYS = ("main_case", "close_case")
"""The diagram with a loop that is walked, and the one it calls."""

POINTS = (10, 100, 300, 1000)
ROUNDS = 9
GO_ON = {"next_step": "continue"}


@dataclass(frozen=True)
class Round:
    """What one round costs after so many completed tasks; None when it did not come so far.

    stalled_after: the completed task after which there was no other, though the diagram has one.
    """

    completed: int
    milliseconds: float | None
    stored_bytes: int | None
    stalled_after: int | None = None


class Walked(Protocol):
    """An instance that is walked round and round."""

    def store(self) -> bytes:
        """All of it, as it is stored."""

    def round(self, stored: bytes) -> bytes:
        """Bring to life, complete, store."""

    def go_on(self) -> bool:
        """Complete one more task; tells whether there was one."""


def measure(instance: Walked, patience_seconds: float) -> list[Round]:
    """One row for each point; a point that is not reached in time has no figures."""
    until, done, rows = time.perf_counter() + patience_seconds, 0, []
    stalled_after: int | None = None
    for point in POINTS:
        while done < point and stalled_after is None and time.perf_counter() < until:
            if instance.go_on():
                done += 1
            else:
                stalled_after = done
        reached = done == point
        rows.append(_row(instance, point) if reached else Round(point, None, None, stalled_after))
    return rows


def diagram(key: str) -> bytes:
    """The shipped diagram of a process."""
    return (PROCESSES / key / "process.bpmn").read_bytes()


def _row(instance: Walked, point: int) -> Round:
    stored = instance.store()
    seconds = [_seconds(instance, stored) for _ in range(ROUNDS)]
    return Round(point, statistics.median(seconds) * 1000, len(stored))


def _seconds(instance: Walked, stored: bytes) -> float:
    began = time.perf_counter()
    instance.round(stored)
    return time.perf_counter() - began
