"""What one command cannot do whole: nothing that was done is lost, and nothing goes on for ever."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from db.session import Database
from engine import interventions, jobs
from engine.agenda import HOP_LIMIT
from engine.commands import AskRetry
from engine.context import ServiceTaskContext
from engine.delivery import JobSource
from engine.jobs import JobState
from engine.models import incidents, instance_states, process_instances, user_tasks
from engine.models import messages as kept_messages
from engine.portions import CONTINUE_KIND
from engine.spiff import live
from tests.engine.diagrams import flow, node, operator, properties
from tests.engine.house import (
    BO,
    CALLED,
    House,
    catch,
    drawn,
    event,
    line,
    throw,
    user_task,
)
from tests.engine.recorded import not_faithful, place_of, recorded, replayed, spoilt

MANY = 60
ONE_STEP = line(
    "one_step", ("toil", node("serviceTask", "toil", operator("toil"))), starts="asked", **CALLED
)
FIXED = "&quot;k&quot;"


def many(times: int) -> tuple[str, str]:
    """So many calls of a process of one step, side by side."""
    each = (
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="'
        f'bpmn:tFormalExpression">{times}</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    inside = properties(**CALLED) + each
    return "several", node("callActivity", "several", inside, calledElement="one_step")


def beside(*steps: tuple[str, str]) -> str:
    """A task, and beside another task what goes on when it is completed."""
    names = [name for name, _ in steps]
    ways = [("begun", "split"), ("split", "carry"), ("split", "rest"), ("rest", "meet")]
    ways += [*zip(["carry", *names], [*names, "meet"], strict=True), ("meet", "ended")]
    gateways = [(name, node("parallelGateway", name)) for name in ("split", "meet")]
    return drawn("case", [*gateways, user_task(), user_task("rest"), *steps], ways)


GOES_ROUND = drawn(
    "case",
    [
        ("split", node("parallelGateway", "split")),
        user_task(),
        user_task("more"),
        ("again", node("exclusiveGateway", "again")),
        ("toil", node("serviceTask", "toil", operator("toil"))),
        ("over", node("exclusiveGateway", "over", default="over_to_again")),
        ("meet", node("parallelGateway", "meet")),
    ],
    [
        ("begun", "split"),
        ("split", "carry"),
        ("carry", "more"),
        ("more", "meet"),
        ("split", "again"),
        ("again", "toil"),
        ("toil", "over"),
        ("over", "again"),
        ("meet", "ended"),
    ],
).replace(
    "</bpmn:process>",
    flow(
        "over",
        "meet",
        "<bpmn:documentation>When.</bpmn:documentation>"
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">is_over'
        "</bpmn:conditionExpression>",
    )
    + "</bpmn:process>",
)
"""A loop that ends when a value says so, beside two tasks. The linter refuses it, as it should."""


@pytest.fixture
def toiled() -> Counter[str]:
    return Counter()


@pytest.fixture
def is_over() -> dict[str, bool]:
    return {"is_over": False}


@pytest.fixture
def house(database: Database, toiled: Counter[str], is_over: dict[str, bool]) -> Any:
    def toil(ctx: ServiceTaskContext) -> dict[str, bool]:
        toiled[ctx.instance] += 1
        return dict(is_over)

    made = House(database, {"toil": toil})
    made.engine.processors = {**made.engine.processors, **interventions.processors()}
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short portions, so that there are several."""
    monkeypatch.setattr(live, "STEP_LIMIT", 150)


def portions(house: House) -> list[Any]:
    return [row for row in house.rows(jobs.jobs) if row.kind == CONTINUE_KIND]


def left(house: House) -> list[Any]:
    """The portions that are to be done."""
    return [row for row in portions(house) if row.state == JobState.WAITING]


