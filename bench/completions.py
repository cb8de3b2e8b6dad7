"""One completion of one user task, again and again: statements, milliseconds, state size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.installation import ASSESSMENT, Installation

POINTS = (10, 100, 1000)
WINDOW = 20
"""Completions measured around each point: one of them renews the snapshot, as in real life."""

AT_ONCE = 25
"""Completions in one transaction between the points, where nothing is measured."""

PERSON = "demo-hanna"


@dataclass(frozen=True)
class Completion:
    """What one completion costs after so many in the same instance.

    statements and milliseconds are medians, without BEGIN; most_state_bytes is the fullest the
    instance's state was: a snapshot with all its deltas.
    """

    completed: int
    statements: float
    most_statements: int
    milliseconds: float
    most_state_bytes: int
    events: int


def measure(installation: Installation, deadline: float) -> Iterator[Completion]:
    """Complete the same task of one case over and over; a row for each point reached in time.

    deadline: in the seconds of time.perf_counter; a point that would come later is left out.
    """
    instance, done = installation.open_case(), 0
    for point in POINTS:
        first = max(point - WINDOW // 2, 0)
        while done < first:
            if time.perf_counter() > deadline:
                return
            done += installation.assess_many(PERSON, min(AT_ONCE, first - done))
        rounds = [_measured(installation, instance) for _ in range(WINDOW)]
        done += WINDOW
        yield Completion(
            point,
            statistics.median(statements for statements, _, _ in rounds),
            max(statements for statements, _, _ in rounds),
            statistics.median(seconds for _, seconds, _ in rounds) * 1000,
            max(size for _, _, size in rounds),
            installation.events(instance),
        )


def _measured(installation: Installation, instance: int) -> tuple[int, float, int]:
    claimed = installation.claim(PERSON, installation.open_task("assess_case"))
    with counting(installation.database.writing_engine) as statements:
        began = time.perf_counter()
        installation.complete(PERSON, claimed, ASSESSMENT)
        took = time.perf_counter() - began
    return len(statements), took, installation.state_bytes(instance)


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent while the block runs; BEGIN is the driver's own on PostgreSQL
    and is left out on both."""
    sent: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", _note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", _note)
