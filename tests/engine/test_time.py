"""Time that does not go as one thinks: clock changes, leap days, other zones, clocks that jump.

The engine knows instants in UTC alone; that the civil days of the rooms above come out right under
the same clocks is proved in tests/attacks/test_civil_days.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.law.calendar import local_instant
from db.session import Database
from engine import jobs
from engine.cycles import Cycle
from engine.jobs import ClaimedJob, Job, LeaseLost
from engine.models import messages, process_instances, timers, user_tasks
from tests.engine.house import House, line, user_task, wait
from tests.engine.recorded import not_faithful

ZONES = ("UTC", "Europe/Stockholm", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")
LEASE = timedelta(minutes=5)
DAY = timedelta(days=1)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server is set to another zone."""
    name = str(request.param)
    monkeypatch.setenv("TZ", name)
    time.tzset()
    yield name
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    made = House(database, {})
    made.deploy(resting=line("resting", wait("rest", "limit"), user_task("after"), starts="rested"))
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant, by the wall clock of Stockholm; of an hour that comes twice the first."""
    return local_instant(datetime(year, month, day, hour, minute))  # noqa: DTZ001


def rests(house: House, *due: datetime) -> list[str]:
    """An instance for each, that waits until then; what each is about."""
    made = []
    for instant in due:
        about = house.post("rested")
        house.times[about] = {"limit": instant.isoformat()}
        house.hand_over()
        made.append(about)
    return made


def fired(house: House) -> list[str]:
    """What the timers that have fired were about, in the order in which they did."""
    about = {row.id: row.business_key for row in house.rows(process_instances)}
    return [about[task.instance_id] for task in house.rows(user_tasks)]


def turn(house: House, instant: datetime) -> int:
    """The clock shows this, whatever it has shown before, and the worker has a turn."""
    house.now = instant
    return house.let_time_pass()


# Clock changes and leap days.

SECOND = timedelta(seconds=1)
CHANGES = {
    "spring": [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)],
    "autumn": [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02.30, and an hour later 02.30 once more
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_timers_on_both_sides_of_a_clock_change_fire_each_at_its_instant_once_and_in_order(
    house: House, change: str
) -> None:
    before, after = CHANGES[change]
    house.now = before - DAY
    second, first = rests(house, after, before)
    assert turn(house, before - 3 * SECOND) == 0
    assert turn(house, before) == 1
    assert fired(house) == [first]
    assert turn(house, after - 3 * SECOND) == 0
    assert turn(house, after) == 1
    assert fired(house) == [first, second]
    assert turn(house, after + DAY) == 0


def test_a_time_that_the_wall_skips_in_spring_is_the_one_that_comes_instead(house: House) -> None:
    house.now = at(2026, 3, 28)
    (about,) = rests(house, at(2026, 3, 29, 2, 30))
    assert house.timer("rest").due_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    turn(house, at(2026, 3, 29, 3, 31))
    assert fired(house) == [about]


@pytest.mark.parametrize("year", [2028, 2096])
def test_a_timer_on_a_leap_day_fires_that_day_and_not_the_day_after(
    house: House, year: int
) -> None:
    due = at(year, 2, 29, 12)
    house.now = due - 2 * DAY
    (about,) = rests(house, due)
    assert turn(house, at(year, 2, 28, 23, 59)) == 0
    assert turn(house, due) == 1
    assert fired(house) == [about]
    assert turn(house, at(year, 3, 1, 12)) == 0


# A server that is set to another zone.


def test_a_server_in_another_zone_fires_at_the_same_instant(house: House, zone: str) -> None:
    due = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    house.now = due - DAY
    rests(house, due)
    (row,) = house.rows(timers)
    assert (row.due_at, row.due_at.utcoffset()) == (due, timedelta())
    assert turn(house, due - 3 * SECOND) == 0
    assert turn(house, due) == 1
    told = [e for e in house.events() if e.kind == "timer.fired"]
    assert [e.payload and e.payload["due"] for e in told] == ["2026-10-25T00:30:00+00:00"]


def test_a_time_that_comes_again_is_that_of_stockholm_wherever_the_server_is(zone: str) -> None:
    morning = Cycle(datetime(2026, 1, 1, 6), 1, "D")  # noqa: DTZ001
    found = [datetime(2026, 3, 27, 12, tzinfo=UTC)]
    for _ in range(3):
        found.append(morning.first_after(found[-1], local_instant))
    assert [f"{one:%d %H}" for one in found[1:]] == ["28 05", "29 04", "30 04"], zone


# A clock that jumps.


def test_a_clock_that_jumps_ahead_fires_all_that_it_passes_in_order_of_due_time_and_once(
    house: House,
) -> None:
    start = house.now
    due = [start + days * DAY for days in (9, 3, 6, 3, 1)]
    made = rests(house, *due)
    assert turn(house, start + 30 * DAY) == 5
    assert fired(house) == [made[n] for n in (4, 1, 3, 2, 0)]
    assert turn(house, start + 31 * DAY) == 0


def test_a_clock_that_jumps_back_fires_nothing_again_and_loses_nothing(house: House) -> None:
    start = house.now
    first, second = rests(house, start + DAY, start + 3 * DAY)
    turn(house, start + 2 * DAY)
    assert fired(house) == [first]
    for days in (0, 1, 0, 2, 1):
        assert turn(house, start + days * DAY) == 0
    assert turn(house, start + 3 * DAY) == 1
    assert fired(house) == [first, second]


def test_a_clock_that_is_set_back_while_the_worker_looks_fires_nothing_too_early(
    house: House,
) -> None:
    """What was due by the time the worker asked at is looked at once more under the lock."""
    start = house.now
    rests(house, start + DAY)
    timer = house.timer("rest").id
    house.now = start
    assert house.fire(timer) is False
    assert house.open_tasks() == []


def test_what_is_told_under_a_clock_that_went_back_stands_in_order_in_the_ledger(
    house: House,
) -> None:
    start = house.now
    rests(house, start + DAY)
    turn(house, start + 2 * DAY)
    house.now = start
    house.complete("after")
    assert house.instance().state == "completed"
    assert house.ledger().is_whole


def test_what_was_put_off_under_a_clock_that_was_ahead_is_tried_when_it_is_right_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = house.now
    rests(house, start + DAY)
    with monkeypatch.context() as patched:
        patched.setattr(house.engine, "candidate_group", _nobody)
        turn(house, start + 400 * DAY)
    assert house.open_tasks() == []
    assert house.rows(timers)[0].next_attempt_at > start + 400 * DAY
    assert turn(house, start + 2 * DAY) == 1
    assert house.open_tasks() == ["after"]


def test_a_message_that_was_put_off_under_a_clock_that_was_ahead_is_handed_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = house.now
    house.deploy(first=line("first", user_task()))
    with monkeypatch.context() as patched:
        patched.setattr(house.engine, "candidate_group", _nobody)
        house.now = start + 400 * DAY
        house.post("came")
        house.hand_over()
    assert house.rows(messages)[-1].next_attempt_at > start + 400 * DAY
    house.now = start + DAY
    assert house.hand_over() == 1
    assert house.open_tasks() == ["carry"]


def _nobody(*_arguments: object) -> str:
    raise LookupError("nobody")


# Leases of workers.


def _submit(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        jobs.submit(session, Job(kind="send", idempotency_key="k", due_at=now), now)


def _claim(database: Database, now: datetime) -> list[ClaimedJob]:
    with database.transaction() as session:
        return jobs.claim(session, now, 1, LEASE)


def _finish(database: Database, claimed: ClaimedJob, now: datetime) -> None:
    with database.transaction() as session:
        jobs.finish(session, claimed, jobs.done("x"), now)


def test_a_lease_that_a_jump_ahead_has_ended_is_anothers_and_the_first_records_nothing(
    database: Database,
) -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    _submit(database, start)
    (first,) = _claim(database, start)
    (second,) = _claim(database, start + DAY)
    with pytest.raises(LeaseLost):
        _finish(database, first, start + DAY)
    _finish(database, second, start + DAY)
    assert _claim(database, start + 2 * DAY) == []


def test_a_lease_is_not_taken_over_because_the_clock_went_back(database: Database) -> None:
    """Taken twice would be sent twice; whoever has it writes it down by any clock."""
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    _submit(database, start)
    (first,) = _claim(database, start + DAY)
    for back in (start + DAY - SECOND, start, start - DAY):
        assert _claim(database, back) == []
    _finish(database, first, start)
    assert _claim(database, start + 2 * DAY) == []


def test_a_job_whose_worker_died_before_the_clock_went_back_is_taken_when_it_has_caught_up(
    database: Database,
) -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    _submit(database, start)
    _claim(database, start + timedelta(hours=1))
    assert _claim(database, start) == []
    (again,) = _claim(database, start + timedelta(hours=1) + LEASE)
    assert again.attempts == 2
    found: Any = again.verdict
    assert found is None