@pytest.mark.usefixtures("short")
def test_what_somebody_did_is_kept_and_the_rest_is_done_in_portions(
    house: House, toiled: Counter[str]
) -> None:
    house.deploy(one_step=ONE_STEP, case=beside(many(100)))
    house.correlate("came")
    house.complete()
    assert {row.element for row in house.rows(user_tasks) if row.state == "completed"} == {"carry"}
    assert house.open_tasks() == ["rest"]
    assert len(left(house)) == 1
    assert not_faithful(house) == []
    while house.go_on():
        assert len(left(house)) <= 1
        assert not_faithful(house) == []
    assert len(portions(house)) > 1
    assert toiled.total() == 100
    house.complete("rest")
    assert house.instance().state == "completed"
    assert house.rows(incidents) == []


def test_each_portion_is_as_long_as_was_recorded_whatever_is_usual_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.deploy(one_step=ONE_STEP, case=line("case", many(100)))
    with monkeypatch.context() as earlier:
        earlier.setattr(live, "STEP_LIMIT", 170)
        house.correlate("came")
        house.go_on()
    monkeypatch.setattr(live, "STEP_LIMIT", 90)
    while house.go_on():
        pass
    told = [e.payload["steps"] for e in house.events() if e.kind == "instance.paused" and e.payload]
    assert told[:3] == [170, 170, 90]
    assert house.instance().state == "completed"


def test_a_record_that_leaves_out_a_portion_is_found(house: House) -> None:
    house.deploy(one_step=ONE_STEP, case=line("case", many(100)))
    house.correlate("came")
    whole = recorded(house)
    assert replayed(whole).difference is None
    without = spoilt(whole, place_of(whole, "instance.paused"), lambda _step: None)
    assert replayed(without).difference is not None
    while house.go_on():
        pass


