"""A completed task costs a dozen statements of the engine, however long its instance has lived."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, select

from cases.policy import StaffMember, staff_member
from db.session import Database
from engine.commands import ClaimTask, CompleteTask
from engine.models import user_tasks
from tests.product import ASSESSMENT, Product, match_as_new, running, send_notice

ROOT = Path(__file__).parents[2]
ENGINE_STATEMENTS = 12
"""At most so many for a warm completion, handlers' own not counted (architecture.md section 4)."""


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made:
        made.engine.checks_state = False
        yield made


def test_a_completion_costs_the_same_at_any_age_of_the_instance(product: Product) -> None:
    send_notice(product)
    product.work()
    match_as_new(product)
    with product.database.reading() as session:
        hanna = staff_member(session, "demo-hanna")
    assert hanna is not None
    assessed(product, hanna)  # Cold: it reads the definition.
    counts = {number: assessed(product, hanna) for number in range(1, 61)}
    # Every twentieth version is a snapshot, which takes the deltas before it away.
    snapshots = {counts.pop(number) for number in (19, 39, 59)}
    assert counts[1] == counts[10] == counts[60] < ENGINE_STATEMENTS
    assert set(counts.values()) == {counts[1]}
    assert snapshots == {counts[1] + 1}


def assessed(product: Product, hanna: StaffMember) -> int:
    """Complete the assessment once more; how many statements the engine made."""
    with product.database.reading() as session:
        task = session.execute(
            select(user_tasks.c.public_id).where(
                user_tasks.c.element == "assess_case", user_tasks.c.state == "open"
            )
        ).scalar_one()
    fields = {name: [value] for name, value in ASSESSMENT.items()}
    with product.database.transaction() as session:
        product.engine.execute(session, ClaimTask(task), hanna)
    with product.database.transaction() as session, counting(product.database) as rooms:
        product.engine.execute(session, CompleteTask(task, fields, 2), hanna)
    return sum(room in ("engine", "ledger") for room in rooms)


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The room that each statement was made in."""
    rooms: list[str] = []

    def note(*_arguments: object) -> None:
        rooms.append(_room())

    event.listen(database.writing_engine, "before_cursor_execute", note)
    try:
        yield rooms
    finally:
        event.remove(database.writing_engine, "before_cursor_execute", note)


def _room() -> str:
    """The innermost of our rooms that is on the stack."""
    frame = sys._getframe(1)
    while frame := frame.f_back:  # type: ignore[assignment]
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts:
            room = file.relative_to(ROOT).parts[0]
            if room not in ("tests", "db"):
                return room
    return ""
