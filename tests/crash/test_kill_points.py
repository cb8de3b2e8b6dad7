"""Ending the work at any statement or commit loses nothing and does nothing twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bench import books, kill_points, strata
from bench.stage import SqliteBase
from bench.watch import COMMIT, KillPoint, Mark
from tests.conftest import server_url
from tests.databases import chosen_kinds


@pytest.fixture(params=chosen_kinds())
def server(request: pytest.FixtureRequest) -> str | None:
    """The server to make databases on; None where the database is a file."""
    return server_url(request.config) if request.param == "postgresql" else None


def test_nothing_is_lost_wherever_the_process_ends(server: str | None, tmp_path: Path) -> None:
    """One point for each kind of statement of each command; `make crash` tries them all."""
    with kill_points.theatre(tmp_path, server, "bokvar_test_crash") as theatre:
        plan = theatre.plan()
        points = strata.one_of_each([step.marks for step in plan.steps])
        *_, tally = theatre.play(plan, points)
    assert tally.lost == []
    assert tally.tried == len(points)
    assert tally.restarts >= 10
    assert len(plan.points) > 4000
    asked_by = {mark.by for step in plan.steps for mark in step.marks}
    assert asked_by >= {"page", "CorrelateMessage", "FireTimer", "CompleteTask", "RecordDispatch"}


def test_a_loss_would_be_seen() -> None:
    expected = {"mails": 2, "rows": {"letters": 5, "notices": 2}}
    found = {"mails": 3, "rows": {"letters": 4, "notices": 2, "cases": 1}}
    assert books.differences(expected, found) == [
        "mails : 3 instead of 2.",
        "rows cases: 1 instead of 0.",
        "rows letters: 4 instead of 5.",
    ]


def test_every_kind_of_statement_of_every_command_is_met_once() -> None:
    insert, other = Mark("INSERT history", "FireTimer"), Mark("INSERT history", "page")
    commit = Mark(COMMIT, "page")
    points = strata.one_of_each([[insert, commit, other], [insert, insert, commit]])
    assert points == [
        KillPoint(0, 1, "after"),
        KillPoint(0, 2, "before"),
        KillPoint(1, 0, "before"),
        KillPoint(1, 2, "before"),
    ]


def test_what_was_kept_comes_back_to_the_last_row(tmp_path: Path) -> None:
    base = SqliteBase(tmp_path)
    with sqlite3.connect(tmp_path / "bokvar.sqlite") as connection:
        connection.execute("CREATE TABLE t (a)")
    base.keep("first")
    before = base.contents()
    with sqlite3.connect(tmp_path / "bokvar.sqlite") as connection:
        connection.execute("INSERT INTO t VALUES (1)")
    assert base.contents() != before
    base.restore("first")
    assert base.contents() == before
