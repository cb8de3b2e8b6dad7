"""What lists are made of is found from the few things at hand, never from all that there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from cases import demo
from cases.lists import inbox
from cases.policy import StaffMember, staff_member
from db import migrate
from db.session import Database

GROWS = ("time_limits", "notices", "notice_with_a_day", "pressing_notice", "cases", "late_notice")
"""Tables of which there are ever more, by the names they have in the statement."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    """The embedded database, whose plans can be read; it guesses sizes as long as nobody counts."""
    url = f"sqlite:///{tmp_path}/bokvar.db"
    migrate.upgrade(url)
    database = Database(url)
    with database.transaction() as session:
        demo.add_people(session)
    yield database
    database.dispose()


def test_the_inbox_goes_from_its_tasks_to_their_days(small: Database) -> None:
    steps = [step for step in _plan(small) if any(f" {name} " in f"{step} " for name in GROWS)]
    assert any(step.startswith("SEARCH time_limits") for step in steps)
    wrong = [step for step in steps if "ix_time_limits_open" in step or _reads_all(step)]
    assert wrong == []


def _reads_all(step: str) -> bool:
    return step.startswith("SCAN") and "ix_cases_sealed" not in step


def _plan(database: Database) -> list[str]:
    """How the embedded database goes about the inbox's longest statement."""
    said: list[tuple[str, Any]] = []

    def hear(_conn: Any, _cursor: Any, text: str, given: Any, *_more: Any) -> None:
        said.append((text, given))

    with database.reading() as session:
        event.listen(database.reading_engine, "before_cursor_execute", hear)
        inbox.rows(session, _hanna(session), "all", 1, date(2026, 3, 3))
        text, given = max(said, key=lambda each: len(each[0]))
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
        return [str(row[-1]) for row in explained]


def _hanna(session: Any) -> StaffMember:
    found = staff_member(session, "demo-hanna")
    assert found is not None
    return found