@pytest.mark.usefixtures("short")
def test_a_portion_whose_end_was_not_written_down_is_not_done_twice(
    house: House, toiled: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.deploy(one_step=ONE_STEP, case=line("case", many(100)))
    house.correlate("came")
    with monkeypatch.context() as killed:
        killed.setattr(JobSource, "_write_down", lambda _source, _in_hand: None)
        house.go_on()
    version = max(row.version for row in house.rows(instance_states))
    house.now = max(row.lease_until for row in portions(house) if row.lease_until)
    (lost,) = [row for row in portions(house) if row.state == JobState.LEASED]
    while house.go_on():
        pass
    assert {row.id: row.state for row in portions(house)}[lost.id] == JobState.DONE
    assert max(row.version for row in house.rows(instance_states)) > version
    assert (toiled.total(), house.instance().state) == (100, "completed")


@pytest.mark.usefixtures("short")
def test_somebody_may_act_while_there_is_more_to_be_done(
    house: House, toiled: Counter[str]
) -> None:
    house.deploy(one_step=ONE_STEP, case=beside(many(100)))
    house.correlate("came")
    house.complete()
    (before,) = left(house)
    house.complete("rest", BO)
    assert house.open_tasks() == []
    after = left(house)
    assert len(after) == 2
    while house.go_on():
        pass
    assert before.id in {row.id for row in portions(house) if row.state == JobState.DONE}
    assert (toiled.total(), house.instance().state) == (100, "completed")


def test_an_instance_that_is_cancelled_has_nothing_more_to_be_done(house: House) -> None:
    house.deploy(one_step=ONE_STEP, case=line("case", many(100)))
    house.correlate("came")
    with house.database.transaction() as session:
        jobs.cancel_for(session, house.instance().id, house.now)
    assert left(house) == []
    assert house.go_on() == 0


def go_round(house: House) -> None:
    house.deploy_unchecked(case=GOES_ROUND)
    house.correlate("came")
    while house.go_on():
        pass


def test_what_never_comes_to_wait_becomes_an_incident_and_the_rest_goes_on(
    house: House,
    toiled: Counter[str],
    is_over: dict[str, bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "ALONE_LIMIT", 1200)
    go_round(house)
    incident = house.incident()
    assert (incident.cause, incident.state) == ("StepLimitReached", "open")
    assert left(house) == []
    assert house.kinds().count("instance.held") == 1
    rounds = toiled.total()
    assert rounds * 3 < live.ALONE_LIMIT + 10
    house.complete()
    house.complete("more")
    assert toiled.total() == rounds  # The loop stands while others go on.
    assert house.instance().state == "running"
    is_over["is_over"] = True
    house.execute(AskRetry(incident.public_id))
    assert house.incident().state == "resolved"
    assert house.instance().state == "completed"


def test_another_try_goes_round_as_far_and_stands_again(
    house: House, toiled: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ALONE_LIMIT", 600)
    go_round(house)
    rounds = toiled.total()
    house.retry()
    assert toiled.total() == rounds  # What is tried by itself is something else.
    house.execute(AskRetry(house.rows(incidents)[0].public_id))
    while house.go_on():
        pass
    assert toiled.total() in (2 * rounds, 2 * rounds + 1)
    assert [row.state for row in house.rows(incidents)].count("open") == 1


def test_a_message_to_oneself_is_no_way_of_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ALONE_LIMIT", 300)
    ways = [("begun", "carry"), ("carry", "again"), ("again", "tell"), ("tell", "hear")]
    again = ("again", node("exclusiveGateway", "again"))
    steps = [user_task(), again, throw("tell", "ping", FIXED), catch("hear", "ping", FIXED)]
    xml = drawn("case", steps, [*ways, ("hear", "again")])
    house.deploy_unchecked(case=xml)
    house.correlate("came")
    house.complete()
    turns = 0
    while house.hand_over():
        turns += 1
    assert turns < 30
    assert house.incident().cause == "StepLimitReached"


def test_a_process_that_begins_itself_comes_to_an_end(house: House) -> None:
    house.deploy_unchecked(case=line("case", throw("tell", "came", FIXED)))
    house.correlate("came")
    while house.hand_over():
        pass
    assert HOP_LIMIT < len(house.rows(process_instances)) < 3 * HOP_LIMIT
    (cut,) = [row for row in house.rows(kept_messages) if row.state != "correlated"]
    assert (cut.state, cut.cause) == ("unmatched", "messages led to messages without end")


def test_a_signal_to_and_fro_does_not_undo_what_somebody_did(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ALONE_LIMIT", 600)

    def side(hears: str, calls: str) -> list[tuple[str, str]]:
        return [
            (f"merge_{hears}", node("exclusiveGateway", f"merge_{hears}")),
            (hears, node("intermediateCatchEvent", hears, event("signal", hears))),
            (f"to_{calls}", node("intermediateThrowEvent", f"to_{calls}", event("signal", calls))),
        ]

    steps = [
        *side("ping", "pong"),
        *side("pong", "ping"),
        ("split", node("parallelGateway", "split")),
        user_task(),
        ("first", node("intermediateThrowEvent", "first", event("signal", "ping"))),
    ]
    ways = [
        *(("split", one) for one in ("carry", "merge_ping", "merge_pong")),
        *(("merge_ping", "ping"), ("ping", "to_pong"), ("to_pong", "merge_ping")),
        *(("merge_pong", "pong"), ("pong", "to_ping"), ("to_ping", "merge_pong")),
        *(("begun", "split"), ("carry", "first"), ("first", "ended")),
    ]
    house.deploy_unchecked(case=drawn("case", steps, ways))
    house.correlate("came")
    house.complete()
    assert house.open_tasks() == []
    turns = 0
    while house.hand_over():
        turns += 1
    assert turns < 30


def test_a_signal_is_heard_by_all_of_very_many(house: House) -> None:
    hearing = ("hear", node("intermediateCatchEvent", "hear", event("signal", "storm")))
    house.deploy(
        hearer=line("hearer", hearing),
        storm=line(
            "storm",
            ("warn", node("intermediateThrowEvent", "warn", event("signal", "storm"))),
            starts="gale",
        ),
    )
    for _ in range(MANY):
        house.correlate("came")
    house.correlate("gale")
    while house.hand_over():
        pass
    assert Counter(row.state for row in house.rows(process_instances)) == {"completed": MANY + 1}
