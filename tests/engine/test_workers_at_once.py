"""Several workers share what is due: none waits for what another has in hand, and what was done
meanwhile leaves no trace a second time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.session import Database
from engine import messages, timer_rows
from engine.correlation import BATCH
from engine.models import messages as kept
from engine.models import process_instances, timers
from engine.timers import TimerSource
from ledger import events
from ledger.models import history
from tests.databases import chosen_kinds
from tests.engine.house import START, WORKER, House, drawn, line, user_task, wait

DAY = timedelta(days=1)
ON_POSTGRES = pytest.mark.parametrize(
    "database", sorted({"postgresql"} & set(chosen_kinds())), indirect=True
)
"""On SQLite writers take turns, so there is nothing to pass by."""


@pytest.fixture
def house(database: Database) -> House:
    made = House(database, {})
    begun = [("begun", "rest"), ("rest", "ended")]
    made.deploy(
        waits=drawn("waits", [wait("rest", "pause")], begun, starts="came"),
        worked=line("worked", user_task(), starts="asked"),
    )
    made.times[""] = {"pause": (START + DAY).isoformat()}
    return made


@ON_POSTGRES
def test_a_message_that_another_worker_has_in_hand_is_passed_by(house: House) -> None:
    posted = [house.post("asked") for _ in range(3)]
    with house.database.transaction() as another:
        assert messages.take(another, posted[0])
        assert house.hand_over() == 2
        assert not messages.take(another, posted[1])
    assert [row.state for row in house.rows(kept)] == ["received", "correlated", "correlated"]
    assert house.hand_over() == 1


@ON_POSTGRES
def test_behind_a_whole_batch_in_other_hands_a_worker_looks_again(house: House) -> None:
    posted = [house.post("asked") for _ in range(BATCH + 1)]
    with house.database.transaction() as another:
        assert all(messages.take(another, message) for message in posted[:BATCH])
        assert house.hand_over() == 1
    assert house.hand_over() == BATCH
    assert house.hand_over() == 1
    assert house.hand_over() == 0


def test_a_message_that_was_handed_over_meanwhile_leaves_no_trace(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = house.correlate("asked")
    before = house.rows(history)
    monkeypatch.setattr(messages, "received", lambda *_asked: [posted])
    assert house.hand_over() == 0
    assert house.rows(history) == before


@ON_POSTGRES
def test_a_timer_of_an_instance_that_another_worker_is_at_is_passed_by(house: House) -> None:
    for _ in range(2):
        house.correlate("came")
    first, second = house.rows(timers)
    house.now = START + 2 * DAY
    with house.database.transaction() as another:
        assert timer_rows.take_due(another, house.now) == first.id
        assert house.let_time_pass() == 1
    assert [timer.id for timer in house.rows(timers)] == [first.id]
    assert second.id != first.id
    assert house.let_time_pass() == 1


@ON_POSTGRES
@pytest.mark.parametrize("held", [0, 1])
def test_a_timer_is_passed_by_when_what_its_instance_was_joined_to_is_held(
    house: House, held: int
) -> None:
    for _ in range(3):
        house.correlate("came")
    root, joined, _alone = (row.stream_id for row in house.rows(process_instances))
    with house.database.transaction() as session:
        stream, under = events.lock_alone(session, joined), events.lock(session, root)
        events.join(session, stream, under, actor=WORKER, at=START)
        stream.write(session)
    house.now = START + 2 * DAY
    with house.database.transaction() as another:
        events.lock(another, (root, joined)[held])
        assert house.let_time_pass() == 1
        assert len(house.rows(timers)) == 2
    assert house.let_time_pass() == 2
    assert house.reported == []


def test_a_timer_that_was_done_meanwhile_leaves_no_trace(house: House) -> None:
    house.correlate("came")
    (timer,) = house.rows(timers)
    house.now = START + 2 * DAY
    source = TimerSource(house.database, house.engine, WORKER, clock=house._tick)
    assert house.fire(timer.id)
    before = house.rows(history)
    assert source._fire_next(house.now) is False
    assert house.rows(history) == before


def test_an_idle_worker_writes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.correlate("came")

    def never() -> None:
        raise AssertionError("It began to write.")

    monkeypatch.setattr(house.database, "transaction", never)
    assert house.hand_over() == 0
    assert house.let_time_pass() == 0
