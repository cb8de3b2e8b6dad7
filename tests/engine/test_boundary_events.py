"""Boundary events move tokens as the standard says, and take along what they interrupt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from db.session import Database
from engine import jobs, messages
from engine.context import ServiceTaskContext
from engine.errors import MessageNotCorrelated
from engine.models import incidents, message_subscriptions, process_instances, timers, user_tasks
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle
from engine.trail import fold
from ledger.events import read_subject
from tests.engine.diagrams import node, operator
from tests.engine.generated import GUARDED, MOVES, TOP, Block, models_of
from tests.engine.house import (
    CALLED,
    START,
    House,
    boundary,
    call,
    catch,
    drawn,
    line,
    throw,
    user_task,
    wait,
)
from tests.engine.recorded import not_faithful
from tests.engine.test_live_instance import begun, bundle_of, do, elements, through_text, waiting
from tests.engine.token_game import TokenGame

FEW = settings(max_examples=100, deadline=None)


@FEW
@given(GUARDED, MOVES)
def test_tokens_move_as_the_standard_says(block: Block, moves: list[tuple[int, int]]) -> None:
    models = models_of(block)
    bundle, game = build_bundle(models, TOP), TokenGame(models)
    instance = through_text(bundle, begun(bundle))
    for number, (pick, value) in enumerate(moves):
        assert elements(instance) == game.open_elements()
        assert instance.is_completed == game.is_completed
        if game.is_completed:
            return
        at = waiting(instance)[pick % len(waiting(instance))]
        do(instance, at, value, number)
        game.do(at.element, value)
        instance = through_text(bundle, instance)


@FEW
@given(GUARDED, MOVES)
def test_an_instance_that_is_dumped_after_every_step_runs_as_one_that_never_is(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = bundle_of(block)
    whole = begun(bundle)
    dumped = through_text(bundle, begun(bundle))
    for number, (pick, value) in enumerate(moves):
        assert waiting(dumped) == waiting(whole)
        assert dumped.is_completed == whole.is_completed
        if whole.is_completed:
            return
        at = waiting(whole)[pick % len(waiting(whole))]
        assert do(dumped, at, value, number) == do(whole, at, value, number)
        dumped = through_text(bundle, dumped)


@FEW
@given(GUARDED, MOVES)
def test_what_is_entered_is_left_or_cancelled_once(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = bundle_of(block)
    instance = LiveInstance.begin(bundle, {"last": 0})
    told = instance.advance()
    for number, (pick, value) in enumerate(moves):
        instance = through_text(bundle, instance)
        if instance.is_completed:
            break
        at = waiting(instance)[pick % len(waiting(instance))]
        told += do(instance, at, value, number)
    entered = [(t.task, t.element) for t in told if t.kind == "entered"]
    gone = [(t.task, t.element) for t in told if t.kind != "entered"]
    assert len(entered) == len(set(entered))
    assert len(gone) == len(set(gone))
    assert set(gone) <= set(entered)
    if instance.is_completed:
        assert set(gone) == set(entered)


def test_what_is_planned_ahead_does_not_grow_with_every_host() -> None:
    sizes = [
        len(begun(bundle_of(("seq", *[("stop", ("task",), ("task",))] * count))).dump())
        for count in (4, 16)
    ]
    assert sizes[0] == sizes[1]


def test_a_host_in_a_loop_does_not_make_the_state_larger() -> None:
    bundle = bundle_of(("loop", ("stop", ("task",), ("step",))))
    instance, sizes = begun(bundle), []
    for _ in range(100):
        for kind in ("late", "step", "task"):
            at = next(p for p in waiting(instance) if p.element.startswith(kind))
            do(instance, at, 9, 0)
            instance = through_text(bundle, instance)
        sizes.append(len(instance.dump()))
    assert max(sizes[-20:]) <= max(sizes[:5])


# From here on through the front door of the engine.


def tell(ctx: ServiceTaskContext) -> dict[str, Any]:
    """Ask for something to be sent, and fail or not as the variables say."""
    ctx.submit_job("tell", {"message": ctx.business_key}, key=ctx.instance, deadline_at=None)
    return {}


def fail(_ctx: ServiceTaskContext) -> dict[str, Any]:
    raise ValueError("no")


def stop_others(ctx: ServiceTaskContext) -> dict[str, Any]:
    """End every instance of ``carrying`` about the same thing."""
    ctx.cancel(ctx.business_key, "carrying", "settled")
    return {}


def stop_and_fail(ctx: ServiceTaskContext) -> dict[str, Any]:
    ctx.cancel(ctx.business_key, "carrying", "settled")
    raise ValueError("no")


OPERATIONS = {"tell": tell, "fail": fail, "stop": stop_others, "stop_and_fail": stop_and_fail}
SOON = START + timedelta(days=1)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """A call with an interrupting message at it; inside are a task, a timer, a message and more."""
    made = House(database, dict(OPERATIONS))
    made.times[""] = {"limit": SOON.isoformat()}
    made.deploy(ladder=ladder(), carrying=carrying())
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


def ladder() -> str:
    """Five branches at once: a task, a timer, a message, a step that fails, one that sends."""
    split, meet = (node("parallelGateway", name) for name in ("split", "meet"))
    inside = [
        user_task("climb"),
        wait("rest", "limit"),
        catch("hear", "called", "message"),
        ("slip", node("serviceTask", "slip", operator("fail"))),
    ]
    return drawn(
        "ladder",
        [("tell", node("serviceTask", "tell", operator("tell"))),
         ("split", split), ("meet", meet), *inside],
        [("begun", "tell"), ("tell", "split"), ("meet", "ended"),
         *(("split", name) for name, _ in inside), *((name, "meet") for name, _ in inside)],
        starts="never",
        **CALLED,
    )  # fmt: skip


def carrying(*, interrupts: bool = True) -> str:
    return drawn(
        "carrying",
        [
            call("contact", "ladder"),
            boundary("heard", "contact", message="heard", key="message", interrupts=interrupts),
            boundary("late", "contact", due="limit", interrupts=False),
            user_task("after"),
            user_task("remind"),
            ("stopped", node("endEvent", "stopped")),
            ("reminded", node("endEvent", "reminded")),
        ],
        [("begun", "contact"), ("contact", "ended"), ("heard", "after"), ("after", "stopped"),
         ("late", "remind"), ("remind", "reminded")],
    )  # fmt: skip


def test_an_interrupted_call_takes_along_everything_inside_it(house: House) -> None:
    message = house.correlate("came")
    assert house.open_tasks() == ["climb"]
    assert sorted(t.element for t in house.rows(timers)) == ["late", "rest"]
    assert [job.kind for job in house.rows(jobs.jobs)] == ["tell", "retry_step"]
    house.answer("heard", message)
    assert house.open_tasks() == ["after"]
    assert house.rows(timers) == []
    assert house.rows(message_subscriptions) == []
    assert [incident.state for incident in house.rows(incidents)] == ["ended"]
    assert {job.state for job in house.rows(jobs.jobs)} == {"cancelled"}
    kinds = [(e.kind, e.element) for e in house.events() if e.kind == "element.cancelled"]
    assert sorted(kinds) == sorted(
        ("element.cancelled", name) for name in ("contact", "climb", "rest", "hear", "slip")
    )
    assert ("incident.resolved", "slip") in [(e.kind, e.element) for e in house.events()]
    house.complete("after")
    assert house.instance().state == "completed"


def test_the_auditor_sees_what_fired_and_what_it_ended(house: House) -> None:
    message = house.correlate("came")
    assert fold(house.events()).states()["slip"] == "failed"
    assert "heard" not in fold(house.events()).states()
    house.answer("heard", message)
    states = fold(house.events()).states()
    assert {states[name] for name in ("contact", "climb", "rest", "hear", "slip")} == {"cancelled"}
    assert (states["heard"], states["after"]) == ("done", "active")
    assert "late" not in states


def test_nothing_inside_an_interrupted_call_can_be_reached_any_longer(house: House) -> None:
    message = house.correlate("came")
    climb = house.task("climb")
    house.answer("heard", message)
    with pytest.raises(MessageNotCorrelated):
        house.answer("called", message, "2")
    assert house.retry() is True
    assert house.open_tasks() == ["after"]
    (row,) = [task for task in house.rows(user_tasks) if task.id == climb.id]
    assert row.state == "cancelled"


def test_a_reminder_at_a_call_leaves_everything_inside_as_it_was(house: House) -> None:
    house.correlate("came")
    assert house.let_time_pass(SOON) == 2
    assert house.open_tasks() == ["climb", "remind"]
    assert house.instance().state == "running"


def test_a_message_that_does_not_interrupt_is_heard_each_time(house: House) -> None:
    house.deploy(carrying=carrying(interrupts=False))
    message = house.correlate("came")
    for once in ("1", "2"):
        house.answer("heard", message, once)
    assert house.open_tasks() == ["after", "after", "climb"]


def test_a_message_that_came_before_its_host_was_reached_interrupts_it_at_once(
    house: House,
) -> None:
    house.deploy(
        carrying=drawn(
            "carrying",
            [
                user_task("first"),
                user_task("carry"),
                boundary("heard", "carry", message="heard", key="message"),
            ],
            [("begun", "first"), ("first", "carry"), ("carry", "ended"), ("heard", "ended")],
        )
    )
    message = house.correlate("came")
    with house.database.transaction() as session:
        messages.receive(
            session,
            "heard",
            {},
            public_id="early",
            message_id="early",
            correlation_key=message,
            now=START,
        )
    house.hand_over()
    house.complete("first")
    assert house.instance().state == "completed"
    assert [t.state for t in house.rows(user_tasks)] == ["completed", "cancelled"]


def pair(house: House, operation: str, *, is_at_once: bool) -> None:
    """Start an instance of ``carrying``, and one about the same thing that runs the operation."""
    between = [] if is_at_once else [user_task("decide")]
    house.deploy(
        starter=line(
            "starter", throw("begin", "carry_it", "message"), *between,
            throw("settle", "settle_it", "message"), starts="both",
        ),
        carrying=drawn(
            "carrying",
            [user_task("carry"), boundary("late", "carry", due="limit")],
            [("begun", "carry"), ("carry", "ended"), ("late", "ended")],
            starts="carry_it",
        ),
        settling=line(
            "settling", ("settle", node("serviceTask", "settle", operator(operation))),
            starts="settle_it",
        ),
    )  # fmt: skip
    house.correlate("both")
    if not is_at_once:
        house.complete("decide")


@pytest.mark.parametrize("is_at_once", [True, False])
def test_an_operation_ends_the_other_instances_of_a_process_about_its_thing(
    house: House, is_at_once: bool
) -> None:
    pair(house, "stop", is_at_once=is_at_once)
    states = [row.state for row in house.rows(process_instances)]
    assert states == ["completed", "cancelled", "completed"]
    with house.database.reading() as session:
        told = read_subject(session, house.rows(process_instances)[1].public_id)
    (cancelled,) = [e for e in told if e.kind == "instance.cancelled"]
    assert (cancelled.payload or {})["variables"] == {"reason": "settled"}
    assert house.rows(timers) == []


@pytest.mark.parametrize("is_at_once", [True, False])
def test_an_operation_that_ends_others_and_then_fails_has_ended_none(
    house: House, is_at_once: bool
) -> None:
    pair(house, "stop_and_fail", is_at_once=is_at_once)
    states = [row.state for row in house.rows(process_instances)]
    assert states == ["completed", "running", "running"]
    assert house.incident().element == "settle"
    assert [t.element for t in house.rows(timers)] == ["late"]
    house.complete("carry")


def test_an_operation_never_ends_the_instance_that_it_runs_in(house: House) -> None:
    house.deploy(
        carrying=line("carrying", ("settle", node("serviceTask", "settle", operator("stop"))))
    )
    house.correlate("came")
    assert house.instance().state == "completed"
