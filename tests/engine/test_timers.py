"""Timers fire once, in order of when they are due, and follow the times that are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from db.session import Database
from engine import jobs
from engine.commands import ClaimTask, CompleteTask, FireTimer
from engine.context import ServiceTaskContext
from engine.errors import EngineError, NotFound, TaskAlreadyCompleted
from engine.models import incidents, process_instances, timers, user_tasks
from engine.runtime import Runtime
from ledger import events
from ledger.events import Actor
from tests.engine.diagrams import node, operator, properties
from tests.engine.house import (
    ANNA,
    CALLED,
    PLACE,
    START,
    WORKER,
    House,
    boundary,
    call,
    drawn,
    line,
    user_task,
    wait,
)
from tests.engine.recorded import not_faithful

Operations = dict[str, Any]
SOON, LATER, LATEST = (START + timedelta(days=days) for days in (1, 2, 3))


def retime(ctx: ServiceTaskContext, about: str = "") -> dict[str, Any]:
    """Tell the timers of the instance's own thing, or of another, when they are due."""
    ctx.retime(about or ctx.business_key)
    return {}


def fail(_ctx: ServiceTaskContext) -> dict[str, Any]:
    raise ValueError("no")


@pytest.fixture
def operations() -> Operations:
    return {"retime": retime, "fail": fail}


@pytest.fixture
def house(database: Database, operations: Operations) -> Iterator[House]:
    """A house with no instance yet; whatever a test does, the ledger is whole in the end."""
    made = House(database, operations)
    made.deploy(
        guarded=guarded(),
        resting=line("resting", wait("rest", "limit"), user_task("after"), starts="rested"),
    )
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


def guarded(key: str = "guarded", due: str = "limit", *, interrupts: bool = True) -> str:
    """A task with a timer on its boundary, which leads to a task of its own."""
    return drawn(
        key,
        [
            user_task("carry"),
            boundary("late", "carry", due=due, interrupts=interrupts),
            user_task("chase"),
            ("given_up", node("endEvent", "given_up")),
        ],
        [("begun", "carry"), ("carry", "ended"), ("late", "chase"), ("chase", "given_up")],
    )


