"""A process that begins by itself: once for each time, whoever is there to see to it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.session import Database
from engine import messages as message_rows
from engine.models import messages, process_instances, start_timers, user_tasks
from engine.start_timers import StartTimerSource, every
from tests.engine.diagrams import cycle_event, message_event
from tests.engine.house import START, House, line, user_task

SIX = datetime(2026, 3, 3, 6, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = "R/2026-01-01T06:00:00/P1D"


def instant(wall: datetime) -> datetime:
    """The wall clock of these tests is that of UTC; real zones are in test_cycles.py."""
    return wall.replace(tzinfo=UTC)


def beginning(key: str, cycle: str) -> str:
    drawn = line(key, user_task("carry"))
    return drawn.replace(message_event("came"), cycle_event(cycle))


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    made = House(database, {})
    made.deploy(daily=beginning("daily", DAILY))
    yield made
    assert made.ledger().is_whole


def source(house: House) -> StartTimerSource:
    return StartTimerSource(house.database, instant=instant, clock=house._tick)


def pass_time(house: House, until: datetime | None = None) -> None:
    """The clock goes on, and the worker has a turn."""
    house.now = max(house.now, until or house.now)
    source(house).run_once(house.now)
    house.hand_over()


def begun(house: House) -> list[Any]:
    return house.rows(process_instances)


def row(house: House) -> Any:
    (found,) = house.rows(start_timers)
    return found


def test_it_begins_at_its_time_and_not_before(house: House) -> None:
    pass_time(house)
    assert (row(house).due_at, begun(house)) == (SIX, [])
    pass_time(house, SIX - timedelta(seconds=1))
    assert begun(house) == []
    pass_time(house, SIX)
    assert len(begun(house)) == 1
    assert house.open_tasks() == ["carry"]
    assert row(house).due_at == SIX + DAY


def test_each_beginning_has_a_stream_of_its_own_and_is_in_the_ledger(house: House) -> None:
    pass_time(house)
    for days in range(3):
        pass_time(house, SIX + days * DAY)
    assert len({instance.stream_id for instance in begun(house)}) == 3
    fired = [event for event in house.events() if event.kind == "timer.began"]
    assert [(event.element, (event.payload or {})["due"]) for event in fired] == [
        ("begun", SIX.isoformat())
    ]


def test_turn_after_turn_begins_nothing_more(house: House) -> None:
    pass_time(house)
    for _ in range(5):
        pass_time(house, SIX)
    assert len(begun(house)) == 1


def test_times_that_passed_while_nobody_was_there_become_one(house: House) -> None:
    pass_time(house)
    pass_time(house, SIX + 10 * DAY)
    assert len(begun(house)) == 1
    assert row(house).due_at == SIX + 11 * DAY


def test_several_workers_at_once_begin_it_once(house: House) -> None:
    pass_time(house)
    house.now = SIX
    known = [source(house) for _ in range(4)]
    with ThreadPoolExecutor(4) as workers:
        sent = list(workers.map(lambda one: one.run_once(SIX), known))
    house.hand_over()
    house.hand_over()
    assert sum(sent) == 1
    assert len(begun(house)) == 1


def test_a_worker_that_read_the_row_before_another_moved_it_sends_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(house)
    with house.database.reading() as session:
        (old,) = every(session)
    pass_time(house, SIX)
    monkeypatch.setattr("engine.start_timers.every", lambda _session: [old])
    assert source(house).run_once(SIX) == 0
    assert len(house.rows(messages)) == 1


def test_a_crash_before_it_is_sent_leaves_it_due_and_after_it_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(house)
    with monkeypatch.context() as patch:
        patch.setattr(message_rows, "receive", _crash)
        with pytest.raises(KeyboardInterrupt):
            pass_time(house, SIX)
    assert row(house).due_at == SIX
    source(house).run_once(house.now)  # And now it dies before the message is handed over.
    assert begun(house) == []
    house.hand_over()
    assert len(begun(house)) == 1


def _crash(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_what_is_due_first_begins_first(house: House) -> None:
    house.deploy(
        second=beginning("second", "R/2026-01-01T05:00:00/P1D"),
        first=beginning("first", "R/2026-01-01T04:00:00/P1D"),
    )
    pass_time(house)
    pass_time(house, SIX)
    assert [task.process for task in house.rows(user_tasks)] == ["first", "second", "daily"]


def test_a_new_version_with_the_same_time_misses_none(house: House) -> None:
    pass_time(house)
    house.now = SIX
    house.deploy(daily=beginning("daily", DAILY).replace("Words.", "Other words."))
    pass_time(house)
    assert len(begun(house)) == 1


def test_a_new_time_counts_from_its_deployment(house: House) -> None:
    pass_time(house)
    house.deploy(daily=beginning("daily", "R/2026-01-01T07:00:00/P1D"))
    pass_time(house)
    assert row(house).due_at == SIX + timedelta(hours=1)
    assert row(house).since == START


def test_a_version_that_begins_by_a_message_begins_no_more_by_itself(house: House) -> None:
    pass_time(house)
    house.now = SIX
    source(house).run_once(house.now)
    house.deploy(daily=line("daily", user_task("carry")))
    house.hand_over()
    assert (house.rows(start_timers), begun(house)) == ([], [])
    assert [message.state for message in house.rows(messages)] == ["correlated"]
    house.correlate("came")
    assert len(begun(house)) == 1


def test_going_back_to_an_older_version_begins_nothing_that_passed_meanwhile(
    house: House,
) -> None:
    pass_time(house)
    house.deploy(daily=line("daily", user_task("carry")))
    house.deploy(daily=beginning("daily", DAILY))
    pass_time(house)
    assert (row(house).since, row(house).due_at, begun(house)) == (START, SIX, [])
