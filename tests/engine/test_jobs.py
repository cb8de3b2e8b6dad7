"""The outbox: asked for once, taken by one, tried again in time, never lost."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from db.session import Database
from db.types import public_id
from engine import jobs
from engine.jobs import ClaimedJob, Job, JobState, LeaseLost, Outcome
from engine.texts import Text
from tests.databases import chosen_kinds
from tests.engine.claiming import claim_all

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
CAUSE = Text("Servern svarade inte.", "The server did not answer.")


def asked(database: Database, key: str = "k1", **options: Any) -> int:
    given: dict[str, Any] = {"kind": "send", "due_at": NOW, "payload": {"letter": 7}}
    with database.transaction() as session:
        return jobs.submit(session, Job(idempotency_key=key, **(given | options)), NOW)


def claimed(database: Database, now: datetime = NOW, limit: int = 10) -> list[ClaimedJob]:
    with database.transaction() as session:
        return jobs.claim(session, now, limit, LEASE)


def ended(database: Database, job: ClaimedJob, outcome: Outcome, now: datetime = NOW) -> None:
    with database.transaction() as session:
        jobs.finish(session, job, outcome, now)


def waits(database: Database, job: ClaimedJob, due: datetime, now: datetime) -> datetime | None:
    with database.transaction() as session:
        return jobs.reschedule(session, job, due, CAUSE, now)


def row(database: Database, job_id: int) -> Any:
    with database.reading() as session:
        return session.execute(select(jobs.jobs).where(jobs.jobs.c.id == job_id)).one()


def test_a_job_asked_for_twice_is_one_job(database: Database) -> None:
    assert asked(database) == asked(database)
    assert len(claimed(database)) == 1


def test_a_key_cannot_be_used_for_other_work(database: Database) -> None:
    asked(database)
    with pytest.raises(ValueError, match="other work"):
        asked(database, payload={"letter": 8})


def test_a_job_of_a_transaction_that_failed_was_never_asked_for(database: Database) -> None:
    def ask_and_fail() -> None:
        with database.transaction() as session:
            jobs.submit(session, Job("send", "k1", NOW), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert claimed(database) == []


@pytest.mark.parametrize("value", ["Anna Andersson", "anna@bolag.example", "å", "", "x" * 201])
def test_a_job_carries_nothing_but_ids(database: Database, value: str) -> None:
    with pytest.raises(ValueError, match="ids only"):
        asked(database, payload={"letter": value})
    with pytest.raises(ValueError, match="ids only"):
        asked(database, key=value)


def test_a_claimed_job_says_what_it_is(database: Database) -> None:
    job_id = asked(database, deadline_at=NOW + LEASE, stream_id=3, instance_id=4, element_id="e")
    (job,) = claimed(database)
    assert (job.id, job.kind, job.payload, job.idempotency_key) == (
        job_id,
        "send",
        {"letter": 7},
        "k1",
    )
    assert (job.stream_id, job.instance_id, job.element_id) == (3, 4, "e")
    assert (job.attempts, job.fencing_token, job.lease_until) == (1, 1, NOW + LEASE)
    assert (job.deadline_at, job.verdict) == (NOW + LEASE, None)


def test_due_jobs_are_taken_oldest_first_and_no_more_than_asked(database: Database) -> None:
    for key, minutes in (("late", 1), ("first", -9), ("second", -5), ("third", -5)):
        asked(database, key, due_at=NOW + timedelta(minutes=minutes))
    assert [job.idempotency_key for job in claimed(database, limit=2)] == ["first", "second"]
    assert [job.idempotency_key for job in claimed(database)] == ["third"]


def test_a_job_whose_worker_never_came_back_is_taken_again(database: Database) -> None:
    asked(database)
    claimed(database)
    assert claimed(database, NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = claimed(database, NOW + LEASE)
    assert (again.attempts, again.fencing_token) == (2, 2)


def test_a_worker_that_lost_its_lease_can_record_nothing(database: Database) -> None:
    asked(database)
    (slow,) = claimed(database)
    (quick,) = claimed(database, NOW + LEASE)
    with pytest.raises(LeaseLost):
        ended(database, slow, jobs.done("late"))
    with pytest.raises(LeaseLost):
        waits(database, slow, NOW, NOW)
    ended(database, quick, jobs.done("in time"))
    assert row(database, quick.id).state == "done"


def test_a_finished_job_is_not_finished_twice(database: Database) -> None:
    asked(database)
    (job,) = claimed(database)
    ended(database, job, jobs.done("250"))
    with pytest.raises(LeaseLost):
        ended(database, job, jobs.failed(CAUSE))
    assert claimed(database, NOW + LEASE) == []


def test_a_failed_job_keeps_its_cause_in_both_languages(database: Database) -> None:
    job_id = asked(database)
    (job,) = claimed(database)
    ended(database, job, jobs.failed(CAUSE))
    stored = row(database, job_id)
    assert (stored.state, stored.finished_at) == ("failed", NOW)
    assert jobs.cause_of(stored.cause) == CAUSE


def test_a_job_that_waits_is_taken_when_its_time_comes(database: Database) -> None:
    asked(database)
    (job,) = claimed(database)
    later = NOW + timedelta(minutes=1)
    assert waits(database, job, later, NOW) == later
    assert claimed(database, later - timedelta(seconds=1)) == []
    (again,) = claimed(database, later)
    assert (again.attempts, again.fencing_token) == (2, 2)


def test_the_last_try_is_placed_before_the_deadline(database: Database) -> None:
    deadline = NOW + timedelta(minutes=10)
    asked(database, deadline_at=deadline)
    (job,) = claimed(database)
    last = deadline - timedelta(minutes=1)
    assert waits(database, job, NOW + timedelta(hours=1), NOW) == last
    (again,) = claimed(database, last)
    assert waits(database, again, last + timedelta(hours=1), last) is None
    assert row(database, job.id).state == "failed"


def test_a_job_found_after_its_deadline_is_not_tried_but_told_as_failed(database: Database) -> None:
    asked(database, deadline_at=NOW)
    (job,) = claimed(database)
    assert job.verdict is not None
    assert job.verdict.state is JobState.FAILED


def test_a_job_that_workers_die_on_is_poison_after_its_last_try(database: Database) -> None:
    asked(database, max_attempts=2)
    verdicts = [claimed(database, NOW + LEASE * n)[0].verdict for n in range(3)]
    assert verdicts[:2] == [None, None]
    assert verdicts[2] is not None
    assert verdicts[2].state is JobState.POISON


def test_what_an_instance_has_not_sent_is_cancelled(database: Database) -> None:
    ids = [asked(database, f"k{n}", instance_id=1 + n // 2) for n in range(4)]
    with database.transaction() as session:
        assert jobs.cancel_for(session, 1, NOW) == 2
    assert [job.id for job in claimed(database)] == ids[2:]


def test_what_was_sent_while_it_was_being_cancelled_is_done(database: Database) -> None:
    asked(database, instance_id=1)
    (job,) = claimed(database)
    with database.transaction() as session:
        jobs.cancel_for(session, 1, NOW)
    with pytest.raises(LeaseLost):
        waits(database, job, NOW, NOW)
    ended(database, job, jobs.done("250"))
    assert row(database, job.id).state == "done"


def test_the_figures_tell_what_waits_what_is_late_and_what_is_stuck(database: Database) -> None:
    for n in range(6):
        asked(database, f"k{n}", due_at=NOW + timedelta(minutes=n))
    first, second, third = claimed(database, NOW + timedelta(minutes=2))
    ended(database, first, jobs.failed(CAUSE))
    ended(database, second, Outcome(JobState.POISON, cause=CAUSE))
    with database.reading() as session:
        found = jobs.count(session, NOW + timedelta(minutes=8))
    assert (found.waiting, found.due, found.leased, found.lapsed) == (3, 3, 1, 1)
    assert (found.failed, found.poison, found.oldest_due_at) == (1, 1, third.due_at)


def test_an_empty_outbox_is_found_out_by_reading(database: Database) -> None:
    asked(database, due_at=NOW + LEASE)
    with database.reading() as session:
        assert not jobs.is_any_due(session, NOW)
        assert jobs.is_any_due(session, NOW + LEASE)


def test_due_jobs_are_found_by_the_index_of_open_ones(database: Database) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.reading_engine,
        "before_cursor_execute",
        lambda *given: asked.append((given[2], given[3])),
    )
    with database.reading() as session:
        jobs.is_any_due(session, NOW)
        statement, values = asked[-1]
        if not database.is_sqlite:
            session.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = session.connection().exec_driver_sql(f"{explain} {statement}", values).all()
    assert "ix_jobs_open" in str(plan)


def test_the_pause_doubles_up_to_an_hour() -> None:
    pauses = [(jobs.backoff(n, NOW, None) or NOW) - NOW for n in (1, 2, 3, 9, 10, 1000)]
    assert [pause.total_seconds() for pause in pauses] == [10, 20, 40, 2560, 3600, 3600]


@given(
    attempts=st.integers(1, 200),
    left=st.timedeltas(timedelta(days=-2), timedelta(days=2)),
)
def test_no_try_is_ever_placed_at_or_after_the_deadline(attempts: int, left: timedelta) -> None:
    deadline = NOW + left
    due = jobs.backoff(attempts, NOW, deadline)
    assert due is None or NOW < due < deadline


@given(left=st.timedeltas(timedelta(minutes=2), timedelta(days=2)))
def test_a_job_with_time_left_is_always_tried_in_its_last_minutes(left: timedelta) -> None:
    now, deadline, attempts = NOW, NOW + left, 1
    while (due := jobs.backoff(attempts, now, deadline)) is not None:
        now, attempts = due, attempts + 1
    assert timedelta(0) < deadline - now <= timedelta(minutes=1)


def test_four_processes_take_every_job_and_none_twice(database: Database) -> None:
    with database.transaction() as session:
        ids = [jobs.submit(session, Job("send", f"k{n}", NOW), NOW) for n in range(100)]
    spawning = multiprocessing.get_context("spawn")
    start, results = spawning.Barrier(4), spawning.Queue()
    workers = [
        spawning.Process(target=claim_all, args=(database.url, start, results)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    taken = [job_id for _ in workers for job_id in results.get(timeout=120)]
    for worker in workers:
        worker.join(timeout=30)
    assert sorted(taken) == ids


@pytest.mark.parametrize("database", sorted({"postgresql"} & set(chosen_kinds())), indirect=True)
def test_a_worker_does_not_wait_for_what_another_is_just_taking(database: Database) -> None:
    """On SQLite writers take turns, so there is nothing to pass by."""
    ids = [asked(database, f"k{n}") for n in range(3)]
    with database.transaction() as first, database.transaction() as second:
        second.execute(text("SET LOCAL lock_timeout = '2s'"))
        one = jobs.claim(first, NOW, 1, LEASE)
        others = jobs.claim(second, NOW, 10, LEASE)
    assert [job.id for job in one + others] == ids


def test_a_job_that_was_cancelled_and_is_asked_for_again_waits_again(database: Database) -> None:
    first = asked(database, instance_id=7)
    with database.transaction() as session:
        assert jobs.cancel_for(session, 7, NOW) == 1
    assert claimed(database) == []
    assert asked(database, instance_id=8) == first
    assert (row(database, first).instance_id, row(database, first).finished_at) == (8, None)
    assert [job.id for job in claimed(database)] == [first]


def test_a_job_that_is_done_is_not_done_again_when_it_is_asked_for_again(
    database: Database,
) -> None:
    asked(database)
    ended(database, claimed(database)[0], jobs.done("x"))
    asked(database)
    assert claimed(database) == []


def test_every_public_id_may_stand_in_a_key(database: Database) -> None:
    for _ in range(200):
        asked(database, f"retry_step:{public_id()}:17", payload={"letter": public_id()})


def test_waiting_for_an_answer_uses_up_no_try(database: Database) -> None:
    job_id = asked(database, max_attempts=2)
    now, wait = NOW, timedelta(seconds=30)
    for fencing_token in range(1, 6):
        (job,) = claimed(database, now)
        assert (job.attempts, job.fencing_token, job.verdict) == (1, fencing_token, None)
        with database.transaction() as session:
            assert jobs.postpone(session, job, now + wait, CAUSE, now) == now + wait
        now += wait
    assert row(database, job_id).attempts == 0
    assert jobs.cause_of(row(database, job_id).cause) == CAUSE


def test_workers_that_die_while_waiting_for_an_answer_are_counted(database: Database) -> None:
    asked(database, max_attempts=2)
    (job,) = claimed(database)
    with database.transaction() as session:
        jobs.postpone(session, job, NOW + LEASE, CAUSE, NOW)
    verdicts = [claimed(database, NOW + LEASE * n)[0].verdict for n in (1, 2, 3)]
    assert verdicts[:2] == [None, None]
    assert verdicts[2] is not None


def test_waiting_for_an_answer_ends_at_the_deadline(database: Database) -> None:
    job_id = asked(database, deadline_at=NOW + timedelta(seconds=70))
    (job,) = claimed(database)
    with database.transaction() as session:
        last = jobs.postpone(session, job, NOW + LEASE, CAUSE, NOW)
    assert last == NOW + timedelta(seconds=10)
    (again,) = claimed(database, last)
    with database.transaction() as session:
        assert jobs.postpone(session, again, last + LEASE, CAUSE, last) is None
    assert row(database, job_id).state == "failed"


def test_a_worker_that_lost_its_lease_cannot_put_the_job_off(database: Database) -> None:
    asked(database)
    (slow,) = claimed(database)
    claimed(database, NOW + LEASE)
    with pytest.raises(LeaseLost), database.transaction() as session:
        jobs.postpone(session, slow, NOW + LEASE, CAUSE, NOW)


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_wait_of_nothing_would_spin_and_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="longer"):
        jobs.Retry(CAUSE, wait=timedelta(seconds=seconds))


def test_what_was_handed_over_is_done_and_not_sent() -> None:
    handed = jobs.handed_over("in the folder")
    assert (handed.is_done, handed.is_sent) == (True, False)
    assert (jobs.done("250").is_done, jobs.done("250").is_sent) == (True, True)
    assert (jobs.failed(CAUSE).is_done, jobs.failed(CAUSE).is_sent) == (False, False)