def told(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def limit(house: House, instant: datetime | None, key: str = "") -> None:
    """The stored time is this one from now on; the timers are not told yet."""
    house.times.setdefault(key, {})["limit"] = told(instant)


def move(house: House, instant: datetime | None) -> None:
    """The stored time changes, and a command of the rooms above tells the timers."""
    limit(house, instant)
    tell_timers(house)


def tell_timers(house: House) -> None:
    instance = house.instance()
    with house.database.transaction() as session:
        runtime = Runtime(
            house.engine, session, events.lock(session, instance.stream_id), ANNA, house.now
        )
        runtime.retime(instance.business_key)
        runtime.finish()


def times(house: House, kind: str) -> list[Mapping[str, Any]]:
    return [e.payload or {} for e in house.events() if e.kind == f"timer.{kind}"]


def test_a_timer_waits_for_the_stored_time_and_not_a_second_longer(house: House) -> None:
    limit(house, SOON)
    house.correlate("rested")
    assert house.timer("rest").due_at == SOON
    assert house.let_time_pass(SOON - timedelta(seconds=2)) == 0
    assert house.open_tasks() == []
    assert house.let_time_pass(SOON) == 1
    assert house.open_tasks() == ["after"]
    assert house.rows(timers) == []


def test_what_a_timer_was_told_and_when_it_fired_is_in_the_ledger(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    house.let_time_pass(LATER)
    assert [t["due"] for t in times(house, "set")] == [told(SOON)]
    (fired,) = times(house, "fired")
    assert fired["due"] == told(SOON)
    assert fired["at"] >= str(told(LATER))
    (event,) = [e for e in house.events() if e.kind == "timer.fired"]
    assert (event.actor, event.element) == (WORKER.id, "late")


def test_an_interrupting_timer_takes_the_task_away(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    house.let_time_pass(SOON)
    assert house.open_tasks() == ["chase"]
    assert [t.state for t in house.rows(user_tasks)] == ["cancelled", "open"]
    moved = [(e.kind, e.element) for e in house.events() if e.kind.startswith("element.")]
    assert moved[-4:] == [
        ("element.entered", "late"),
        ("element.left", "late"),
        ("element.cancelled", "carry"),
        ("element.entered", "chase"),
    ]
    house.complete("chase")
    assert house.instance().state == "completed"


def test_a_timer_that_does_not_interrupt_leaves_the_task_open(house: House) -> None:
    house.deploy(guarded=guarded(interrupts=False))
    limit(house, SOON)
    house.correlate("came")
    house.let_time_pass(SOON)
    assert house.open_tasks() == ["carry", "chase"]
    assert house.let_time_pass(LATEST) == 0
    house.complete("carry")
    assert house.instance().state == "running"
    house.complete("chase")
    assert house.instance().state == "completed"


def test_a_task_that_is_completed_in_time_takes_its_timer_along(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    house.complete("carry")
    assert house.rows(timers) == []
    assert house.instance().state == "completed"
    assert "late" not in {event.element for event in house.events() if "element" in event.kind}


def test_a_timer_whose_time_is_not_known_waits_for_it(house: House) -> None:
    limit(house, None)
    house.correlate("came")
    assert house.timer().due_at is None
    assert house.let_time_pass(LATEST) == 0
    move(house, LATEST + timedelta(days=1))
    assert [t["due"] for t in times(house, "set")] == [told(LATEST + timedelta(days=1))]
    assert house.let_time_pass(LATEST + timedelta(days=1)) == 1


@pytest.mark.parametrize("new", [LATEST, SOON, None])
def test_a_time_that_moves_moves_the_timer(house: House, new: datetime | None) -> None:
    limit(house, LATER)
    house.correlate("came")
    move(house, new)
    assert house.timer().due_at == new
    (moved,) = times(house, "moved")
    assert (moved["before"], moved["due"]) == (told(LATER), told(new))
    assert house.let_time_pass(LATER) == (1 if new == SOON else 0)


def test_a_time_that_stays_is_not_told_again(house: House) -> None:
    limit(house, LATER)
    house.correlate("came")
    move(house, LATER)
    assert times(house, "moved") == []


def test_the_timers_of_other_things_stay_where_they_are(house: House) -> None:
    limit(house, LATER)
    house.correlate("came")
    other = house.correlate("came")
    limit(house, LATEST, other)
    move(house, SOON)
    assert [t.due_at for t in house.rows(timers)] == [SOON, LATER]


def test_an_automatic_step_can_tell_its_own_instance_that_times_have_moved(house: House) -> None:
    step = ("tell", node("serviceTask", "tell", operator("retime")))
    house.deploy(
        beside=drawn(
            "beside",
            [
                ("split", node("parallelGateway", "split")),
                user_task("carry"),
                wait("rest", "limit"),
                step,
                ("meet", node("parallelGateway", "meet")),
            ],
            [("begun", "split"), ("split", "carry"), ("split", "rest"), ("carry", "tell"),
             ("tell", "meet"), ("rest", "meet"), ("meet", "ended")],
            starts="split_up",
        )
    )  # fmt: skip
    limit(house, LATER)
    house.correlate("split_up")
    limit(house, SOON)
    house.complete("carry")
    assert house.timer("rest").due_at == SOON
    assert house.let_time_pass(SOON) == 1
    assert house.instance().state == "completed"


def test_after_a_pause_timers_fire_in_the_order_in_which_they_were_due(house: House) -> None:
    first, second, third = (house.post("came") for _ in range(3))
    for message, due in ((first, LATEST), (second, SOON), (third, LATER)):
        limit(house, due, message)
    while house.hand_over():
        pass
    assert house.let_time_pass(LATEST + timedelta(days=9)) == 3
    about = {row.id: row.business_key for row in house.rows(process_instances)}
    chased = [about[t.instance_id] for t in house.rows(user_tasks) if t.element == "chase"]
    assert chased == [second, third, first]


def test_what_a_timer_leads_to_fires_before_what_was_due_after_it(house: House) -> None:
    house.deploy(
        resting=line(
            "resting", wait("rest", "limit"), wait("again", "next"), user_task("after"),
            starts="rested",
        )
    )  # fmt: skip
    limit(house, LATEST)
    house.correlate("came")
    rested = house.post("rested")
    house.times[rested] = {"limit": told(SOON), "next": told(LATER)}
    house.hand_over()
    assert house.let_time_pass(LATEST) == 3
    assert [t.element for t in house.rows(user_tasks)] == ["carry", "after", "chase"]


def test_a_timer_fires_once(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    timer = house.timer().id
    house.now = SOON
    assert house.fire(timer) is True
    before = house.everything()
    with pytest.raises(NotFound):
        house.fire(timer)
    assert house.everything() == before


def test_a_timer_that_was_moved_while_the_worker_waited_does_not_fire(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    timer = house.timer().id
    move(house, LATEST)
    house.now = SOON
    assert house.fire(timer) is False
    assert house.open_tasks() == ["carry"]


def test_a_worker_that_dies_before_the_end_leaves_the_timer_to_the_next_one(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    house.now, timer, before = SOON, house.timer().id, house.everything()
    with pytest.raises(KeyboardInterrupt):
        _die_before_the_end(house, FireTimer(timer))
    assert house.everything() == before
    assert house.let_time_pass() == 1
    assert house.let_time_pass() == 0
    assert [t.element for t in house.rows(user_tasks)] == ["carry", "chase"]


def test_who_completes_a_task_too_late_is_told_so_and_the_timer_fires_by_itself(
    house: House,
) -> None:
    limit(house, SOON)
    house.correlate("came")
    task = house.claim("carry")
    house.now, before = SOON, house.everything()
    with pytest.raises(TaskAlreadyCompleted):
        house.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert house.everything() == before
    house.let_time_pass()
    with pytest.raises(TaskAlreadyCompleted):
        house.execute(CompleteTask(task.public_id, PLACE, task.version))


def test_two_workers_and_a_person_at_once_let_the_timer_go_once(house: House) -> None:
    limit(house, SOON)
    for _ in range(4):
        house.correlate("came")
    tasks, rows = house.rows(user_tasks), house.rows(timers)
    for task in tasks:
        house.execute(ClaimTask(task.public_id))
    house.now = SOON
    fired: list[tuple[object, Actor]] = [(FireTimer(row.id), WORKER) for row in rows]
    commands = fired * 2
    commands.extend((CompleteTask(task.public_id, PLACE, 2), ANNA) for task in tasks)
    with ThreadPoolExecutor(max_workers=6) as threads:
        done = list(threads.map(lambda c: _tried(house, *c), commands))
    assert done.count("True") == 4
    assert set(done) <= {"True", "False", "NotFound", "TaskAlreadyCompleted"}
    assert house.open_tasks() == ["chase"] * 4


def _tried(house: House, command: object, actor: Actor) -> str:
    try:
        return str(house.execute(command, actor))
    except EngineError as refused:
        return type(refused).__name__


def test_a_reminder_that_is_due_comes_before_the_completion(house: House) -> None:
    house.deploy(guarded=guarded(interrupts=False))
    limit(house, SOON)
    house.correlate("came")
    task = house.claim("carry")
    house.now = SOON
    house.execute(CompleteTask(task.public_id, PLACE, task.version))
    kinds = house.kinds()
    assert kinds.index("timer.fired") < kinds.index("task.completed")
    assert house.open_tasks() == ["chase"]
    assert house.rows(timers) == []


def test_what_is_put_off_by_a_timer_that_fires_first_does_not_fire(house: House) -> None:
    steps = [
        user_task("carry"),
        boundary("late", "carry", due="limit", interrupts=False),
        ("put_off", node("serviceTask", "put_off", operator("retime"))),
        ("told", node("endEvent", "told")),
        boundary("later", "carry", due="end"),
        ("given_up", node("endEvent", "given_up")),
    ]
    ways = [("begun", "carry"), ("carry", "ended"), ("late", "put_off"), ("put_off", "told")]
    house.deploy(guarded=drawn("guarded", steps, [*ways, ("later", "given_up")]))
    house.times[""] |= {"limit": told(SOON), "end": told(LATER)}
    house.correlate("came")
    house.operations["retime"] = partial(_put_off, house)
    task = house.claim("carry")
    house.now = LATER
    house.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert [fired["due"] for fired in times(house, "fired")] == [told(SOON)]
    assert house.instance().state == "completed"


def _put_off(house: House, ctx: ServiceTaskContext) -> dict[str, Any]:
    house.times[""]["end"] = told(LATEST)
    return retime(ctx)


def _die_before_the_end(house: House, command: object) -> None:
    with house.database.transaction() as session:
        house.engine.execute(session, command, WORKER)
        raise KeyboardInterrupt


BAD = [
    "unknown_name",
    "message + 1",
    "7 + count",
    "[limit]",
    "limit = limit",
    "word",
    "naive",
    "day",
]


@pytest.mark.parametrize("due", BAD)
def test_a_time_that_cannot_be_told_is_an_incident_and_the_instance_goes_on(
    house: House, due: str
) -> None:
    house.times[""] = {"limit": told(SOON), "word": "soon", "naive": "2026-03-02T10:00:00"}
    house.times[""]["day"] = "2026-03-02"
    house.deploy(guarded=guarded(due=due))
    house.correlate("came")
    incident = house.incident()
    assert (incident.element, incident.state) == ("late", "open")
    assert house.timer().due_at is None
    assert house.let_time_pass(LATEST) == 0
    house.complete("carry")
    assert house.instance().state == "completed"
    assert house.incident().state == "ended"


def test_a_time_beyond_the_calendar_is_an_incident_too(house: House) -> None:
    house.times[""] = {"limit": "0001-01-01T00:00:00+14:00"}
    house.correlate("came")
    assert house.incident().cause == "OverflowError"


def test_a_time_that_can_be_told_at_last_resolves_its_incident(house: House) -> None:
    house.correlate("came")
    assert house.incident().state == "open"
    assert house.retry() is False
    limit(house, SOON)
    assert house.retry() is True
    assert house.incident().state == "resolved"
    assert house.let_time_pass(SOON) == 1


def test_an_incident_that_comes_back_is_tried_again(house: House) -> None:
    house.correlate("came")
    move(house, SOON)
    with house.database.transaction() as session:
        session.execute(jobs.jobs.update().values(state="done", finished_at=house.now))
    house.times[""] = {"limit": "soon"}
    tell_timers(house)
    assert house.incident().state == "open"
    assert [job.state for job in house.rows(jobs.jobs)] == ["waiting"]


def test_moving_the_times_resolves_the_incident_as_well(house: House) -> None:
    house.correlate("came")
    move(house, SOON)
    assert house.incident().state == "resolved"
    assert house.timer().due_at == SOON


def test_a_timer_that_leads_back_to_itself_at_the_same_time_stops_with_an_incident(
    house: House,
) -> None:
    merge = ("merge", node("exclusiveGateway", "merge"))
    house.deploy(
        ring=drawn(
            "ring",
            [merge, user_task("carry"), boundary("late", "carry", due="limit")],
            [("begun", "merge"), ("merge", "carry"), ("carry", "ended"), ("late", "merge")],
            starts="rang",
        )
    )
    limit(house, SOON)
    house.correlate("rang")
    assert house.let_time_pass(SOON) == 1
    assert house.incident().cause == "TimerRepeats"
    assert house.let_time_pass(LATER) == 0
    assert house.retry() is True
    assert house.let_time_pass(LATER) == 0
    move(house, LATEST)
    assert house.incident().state == "resolved"
    assert house.let_time_pass(LATEST) == 1
    assert house.open_tasks() == ["carry"]


def test_a_timer_that_cannot_fire_waits_and_does_not_keep_the_others_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(house, SOON)
    bad, good = house.correlate("came"), house.correlate("came")

    def group(_session: object, role: str, key: str, *_more: object) -> str:
        if key == bad:
            raise LookupError("nobody")
        return f"{role}:here"

    monkeypatch.setattr(house.engine, "candidate_group", group)
    assert house.let_time_pass(SOON) == 2
    (left,) = house.rows(timers)
    about = {row.id: row.business_key for row in house.rows(process_instances)}
    assert about[left.instance_id] == bad != good
    assert house.let_time_pass() == 0
    monkeypatch.undo()
    assert house.let_time_pass(left.next_attempt_at) == 1
    assert house.open_tasks() == ["chase", "chase"]


def test_a_step_behind_a_timer_that_fails_is_an_incident_and_the_timer_has_fired(
    house: House,
) -> None:
    house.deploy(
        resting=line(
            "resting", wait("rest", "limit"), ("weigh", node("serviceTask", "weigh",
            operator("fail"))), starts="rested",
        )
    )  # fmt: skip
    limit(house, SOON)
    house.correlate("rested")
    assert house.let_time_pass(SOON) == 1
    assert house.rows(timers) == []
    assert house.incident().element == "weigh"


def test_a_cancelled_instance_has_no_timers(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    instance = house.instance()
    with house.database.transaction() as session:
        stream = events.lock(session, instance.stream_id)
        runtime = Runtime(house.engine, session, stream, ANNA, house.now)
        runtime.cancel(instance.id, "no longer wanted")
        runtime.finish()
    assert house.rows(timers) == []
    assert house.let_time_pass(LATEST) == 0
    assert house.open_tasks() == []


def test_an_instance_without_timers_costs_no_statement_for_them(house: House) -> None:
    house.deploy(plain=line("plain", user_task("carry"), starts="plainly"))
    house.correlate("plainly")
    task = house.claim()
    with statements(house) as made:
        house.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert [statement for statement in made if "timers" in statement] == []


def test_completing_a_task_with_a_timer_costs_two_statements_for_it(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    task = house.claim()
    with statements(house) as made:
        house.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert len([statement for statement in made if "timers" in statement]) == 2


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """The statements that are made meanwhile."""
    made: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        made.append(statement)

    sqlalchemy_event.listen(house.database.writing_engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        sqlalchemy_event.remove(house.database.writing_engine, "before_cursor_execute", note)


def test_no_incident_is_left_of_a_house_without_faults(house: House) -> None:
    limit(house, SOON)
    house.correlate("came")
    house.let_time_pass(LATER)
    assert house.rows(incidents) == []
    assert house.reported == []


def to_and_fro(*, interrupts: bool) -> str:
    """Two tasks, each with a timer that leads to the other."""
    first = boundary("late", "carry", due="limit", interrupts=interrupts)
    then = boundary("later", "chase", due="limit", interrupts=interrupts)
    merge = ("merge", node("exclusiveGateway", "merge"))
    return drawn(
        "ring",
        [merge, user_task("carry"), first, user_task("chase"), then],
        [
            *(("begun", "merge"), ("merge", "carry"), ("carry", "ended")),
            *(("late", "chase"), ("chase", "ended"), ("later", "merge")),
        ],
        starts="rang",
    )


@pytest.mark.parametrize("interrupts", [True, False])
def test_timers_that_lead_to_each_other_at_a_past_time_stop_with_an_incident(
    house: House, interrupts: bool
) -> None:
    house.deploy_unchecked(ring=to_and_fro(interrupts=interrupts))
    limit(house, START - timedelta(days=900))
    house.correlate("rang")
    while house.let_time_pass():
        pass
    assert [row.cause for row in house.rows(incidents)] == ["TimerRepeats"]
    assert len(house.open_tasks()) == (1 if interrupts else 3)
    told_by_then = len(house.events())
    for _ in range(5):
        house.let_time_pass(house.now + timedelta(hours=1))
    assert len(house.events()) == told_by_then


def test_what_leads_back_goes_on_when_its_time_is_moved_ahead(house: House) -> None:
    house.deploy(ring=to_and_fro(interrupts=True))
    limit(house, START - timedelta(days=900))
    house.correlate("rang")
    house.let_time_pass()
    tell_timers(house)  # At the same time: nothing changes, and nothing is counted.
    assert (house.incident().attempts, house.incident().state) == (1, "open")
    move(house, SOON)
    assert house.incident().state == "resolved"
    assert house.let_time_pass(SOON) == 2
    assert [row.state for row in house.rows(incidents)] == ["resolved", "open"]


def test_a_timer_fires_again_at_its_past_time_when_a_person_leads_back_to_it(
    house: House,
) -> None:
    merge = ("merge", node("exclusiveGateway", "merge"))
    late = boundary("late", "carry", due="limit", interrupts=False)
    house.deploy_unchecked(
        ring=drawn(
            "ring",
            [merge, user_task("carry"), late, user_task("chase")],
            [("begun", "merge"), ("merge", "carry"), ("carry", "merge"), ("late", "chase")],
            starts="rang",
        )
    )
    limit(house, START - timedelta(days=900))
    house.correlate("rang")
    for _ in range(3):
        assert house.let_time_pass() == 1
        house.complete("carry")
    assert house.rows(incidents) == []


def test_each_turn_of_what_is_repeated_has_a_timer_of_its_own(house: House) -> None:
    one_by_one = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:loopCardinality '
        'xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    several = node("callActivity", "call", properties(**CALLED) + one_by_one, calledElement="inner")
    house.deploy_unchecked(
        inner=line("inner", wait("rest", "limit"), starts="asked", **CALLED),
        ring=line("ring", ("call", several), call("once", "inner"), starts="rang"),
    )
    limit(house, START - timedelta(days=900))
    house.correlate("rang")
    assert house.let_time_pass() == 4
    assert house.instance().state == "completed"
    assert house.rows(incidents) == []


def test_a_timer_whose_own_variable_is_null_does_not_wait_for_ever(
    house: House, operations: Operations
) -> None:
    operations["think"] = lambda _ctx: {"due_at": None}
    think = ("think", node("serviceTask", "think", operator("think")))
    house.deploy_unchecked(own=line("own", think, wait("rest", "due_at"), starts="owned"))
    house.correlate("owned")
    incident = house.incident()
    assert (incident.element, incident.cause, incident.state) == ("rest", "ValueError", "open")
    assert (house.timer("rest").due_at, house.timer("rest").cause) == (None, "ValueError")
    house.retry()
    assert house.incident().state == "open"


def test_a_stored_time_that_a_variable_chooses_may_be_null_for_now(
    house: House, operations: Operations
) -> None:
    operations["think"] = lambda _ctx: {"is_late": True}
    think = ("think", node("serviceTask", "think", operator("think")))
    either = wait("rest", "if is_late then limit else null")
    house.deploy_unchecked(own=line("own", think, either, starts="owned"))
    limit(house, None)
    house.correlate("owned")
    assert house.rows(incidents) == []
    move(house, SOON)
    assert house.let_time_pass(SOON) == 1
