"""The worker: carries jobs out, records them once, and outlives faults and the database."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc, select

from db.session import Database, DatabaseBusy, Session
from engine import jobs
from engine.delivery import TIMES_TO_RECORD, JobSource
from engine.errors import ConcurrentChange
from engine.jobs import ClaimedJob, GiveUp, Job, Outcome, Retry
from engine.texts import Text
from engine.wakeup import Stop
from engine.worker import Worker

START = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
CAUSE = Text("Servern svarade inte.", "The server did not answer.")
LOST = exc.OperationalError("SELECT 'Anna'", None, Exception("Anna"))


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Delivery:
    """Carries out what it is told to: each call takes the next answer, the last one for ever."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[ClaimedJob] = []

    def __call__(self, claimed: ClaimedJob) -> Outcome:
        self.calls.append(claimed)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Notebook:
    """Remembers what was recorded; fails as often as it is told to."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.outcomes: list[Outcome] = []

    def __call__(
        self, session: Session, claimed: ClaimedJob, outcome: Outcome, now: datetime
    ) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.outcomes.append(outcome)


class Bench:
    """A job source with everything around it."""

    def __init__(self, database: Database, delivery: Delivery, notebook: Notebook) -> None:
        self.database = database
        self.delivery = delivery
        self.notebook = notebook
        self.clock = Clock()
        self.source = JobSource(database, {"send": delivery}, notebook, clock=self.clock)

    def submit(self, key: str = "k1", **options: Any) -> int:
        given: dict[str, Any] = {"kind": "send", "due_at": START}
        job = Job(idempotency_key=key, **(given | options))
        with self.database.transaction() as session:
            return jobs.submit(session, job, START)

    def run_once(self) -> int:
        return self.source.run_once(self.clock())

    def row(self, job_id: int) -> Any:
        with self.database.reading() as session:
            return session.execute(select(jobs.jobs).where(jobs.jobs.c.id == job_id)).one()


def bench(database: Database, *answers: Outcome | Exception, faults: int = 0) -> Bench:
    broken = [ZeroDivisionError() for _ in range(faults)]
    return Bench(database, Delivery(*answers), Notebook(*broken))


def test_a_job_is_carried_out_and_recorded_once(database: Database) -> None:
    made = bench(database, jobs.done("250 Ok"))
    job_id = made.submit()
    assert [made.run_once(), made.run_once()] == [1, 0]
    assert made.notebook.outcomes == [jobs.done("250 Ok")]
    assert made.row(job_id).state == "done"


def test_nothing_is_locked_while_a_job_is_carried_out(database: Database) -> None:
    made = bench(database, jobs.done("x"))
    made.submit()
    inside: list[int] = []

    def deliver(_claimed: ClaimedJob) -> Outcome:
        inside.append(made.submit("k2", kind="other"))
        return jobs.done("x")

    JobSource(database, {"send": deliver}, made.notebook, clock=made.clock).run_once(START)
    assert len(inside) == 1


def test_a_job_to_be_retried_waits_and_is_not_recorded_yet(database: Database) -> None:
    made = bench(database, Retry(CAUSE), jobs.done("x"))
    job_id = made.submit()
    made.run_once()
    assert made.notebook.outcomes == []
    assert jobs.cause_of(made.row(job_id).cause) == CAUSE
    assert made.run_once() == 0
    made.clock.now += timedelta(seconds=10)
    made.run_once()
    assert made.notebook.outcomes == [jobs.done("x")]


def test_a_job_that_waits_for_an_answer_comes_back_soon_and_never_uses_up_its_tries(
    database: Database,
) -> None:
    wait = timedelta(seconds=30)
    made = bench(database, *[Retry(CAUSE, wait=wait) for _ in range(30)], jobs.done("x"))
    made.submit(max_attempts=2)
    for _ in range(30):
        assert [made.run_once(), made.run_once()] == [1, 0]
        made.clock.now += wait
    assert made.notebook.outcomes == []
    made.run_once()
    assert made.notebook.outcomes == [jobs.done("x")]


def test_an_answer_that_never_comes_is_recorded_as_failed_before_the_deadline(
    database: Database,
) -> None:
    made = bench(database, Retry(CAUSE, wait=timedelta(minutes=7)))
    made.submit(deadline_at=START + timedelta(hours=1))
    while not made.notebook.outcomes:
        made.run_once()
        made.clock.now += timedelta(seconds=30)
    assert made.notebook.outcomes == [jobs.failed(CAUSE)]
    assert made.clock.now < START + timedelta(hours=1)
    assert made.delivery.calls[-1].attempts == 1


@pytest.mark.parametrize(
    "options", [{"max_attempts": 3}, {"deadline_at": START + timedelta(hours=3)}]
)
def test_when_tries_or_time_run_out_it_is_recorded_as_failed(
    database: Database, options: dict[str, Any]
) -> None:
    made = bench(database, Retry(CAUSE))
    job_id = made.submit(**options)
    for _ in range(400):
        made.run_once()
        made.clock.now += timedelta(seconds=30)
    assert made.notebook.outcomes == [jobs.failed(CAUSE)]
    assert made.row(job_id).state == "failed"
    assert len(made.delivery.calls) == options.get("max_attempts", len(made.delivery.calls))


def test_a_job_given_up_is_recorded_as_failed_at_once(database: Database) -> None:
    made = bench(database, GiveUp(CAUSE))
    made.submit()
    made.run_once()
    assert made.notebook.outcomes == [jobs.failed(CAUSE)]


def test_a_job_past_its_deadline_is_recorded_and_not_carried_out(database: Database) -> None:
    made = bench(database, jobs.done("x"))
    made.submit(deadline_at=START)
    made.run_once()
    assert made.delivery.calls == []
    assert [outcome.is_done for outcome in made.notebook.outcomes] == [False]


def test_a_kind_that_nobody_carries_out_is_recorded_as_failed(database: Database) -> None:
    made = bench(database, jobs.done("x"))
    made.submit(kind="carrier_pigeon")
    made.run_once()
    assert [outcome.is_done for outcome in made.notebook.outcomes] == [False]


def test_what_could_not_be_written_down_is_not_done_again(database: Database) -> None:
    made = bench(database, jobs.done("250 Ok"), faults=1)
    job_id = made.submit()
    with pytest.raises(ZeroDivisionError):
        made.run_once()
    assert made.run_once() == 1
    assert len(made.delivery.calls) == 1
    assert made.notebook.outcomes == [jobs.done("250 Ok")]
    assert made.row(job_id).state == "done"


def test_a_case_that_is_busy_again_and_again_costs_what_was_done_nothing(
    database: Database,
) -> None:
    made = bench(database, jobs.done("250 Ok"))
    busy = DatabaseBusy("", None, TimeoutError())
    made.notebook.faults = [ConcurrentChange(), busy] * TIMES_TO_RECORD
    job_id = made.submit()
    for _ in range(2 * TIMES_TO_RECORD):
        with pytest.raises((ConcurrentChange, DatabaseBusy)):
            made.run_once()
    assert made.run_once() == 1
    assert len(made.delivery.calls) == 1
    assert made.row(job_id).state == "done"


def test_what_can_never_be_written_down_is_set_aside_with_its_proof(database: Database) -> None:
    made = bench(database, jobs.done("250 Ok"), faults=100)
    job_id = made.submit()
    for _ in range(TIMES_TO_RECORD):
        with pytest.raises(ZeroDivisionError):
            made.run_once()
    made.run_once()
    stored = made.row(job_id)
    assert (stored.state, len(made.delivery.calls)) == ("poison", 1)
    assert "250 Ok" in stored.cause


def test_a_worker_whose_lease_ran_out_records_nothing(database: Database) -> None:
    made = bench(database, jobs.done("x"))
    made.submit()

    def deliver_late(_claimed: ClaimedJob) -> Outcome:
        with database.transaction() as session:
            jobs.claim(session, START + timedelta(hours=1), 1, timedelta(minutes=1))
        return jobs.done("late")

    source = JobSource(database, {"send": deliver_late}, made.notebook, clock=made.clock)
    assert source.run_once(START) == 1
    assert made.notebook.outcomes == []


@pytest.mark.parametrize(
    ("answer", "recorded", "state"),
    [(jobs.done("x"), 1, "done"), (Retry(CAUSE), 0, "cancelled"), (GiveUp(CAUSE), 0, "cancelled")],
)
def test_a_job_cancelled_under_way_is_recorded_only_if_it_went_out(
    database: Database, answer: Any, recorded: int, state: str
) -> None:
    made = bench(database, answer)
    job_id = made.submit(instance_id=1)

    def deliver(claimed: ClaimedJob) -> Outcome:
        with database.transaction() as session:
            jobs.cancel_for(session, 1, START)
        return made.delivery(claimed)

    JobSource(database, {"send": deliver}, made.notebook, clock=made.clock).run_once(START)
    assert len(made.notebook.outcomes) == recorded
    assert made.row(job_id).state == state


class Script:
    """A source that does what it is told, turn by turn, and then asks the worker to stop."""

    def __init__(self, stop: Stop, *turns: int | Exception) -> None:
        self.stop = stop
        self.turns = list(turns)

    def run_once(self, now: datetime) -> int:
        if not self.turns:
            self.stop.set()
            return 0
        turn = self.turns.pop(0)
        if isinstance(turn, Exception):
            raise turn
        return turn


@pytest.fixture
def stop() -> Iterator[Stop]:
    made = Stop()
    yield made
    made.close()


def events(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.message) for record in caplog.records]


def run(database: Database, stop: Stop, *sources: Any) -> None:
    Worker(database, sources, clock=Clock(), stop=stop, idle_seconds=0.05).run()


def test_an_error_is_logged_without_its_message_and_the_worker_goes_on(
    database: Database,
    stop: Stop,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("engine.worker.PAUSE_AFTER_ERROR_SECONDS", 0.0)
    made = bench(database, ValueError("Anna Andersson"))
    job_id = made.submit()
    run(database, stop, made.source, Script(stop, 1))
    failure = next(event for event in events(caplog) if event["event"] == "source_failed")
    assert failure["error"] == "ValueError"
    assert failure["ids"] == {"job": job_id, "kind": "send"}
    assert "Anna" not in caplog.text
    assert events(caplog)[-1] == {"event": "worker_stopped"}


def test_a_database_that_is_away_is_logged_once_and_waited_for(
    database: Database,
    stop: Stop,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("engine.worker.FIRST_DATABASE_PAUSE_SECONDS", 0.01)
    run(database, stop, Script(stop, LOST, LOST, LOST, 1, LOST, 1))
    named = [event["event"] for event in events(caplog)]
    assert named == ["worker_started", *["database_lost", "database_back"] * 2, "worker_stopped"]
    assert "Anna" not in caplog.text


@pytest.mark.parametrize("url", ["sqlite:///{}/empty.sqlite", "postgresql+psycopg://n@/n?host={}"])
def test_a_database_that_is_empty_or_absent_does_not_end_the_worker(
    url: str, tmp_path: Path, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.worker.FIRST_DATABASE_PAUSE_SECONDS", 0.01)
    database = Database(url.format(tmp_path))
    source = JobSource(database, {}, Notebook(), clock=Clock())
    with pytest.raises(exc.OperationalError):
        source.run_once(START)
    run(database, stop, source, Script(stop, 1))
    database.dispose()
    assert stop.is_set()


def test_an_idle_worker_is_woken_by_a_new_job(database: Database, stop: Stop) -> None:
    made = bench(database, jobs.done("x"))
    worker = Worker(database, [made.source], clock=made.clock, stop=stop, idle_seconds=30.0)
    thread = threading.Thread(target=worker.run)
    thread.start()
    time.sleep(0.3)
    made.submit()
    try:
        assert _comes_true(lambda: bool(made.notebook.outcomes))
    finally:
        stop.set()
        thread.join(timeout=5)
    assert not thread.is_alive()


PROGRAM = """
import sys, time
from datetime import UTC, datetime
from db.session import Database, DatabaseBusy
from engine import jobs
from engine.delivery import JobSource
from engine.wakeup import Stop
from engine.worker import Worker

def deliver(claimed):
    print("begun", flush=True)
    time.sleep(1.0)
    return jobs.done("x")

def clock():
    return datetime.now(UTC)

stop = Stop()
stop.on_signals()
database = Database(sys.argv[1])
source = JobSource(database, {"send": deliver}, lambda *_: None, clock=clock)
Worker(database, [source], clock=clock, stop=stop).run()
print("left", flush=True)
"""


def test_on_sigterm_the_job_in_hand_is_finished_and_the_next_is_left(database: Database) -> None:
    made = bench(database, jobs.done("x"))
    first, second = made.submit("k1"), made.submit("k2")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database.url],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begun\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.stdout.read() == "left\n"
    assert worker.returncode == 0
    assert [made.row(job_id).state for job_id in (first, second)] == ["done", "waiting"]


def _comes_true(condition: Callable[[], bool], timeout_seconds: float = 5.0) -> bool:
    until = time.monotonic() + timeout_seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()
