"""A process that takes jobs as fast as it can; light to import, for it is started four times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from db.session import Database
from engine import jobs

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def claim_all(url: str, start: Barrier, results: Queue[list[int]]) -> None:
    """Take and finish jobs one by one until there are none; hand in their ids."""
    database = Database(url)
    taken: list[int] = []
    with database.reading() as session:
        jobs.is_any_due(session, NOW)
    start.wait(timeout=60)
    while found := _one(database):
        taken += [job.id for job in found]
        with database.transaction() as session:
            jobs.finish(session, found[0], jobs.done("x"), NOW)
    results.put(taken)
    database.dispose()


def _one(database: Database) -> list[jobs.ClaimedJob]:
    with database.transaction() as session:
        return jobs.claim(session, NOW, 1, timedelta(minutes=5))
