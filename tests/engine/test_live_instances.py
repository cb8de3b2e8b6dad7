"""An instance that stays alive in memory is never anything but what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from db.session import Database, Session
from engine.commands import ClaimTask, CompleteTask
from engine.live_instances import Kept, LiveInstances
from engine.models import instance_states, user_tasks
from engine.spiff.live import LiveInstance
from tests.engine.house import ANNA, PLACE, House, line, user_task

STEPS = ("one", "two", "three")


class Interrupted(Exception):
    """Something went wrong after the command was carried out, before the commit."""


@pytest.fixture
def house(database: Database) -> House:
    made = House(database, {})
    made.deploy(line=line("line", *[user_task(name) for name in STEPS]))
    made.correlate("came")
    return made


def _kept(house: House) -> Kept | None:
    return house.engine.live.take(house.instance().id, _version(house))


def _version(house: House) -> int:
    return int(house.rows(instance_states)[-1].version)


def test_a_committed_command_leaves_its_instance_alive(house: House) -> None:
    house.complete("one")
    kept = _kept(house)
    assert kept is not None
    assert [task.element for task in kept.live.open_user_tasks()] == ["two"]


def test_the_next_command_goes_on_with_it_and_reads_no_state(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.engine.checks_state = False
    monkeypatch.setattr(LiveInstance, "resume", _never)
    house.complete("one")
    house.complete("two")
    assert house.open_tasks() == ["three"]


def test_what_was_rolled_back_is_not_gone_on_with(house: House) -> None:
    task = house.claim("one")
    with pytest.raises(Interrupted):
        _interrupted(house, CompleteTask(task.public_id, PLACE, task.version))
    assert _kept(house) is None
    house.complete("one")
    assert house.open_tasks() == ["two"]


def test_what_moved_on_elsewhere_is_read_anew(house: House) -> None:
    elsewhere = House(house.database, {})
    house.complete("one")
    elsewhere.complete("two")
    house.complete("three")
    assert house.instance().state == "completed"
    assert house.ledger().faults == ()


def test_two_commands_in_one_transaction_both_count(house: House) -> None:
    with house.database.transaction() as session:
        for name in ("one", "two"):
            task = _open(session, name)
            house.engine.execute(session, ClaimTask(task.public_id), ANNA)
            house.engine.execute(session, CompleteTask(task.public_id, PLACE, 2), ANNA)
    kept = _kept(house)
    assert kept is not None
    assert [task.element for task in kept.live.open_user_tasks()] == ["three"]


def test_an_instance_that_has_ended_is_not_kept(house: House) -> None:
    for name in STEPS:
        house.complete(name)
    assert _kept(house) is None


def test_only_those_moved_last_are_kept() -> None:
    live = LiveInstances(most=2)
    for instance in (1, 2, 3):
        live.keep(instance, Kept(1, None, {}))  # type: ignore[arg-type]
    assert live.take(1, 1) is None
    assert live.take(3, 1) is not None


def _interrupted(house: House, command: object) -> None:
    with house.database.transaction() as session:
        house.engine.execute(session, command, ANNA)
        raise Interrupted


def _open(session: Session, element: str) -> Any:
    wanted = select(user_tasks).where(user_tasks.c.element == element, user_tasks.c.state == "open")
    return session.execute(wanted).one()


def _never(*_given: object) -> LiveInstance:
    raise AssertionError("The stored state was read.")
