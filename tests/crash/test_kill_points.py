"""Ending the work at any statement or commit loses nothing and does nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bench import books, databases, kill_points, robot, strata
from bench.kept_databases import Base, PostgresBase, SqliteBase
from bench.kill_points import Plan, Theatre
from bench.watch import COMMIT, KillPoint, Mark
from tests.conftest import server_url
from tests.crash import planted
from tests.databases import chosen_kinds

MUST_BE_NONE = (
    "open incidents",
    "faults in the ledger",
    "jobs that somebody holds",
    "instances that disagree with their rows",
)
ON_SQLITE = pytest.mark.parametrize("played", ["sqlite"], indirect=True)
"""What is looked at is the same on either database."""


@dataclass(frozen=True)
class Played:
    """A warm product on a stage, and the work as nothing disturbs it."""

    theatre: Theatre
    plan: Plan

    def points(self, step: str, mark: Mark, *, later: int = 0) -> list[KillPoint]:
        """Before every such statement in the steps of the name, or so many statements later."""
        return [
            KillPoint(number, at + later, "before")
            for number, each in enumerate(self.plan.steps)
            for at, one in enumerate(each.marks)
            if each.name == step and one == mark
        ]


@pytest.fixture(scope="module", params=chosen_kinds())
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    """Once for each kind of database, for every test of it."""
    server = server_url(request.config) if request.param == "postgresql" else None
    logging.disable(logging.ERROR)  # A step that fails is part of the work.
    try:
        with (
            databases.quick_folder() as folder,
            kill_points.theatre(folder, server, "bokvar_test_crash") as theatre,
        ):
            yield Played(theatre, theatre.plan())
    finally:
        logging.disable(logging.NOTSET)


def test_nothing_is_lost_wherever_the_process_ends(played: Played) -> None:
    """One point for each kind of statement of each command; `make crash` tries them all."""
    points = strata.one_of_each([step.marks for step in played.plan.steps])
    *_, tally = played.theatre.play(played.plan, points)
    assert tally.lost == []
    assert tally.tried == len(points)
    assert tally.restarts >= 10


def test_the_work_holds_everything_that_may_be_under_way(played: Played) -> None:
    plan = played.plan
    assert len(plan.points) > 5000
    assert {mark.by for step in plan.steps for mark in step.marks} >= {
        "page", "CorrelateMessage", "FireTimer", "ClaimTask", "CompleteTask", "RecordDispatch",
        "RetrySteps", "AskRetry", "ConfirmPayment",
    }  # fmt: skip
    happened = plan.books["events"]
    assert happened["dispatch.failed"] == 1  # The mail server knows no such mailbox.
    assert happened["incident.opened"] == happened["incident.resolved"] == 1
    assert happened["storm.toiled"] == 1  # And only then the message is heard that came before.
    assert plan.books["states"]["process_instances completed"] == 12
    assert (plan.books["mails"], plan.books["print files"]) == (1, 3)
    assert {name: plan.books[name] for name in MUST_BE_NONE} == dict.fromkeys(MUST_BE_NONE, 0)
    assert plan.books["ended"] == ""


@dataclass(frozen=True)
class Planted:
    """A fault, the statement before which the work ends, and some words of what is then found.

    which: from which to which of all such statements.
    later: how many commits of its own the fault puts before that statement.
    """

    plant: Callable[[pytest.MonkeyPatch], None]
    step: str
    mark: Mark
    words: tuple[str, ...]
    which: tuple[int, int | None] = (0, 1)
    later: int = 0


LAST_OF_A_COMMAND, FIRST_OF_A_RECORD = "UPDATE streams", "UPDATE letters"
PLANTED = (
    Planted(
        planted.new_name_each_time,
        "JobSource",
        Mark(LAST_OF_A_COMMAND, "RecordDispatch"),
        ("mails : 2 instead of 1.", "print files : 4 instead of 3."),
        which=(-2, None),
    ),
    Planted(
        planted.two_commits,
        "MessageSource",
        Mark("INSERT instance_states", "CorrelateMessage"),
        ("process_instances",),
        later=1,
    ),
    Planted(
        planted.chain_without_its_head,
        "MessageSource",
        Mark(LAST_OF_A_COMMAND, "CorrelateMessage"),
        ("faults in the ledger",),
        later=1,
    ),
    Planted(
        planted.lease_for_ever,
        "JobSource",
        Mark(FIRST_OF_A_RECORD, "RecordDispatch"),
        ("jobs that somebody holds : 1 instead of 0.",),
    ),
    Planted(
        planted.done_before_it_is_done,
        "JobSource",
        Mark(FIRST_OF_A_RECORD, "RecordDispatch"),
        ("states letters sent",),
    ),
)


@ON_SQLITE
@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.plant.__name__)
def test_a_planted_fault_is_found(
    played: Played, monkeypatch: pytest.MonkeyPatch, fault: Planted
) -> None:
    points = played.points(fault.step, fault.mark, later=fault.later)[slice(*fault.which)]
    fault.plant(monkeypatch)
    monkeypatch.setattr(robot, "MOST_STEPS", 2 * len(played.plan.steps))
    *_, tally = played.theatre.play(played.plan, points)
    for words in fault.words:
        assert any(words in sentence for sentence in tally.lost), tally.lost


def test_a_difference_is_told() -> None:
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


@pytest.mark.parametrize("kind", chosen_kinds())
def test_what_was_kept_comes_back_to_the_last_row(
    kind: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    base: Base = SqliteBase(tmp_path)
    if kind == "postgresql":
        base = PostgresBase(server_url(pytestconfig), "bokvar_test_kept")
    engine = create_engine(base.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
    base.keep("first")
    before = base.contents()
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    assert base.contents() == before
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    assert not base.is_as_kept()
    assert base.contents() != before
    base.restore("first")
    assert base.contents() == before
    base.remove()
