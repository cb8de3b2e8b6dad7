"""One page of the inbox and its counts, with few done tasks in the table and with very many.

The open tasks are the same ones; what grows is what has been done.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date

from sqlalchemy import text

from bench.installation import Installation, installed
from bench.speed.ground import Ground, fresh
from bench.speed.results import Figure, at_most
from bench.tables import number, show
from cases.lists import inbox
from cases.policy import StaffMember, staff_member
from db.session import Session

TIMES, LOOKS, NOTICES = 1.5, 7, 30
PERSON = "demo-rut"
OPEN_PART = 100
"""One in so many of all the tasks is open."""

_COPIES = """
WITH RECURSIVE counted(place) AS (
    SELECT CAST(:first AS INTEGER) UNION ALL SELECT place + 1 FROM counted WHERE place < :last
), models AS (
    SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM user_tasks
    WHERE state = 'open' ORDER BY id LIMIT :models
)
INSERT INTO user_tasks (public_id, instance_id, position, process, element, business_key,
    candidate_group, state, version, created_at)
SELECT 'bench ' || counted.place, instance_id, 'bench ' || counted.place, process, element,
    business_key, candidate_group, CAST(:state AS TEXT), 1, created_at
FROM counted JOIN models ON models.place = counted.place % :models
"""


def figures(ground: Ground) -> Iterator[Figure]:
    """What a look takes with all the tasks, beside with the open ones alone."""
    total, open_ = ground.size.rows, ground.size.rows // OPEN_PART
    with fresh(ground, "inboxes") as (url, folder), installed(url, folder) as installation:
        _begin(installation)
        _copy(installation, 1, open_, "open")
        few = _looks(installation)
        _copy(installation, open_ + 1, total, "completed")
        many = _looks(installation)
    show(
        f"A page of the inbox and its counts on {ground.name}, {open_} open tasks",
        ["tasks", "ms"],
        [[number(count), number(ms * 1000, 1)] for count, ms in ((open_, few), (total, many))],
    )
    yield at_most(f"{ground.name}: inbox with {total} tasks / {open_}", many / few, TIMES)


def _begin(installation: Installation) -> None:
    """Some notices, each with a task for the registrar."""
    for _ in range(NOTICES):
        installation.keep_notice()
    installation.deliver_messages()


def _copy(installation: Installation, first: int, last: int, state: str) -> None:
    values = {"first": first, "last": last, "state": state, "models": NOTICES}
    with installation.database.transaction() as session:
        session.execute(text(_COPIES), values)
    with installation.database.transaction() as session:
        # As PostgreSQL does by itself within a minute, and our own maintenance on SQLite.
        session.connection().exec_driver_sql("ANALYZE user_tasks")


def _looks(installation: Installation) -> float:
    """Median seconds of a look, after one that warms up."""
    with installation.database.reading() as session:
        member = staff_member(session, PERSON)
        assert member is not None
        _look(session, member)
        return statistics.median(_look(session, member) for _ in range(LOOKS))


def _look(session: Session, member: StaffMember) -> float:
    began = time.perf_counter()
    counted = inbox.counts(session, member)
    rows = inbox.rows(session, member, "all", 1, date(2026, 3, 3))
    took = time.perf_counter() - began
    assert rows
    assert counted["all"] >= len(rows)
    return took
