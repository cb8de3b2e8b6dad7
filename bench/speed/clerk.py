"""One of several processes that complete whatever task they find, on instances that all share."""

from __future__ import annotations

import random
import sys
import time

from bench.speed.child import serve
from bench.speed.workshop import ANNA, Workshop, claimed, done
from db.session import Database
from engine.commands import ClaimTask
from engine.errors import ConcurrentChange, TaskAlreadyCompleted


class Clerk:
    """Works until time is up, and counts."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._workshop = Workshop(self._database)

    def work(self, instances: list[int], seconds: float) -> list[int]:
        """How many were completed, and how often somebody else had been there first."""
        until = time.perf_counter() + seconds
        completed, conflicts = 0, 0
        while time.perf_counter() < until:
            try:
                self._complete(random.choice(instances))
                completed += 1
            except (ConcurrentChange, TaskAlreadyCompleted):
                conflicts += 1
        return [completed, conflicts]

    def _complete(self, instance: int) -> None:
        with self._database.transaction() as session:
            task = claimed(session, instance, assignee=None)
            self._workshop.engine.execute(session, ClaimTask(task.public_id), ANNA)
            self._workshop.engine.execute(session, done(task, task.version + 1), ANNA)


if __name__ == "__main__":
    serve(Clerk(sys.argv[1]))
