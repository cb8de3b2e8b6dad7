"""What lists are made of is found from the few things at hand, never from all that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from cases import demo
from cases.lists import inbox
from cases.lists.inbox import TaskView
from cases.policy import StaffMember, staff_member
from db import migrate
from db.session import Database, Session
from engine.clock import utc_now

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


@pytest.mark.parametrize("person", ["demo-hanna", "demo-rut", "demo-malin"])
def test_the_inbox_and_its_counts_read_what_is_open_and_not_what_was_done(
    small: Database, person: str
) -> None:
    def look(session: Session) -> None:
        inbox.rows(session, _staff(session, person), "all", 1, date(2026, 3, 3))
        inbox.counts(session, _staff(session, person))

    steps = [step for step in _plans(small, look) if f"{step} ".split()[1] == "user_tasks"]
    assert len(steps) >= 2
    assert all("ix_user_tasks_inbox" in step for step in steps)


def test_the_next_task_of_a_case_is_found_by_the_case(small: Database) -> None:
    done = TaskView(
        1, "a", 1, 1, "main_case", "assess_case", "case", "caseworker:here", None, "completed", 2,
        utc_now(), None, None, "case", "BKV-1", False,
    )  # fmt: skip
    last = inbox.SameStep.LAST
    steps = _plans(
        small,
        lambda session: inbox.next_task_of_case(session, _staff(session, "demo-hanna"), done, last),
    )
    [step] = [step for step in steps if step.split()[1] == "user_tasks"]
    assert step.startswith("SEARCH user_tasks USING INDEX ix_user_tasks_business_key")


def _reads_all(step: str) -> bool:
    return step.startswith("SCAN") and "ix_cases_sealed" not in step


def _plan(database: Database) -> list[str]:
    """How the embedded database goes about the inbox's longest statement."""
    return _plans(
        database,
        lambda session: inbox.rows(
            session, _staff(session, "demo-hanna"), "all", 1, date(2026, 3, 3)
        ),
        longest=True,
    )


def _plans(
    database: Database, look: Callable[[Session], object], *, longest: bool = False
) -> list[str]:
    """How the embedded database goes about what is asked while somebody looks."""
    said: list[tuple[str, Any]] = []

    def hear(_conn: Any, _cursor: Any, text: str, given: Any, *_more: Any) -> None:
        said.append((text, given))

    with database.reading() as session:
        event.listen(database.reading_engine, "before_cursor_execute", hear)
        look(session)
        event.remove(database.reading_engine, "before_cursor_execute", hear)
        asked = [max(said, key=lambda each: len(each[0]))] if longest else said
        return [step for text, given in asked for step in _steps(session, text, given)]


def _steps(session: Session, text: str, given: Any) -> list[str]:
    if not text.startswith(("SELECT", "WITH")):
        return []
    explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
    return [str(row[-1]) for row in explained]


def _staff(session: Session, person: str) -> StaffMember:
    found = staff_member(session, person)
    assert found is not None
    return found
