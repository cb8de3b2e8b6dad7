"""Inbox, subscriptions and timers are what the running instances say, and a difference is named."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, event, insert, update

from db.session import Database
from engine import processors
from engine.agreement import Agreement, compare
from engine.commands import CorrelateMessage
from engine.context import ServiceTaskContext
from engine.models import instance_states, message_subscriptions, messages, timers, user_tasks
from engine.runtime import Runtime
from ledger import events
from tests.engine.diagrams import node, operator
from tests.engine.house import ANNA, START, House, boundary, catch, drawn, line, user_task, wait


@pytest.fixture
def house(database: Database) -> House:
    """Three waiting at once in one instance: a task with a timer, a message and a time."""
    made = House(database, {})
    made.times[""] = {"limit": START.replace(year=2027).isoformat()}
    made.deploy(
        many=drawn(
            "many",
            [
                ("split", node("parallelGateway", "split")),
                user_task("carry"),
                boundary("late", "carry", due="limit", interrupts=False),
                ("gone", node("endEvent", "gone")),
                catch("hear", "answered", "message"),
                wait("rest", "limit"),
                ("meet", node("parallelGateway", "meet")),
            ],
            [("begun", "split"), ("split", "carry"), ("split", "hear"), ("split", "rest"),
             ("late", "gone"), ("carry", "meet"), ("hear", "meet"), ("rest", "meet"),
             ("meet", "ended")],
        ),
        keyless=line("keyless", catch("hear", "answered", "parcel"), starts="lost"),
    )  # fmt: skip
    return made


def agreement(house: House) -> Agreement:
    with house.database.reading() as session:
        return compare(session, house.engine)


def reasons_after(house: House, *statements: object) -> list[str]:
    house.correlate("came")
    with house.database.transaction() as session:
        for statement in statements:
            session.execute(statement)  # type: ignore[call-overload]
    return [one.reason for one in agreement(house).disagreements]


def test_inbox_subscriptions_and_timers_agree_at_every_step(house: House) -> None:
    key = house.correlate("came")
    house.correlate("lost")
    assert agreement(house) == Agreement(2, ())
    house.complete("carry")
    assert agreement(house) == Agreement(2, ())
    house.let_time_pass(START.replace(year=2028))
    assert agreement(house) == Agreement(2, ())
    house.answer("answered", key)
    assert house.instance().state == "completed"
    assert agreement(house) == Agreement(1, ())


@pytest.mark.parametrize(
    ("table", "element", "kind"),
    [
        (user_tasks, "carry", "task"),
        (timers, "rest", "timer"),
        (timers, "late", "timer"),
        (message_subscriptions, "hear", "message"),
    ],
)
def test_a_row_that_is_gone_is_named(house: House, table: object, element: str, kind: str) -> None:
    gone = delete(table).where(table.c.element == element)  # type: ignore[arg-type, attr-defined]
    assert reasons_after(house, gone) == [f"it waits at {element}, and no {kind} is there"]


def test_a_row_too_many_is_named(house: House) -> None:
    more = {"instance_id": 1, "position": "99", "element": "hear", "name": "answered"}
    added = insert(message_subscriptions).values(**more, correlation_key="x")
    assert reasons_after(house, added) == ["a message is there for hear, and it does not wait"]


def test_a_task_that_was_closed_behind_its_instance_is_named(house: House) -> None:
    closed = update(user_tasks).values(state="completed", ended_at=START)
    assert reasons_after(house, closed) == ["it waits at carry, and no task is there"]


def test_what_an_ended_instance_left_is_named(house: House) -> None:
    key = house.correlate("came")
    house.complete("carry")
    house.let_time_pass(START.replace(year=2028))
    house.answer("answered", key)
    with house.database.transaction() as session:
        session.execute(update(user_tasks).values(state="open", ended_at=None))
    (found,) = agreement(house).disagreements
    assert found.instance == house.instance().public_id
    assert found.reason == "it has ended, and a task is there for carry"


def test_a_version_that_is_missing_or_cannot_be_read_is_named(house: House) -> None:
    house.correlate("came")
    for _ in range(3):
        house.complete("carry") if house.open_tasks() else house.let_time_pass(house.now)
    with house.database.transaction() as session:
        session.execute(update(instance_states).values(version=instance_states.c.version + 20))
        session.execute(update(instance_states).where(instance_states.c.version > 21).values(
            version=instance_states.c.version + 1
        ))  # fmt: skip
    assert [one.reason for one in agreement(house).disagreements] == [
        "version 23 follows version 21"
    ]
    with house.database.transaction() as session:
        session.execute(update(instance_states).values(body=b"garbage"))
    assert any("cannot be read" in one.reason for one in agreement(house).disagreements)


def test_a_step_that_works_when_it_is_tried_again_may_lead_straight_to_a_message(
    house: House,
) -> None:
    def step(_ctx: ServiceTaskContext) -> dict[str, str]:
        if len(tries := house.reported) == 0:
            raise ValueError(tries)
        return {}

    house.operations["step"] = step
    house.deploy(
        tried=line(
            "tried",
            ("step", node("serviceTask", "step", operator("step"))),
            catch("hear", "answered", "message"),
            starts="begun_to_try",
        )
    )
    key = house.correlate("begun_to_try")
    assert house.retry() is True
    assert agreement(house) == Agreement(1, ())
    house.answer("answered", key)
    assert house.instance().state == "completed"


def test_a_message_moves_no_instance_whose_lock_it_does_not_hold(house: House) -> None:
    """The event began to wait between the look for a lock and the lock."""
    key = house.correlate("came")
    message = house.post("answered", key=key)
    before = house.everything()
    with house.database.transaction() as session:
        elsewhere = events.open_stream(session, f"message:{message}", "message", now=START)
        runtime = Runtime(house.engine, session, events.lock(session, elsewhere), ANNA, house.now)
        carry_out = processors.processors()[CorrelateMessage].carry_out
        assert carry_out(runtime, CorrelateMessage(message)) == "received"
        runtime.finish()
    assert house.everything() == before
    house.hand_over()
    assert house.rows(messages)[-1].state == "correlated"
    assert agreement(house) == Agreement(1, ())


def test_an_instance_more_costs_no_more_than_reading_its_state(house: House) -> None:
    """Rows, subscriptions, timers and versions are asked for all instances of a batch at once."""
    house.correlate("came")
    compared(house)  # Cold: it reads the definition.
    one = compared(house)
    for _ in range(4):
        house.correlate("came")
    assert compared(house) == one + 4


def compared(house: House) -> int:
    """How many statements a comparison takes in which all agrees."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(house.database.reading_engine, "before_cursor_execute", note)
    try:
        assert agreement(house).disagreements == ()
    finally:
        event.remove(house.database.reading_engine, "before_cursor_execute", note)
    return len(asked)
