"""How the worker does the next portion of an instance (portions.py)."""

from __future__ import annotations

from datetime import timedelta

from db.session import Database
from engine import jobs
from engine.commands import ContinueInstance
from engine.errors import ConcurrentChange
from engine.executor import Engine
from engine.jobs import ClaimedJob, Outcome, Retry
from ledger.events import Actor

SOON = timedelta(seconds=2)
"""When a portion is tried again while somebody else holds its lock."""


def carry_out(database: Database, engine: Engine, worker: Actor, claimed: ClaimedJob) -> Outcome:
    """Do the next portion. Should the process end before that is written down, the job comes back
    and finds that the instance has moved on. Raises Retry."""
    ids = {name: int(claimed.payload[name] or 0) for name in ("instance", "version")}
    try:
        with database.transaction() as session:
            engine.execute(session, ContinueInstance(**ids), worker)
    except ConcurrentChange as busy:
        raise Retry(busy.text, wait=SOON) from busy
    return jobs.done("continued")
