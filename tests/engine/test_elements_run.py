"""Each kind of element through the front door of the engine: its rows, its ledger, its failures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from db.session import Database
from engine import jobs, turns
from engine.context import ServiceTaskContext
from engine.errors import BpmnError
from engine.models import (
    incidents,
    message_subscriptions,
    messages,
    timers,
    user_tasks,
)
from engine.repeats import COUNTER
from tests.engine.diagrams import flow, node, operator, properties
from tests.engine.house import (
    CALLED,
    START,
    House,
    boundary,
    call,
    catch,
    drawn,
    event,
    line,
    user_task,
    wait,
)
from tests.engine.recorded import not_faithful

TIMES = "<bpmn:loopCardinality>{}</bpmn:loopCardinality>"


def failing(ctx: ServiceTaskContext) -> dict[str, Any]:
    ctx.submit_job("tell", {}, key="told", deadline_at=None)
    raise BpmnError("amiss", weight=7)


def asking(ctx: ServiceTaskContext) -> dict[str, Any]:
    ctx.submit_job("ask", {}, key=f"asked:{ctx.element}", deadline_at=None)
    return {}


def counting(_ctx: ServiceTaskContext, total: int = 0, loop_counter: int = 0) -> dict[str, Any]:
    return {"total": total + loop_counter}


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    made = House(database, {"failing": failing, "asking": asking, "counting": counting})
    yield made
    assert not_faithful(made) == []


def step(name: str, operation: str, more: str = "") -> tuple[str, str]:
    return name, node("serviceTask", name, operator(operation) + more)


def caught(
    name: str, host: str, kind: str = "error", *, interrupts: bool = True
) -> tuple[str, str]:
    more = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    return name, node("boundaryEvent", name, event(kind, "amiss"), **more)


def part(name: str, *inside: tuple[str, str], end: str = "", more: str = "") -> tuple[str, str]:
    """A sub-process of steps in a row."""
    names = [f"{name}_begun", *(own for own, _ in inside), f"{name}_ended"]
    text = node("startEvent", names[0]) + "".join(body for _, body in inside)
    text += node("endEvent", names[-1], end)
    text += "".join(flow(*way) for way in itertools.pairwise(names))
    return name, node("subProcess", name, more + text)


def several(times: str, *, in_turn: bool = False, more: str = "") -> str:
    kind = "multiInstanceLoopCharacteristics"
    return (
        f'<bpmn:{kind} isSequential="{str(in_turn).lower()}">{TIMES.format(times)}{more}'
        f"</bpmn:{kind}>"
    )


# Errors and escalations.


def test_an_error_of_an_operation_goes_the_way_that_is_drawn_and_what_it_wrote_is_undone(
    house: House,
) -> None:
    house.deploy(
        job=drawn(
            "job",
            [step("work", "failing"), caught("went_wrong", "work"), user_task()],
            [("begun", "work"), ("work", "ended"), ("went_wrong", "carry"), ("carry", "ended")],
        )
    )
    house.correlate("came")

    assert house.open_tasks() == ["carry"]
    assert house.rows(incidents) == []
    assert house.rows(jobs.jobs) == []
    assert house.variables()["weight"] == 7
    assert "error.thrown" in house.kinds()
    assert house.ledger().is_whole


def test_an_error_that_nothing_catches_is_an_incident_and_the_rest_goes_on(house: House) -> None:
    house.deploy(
        job=drawn(
            "job",
            [
                ("split", node("parallelGateway", "split")),
                step("work", "failing"),
                user_task(),
            ],
            [("begun", "split"), ("split", "work"), ("split", "carry"), ("work", "ended"),
             ("carry", "ended")],
        )
    )  # fmt: skip
    house.correlate("came")

    assert house.incident().cause == "ErrorUncaught"
    house.complete()
    assert house.instance().state == "running"

    house.operations["failing"] = lambda ctx: {}
    house.retry()
    assert house.instance().state == "completed"
    assert house.incident().state == "resolved"


def test_an_error_end_of_a_called_process_is_caught_by_the_caller(house: House) -> None:
    body = drawn("below", [user_task("lift")], [("begun", "lift"), ("lift", "ended")], **CALLED)
    body = body.replace(
        'id="ended" name="Name">', f'id="ended" name="Name">{event("error", "amiss")}'
    )
    body = body.replace(
        "<bpmn:message ", '<bpmn:error id="error_amiss" errorCode="amiss"/><bpmn:message '
    )
    house.deploy(
        below=body.replace('"came"', '"never"'),
        job=drawn(
            "job",
            [call("ask", "below"), caught("went_wrong", "ask"), user_task()],
            [("begun", "ask"), ("ask", "ended"), ("went_wrong", "carry"), ("carry", "ended")],
        ),
    )
    house.correlate("came")
    house.complete("lift")

    assert house.open_tasks() == ["carry"]
    moved = [
        (e.kind, e.element) for e in house.events() if e.kind.startswith(("element.", "error."))
    ]
    assert ("error.thrown", "ended") in moved
    assert ("element.left", "ended") in moved
    assert ("element.cancelled", "ask") in moved


def test_an_escalation_is_heard_while_the_work_goes_on(house: House) -> None:
    told = ("tell", node("intermediateThrowEvent", "tell", event("escalation", "amiss")))
    house.deploy(
        job=drawn(
            "job",
            [
                part("hall", told, user_task("lift")),
                caught("heard", "hall", "escalation", interrupts=False),
                user_task(),
            ],
            [("begun", "hall"), ("hall", "ended"), ("heard", "carry"), ("carry", "ended")],
        )
    )
    house.correlate("came")

    assert house.open_tasks() == ["carry", "lift"]
    house.complete("lift")
    house.complete()
    assert house.instance().state == "completed"


# Signals.


def hearing(key: str, starts: str) -> str:
    listen = ("listen", node("intermediateCatchEvent", "listen", event("signal", "bell")))
    return line(key, listen, user_task(), starts=starts)


def test_a_signal_is_heard_by_all_that_wait_for_it_and_by_no_other(house: House) -> None:
    ring = ("ring", node("intermediateThrowEvent", "ring", event("signal", "bell")))
    house.deploy(
        one=hearing("one", "one_came"), two=hearing("two", "two_came"), bell=line("bell", ring)
    )
    house.correlate("one_came")
    house.correlate("two_came")
    house.correlate("came")
    # Each of the two moves under a lock of its own: the worker takes the signal to them.
    while house.hand_over():
        pass

    assert house.open_tasks() == ["carry", "carry"]
    assert house.rows(message_subscriptions) == []
    house.correlate("one_came")
    assert house.open_tasks() == ["carry", "carry"]
    assert {m.state for m in house.rows(messages)} == {"correlated"}


def test_a_signal_that_came_too_late_is_no_fault(house: House) -> None:
    ring = ("ring", node("intermediateThrowEvent", "ring", event("signal", "bell")))
    listen = ("listen", node("intermediateCatchEvent", "listen", event("signal", "bell")))
    house.times[""] = {"until": (START + timedelta(hours=1)).isoformat()}
    house.deploy(
        one=drawn(
            "one",
            [part("hall", listen), boundary("late", "hall", due="until"), user_task()],
            [("begun", "hall"), ("hall", "ended"), ("late", "carry"), ("carry", "ended")],
            starts="one_came",
        ),
        bell=line("bell", ring),
    )
    house.correlate("one_came")
    house.correlate("came")
    house.let_time_pass(START + timedelta(hours=2))
    while house.hand_over():
        pass

    assert house.open_tasks() == ["carry"]
    assert {m.state for m in house.rows(messages)} == {"correlated"}


def test_a_signal_thrown_before_one_listens_is_not_heard_later(house: House) -> None:
    ring = ("ring", node("intermediateThrowEvent", "ring", event("signal", "bell")))
    listen = ("listen", node("intermediateCatchEvent", "listen", event("signal", "bell")))
    house.deploy(one=line("one", ring, listen))
    house.correlate("came")

    assert house.instance().state == "running"
    assert len(house.rows(message_subscriptions)) == 1


# Send, receive and manual tasks; the event-based gateway.


def test_a_send_task_sends_and_a_receive_task_waits(house: House) -> None:
    send = (
        "send",
        node("sendTask", "send", properties(correlation_key="about"), messageRef="message_asked"),
    )
    take = (
        "take",
        node(
            "receiveTask", "take", properties(correlation_key="about"), messageRef="message_asked"
        ),
    )
    named = ("name_it", node("serviceTask", "name_it", operator("naming")))
    house.operations["naming"] = lambda ctx: {"about": "parcel"}
    house.deploy(
        two=line("two", named, take, user_task(), starts="two_came"), one=line("one", named, send)
    )
    house.correlate("two_came")
    assert house.open_tasks() == []
    house.correlate("came")
    while house.hand_over():
        pass

    assert house.open_tasks() == ["carry"]


def test_of_two_events_the_first_counts_and_the_other_waits_no_more(house: House) -> None:
    house.times[""] = {"until": (START + timedelta(hours=1)).isoformat()}
    steps = [
        ("race", node("eventBasedGateway", "race")),
        catch("answered", "answer", "message"),
        wait("late", "until"),
        user_task("lift"),
        user_task(),
    ]
    ways = [("begun", "race"), ("race", "answered"), ("race", "late"), ("answered", "lift"),
            ("late", "carry"), ("lift", "ended"), ("carry", "ended")]  # fmt: skip
    house.deploy(job=drawn("job", steps, ways))
    house.correlate("came")
    house.correlate("came")
    house.let_time_pass(START + timedelta(hours=2))

    assert house.open_tasks() == ["carry", "carry"]
    assert house.rows(timers) == []
    assert house.rows(message_subscriptions) == []


# Sub-processes, terminate, and what is done several times.


def test_what_a_sub_process_asked_for_is_not_sent_once_it_is_interrupted(house: House) -> None:
    house.times[""] = {"until": (START + timedelta(hours=1)).isoformat()}
    house.deploy(
        job=drawn(
            "job",
            [part("hall", step("ask", "asking"), user_task("lift")),
             boundary("late", "hall", due="until"), user_task()],
            [("begun", "hall"), ("hall", "ended"), ("late", "carry"), ("carry", "ended")],
        )
    )  # fmt: skip
    house.correlate("came")
    assert [job.state for job in house.rows(jobs.jobs)] == ["waiting"]
    house.let_time_pass(START + timedelta(hours=2))

    assert house.open_tasks() == ["carry"]
    assert [job.state for job in house.rows(jobs.jobs)] == ["cancelled"]


def test_a_terminate_end_of_a_sub_process_ends_that_and_no_more(house: House) -> None:
    inside = (
        node("startEvent", "a")
        + node("parallelGateway", "split")
        + user_task("lift")[1]
        + user_task("wait_long")[1]
        + node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
        + node("endEvent", "b")
        + flow("a", "split")
        + flow("split", "lift")
        + flow("split", "wait_long")
        + flow("lift", "stop")
        + flow("wait_long", "b")
    )
    house.deploy(job=line("job", ("hall", node("subProcess", "hall", inside)), user_task()))
    house.correlate("came")
    house.complete("lift")

    assert house.open_tasks() == ["carry"]
    assert sorted(t.state for t in house.rows(user_tasks)) == ["cancelled", "completed", "open"]


def test_a_task_for_each_of_several_is_as_many_rows_and_goes_on_when_all_are_done(
    house: House,
) -> None:
    many = (
        user_task("lift")[0],
        user_task("lift")[1].replace("</bpmn:userTask>", several("3") + "</bpmn:userTask>"),
    )
    house.deploy(job=line("job", many, user_task()))
    house.correlate("came")
    assert house.open_tasks() == ["lift"] * 3

    for row in [t for t in house.rows(user_tasks) if t.state == "open"]:
        house.complete_row(row)
    assert house.open_tasks() == ["carry"]
    assert COUNTER not in house.variables()


def test_a_task_knows_which_turn_it_is_of_all_that_it_stands_in(house: House) -> None:
    lift = user_task("lift")[1].replace("</bpmn:userTask>", several("2") + "</bpmn:userTask>")
    round_of_two = part("round", ("lift", lift), more=several("2", in_turn=True))
    house.deploy(job=line("job", round_of_two, user_task()))
    house.correlate("came")

    assert told_turns(house) == [(1, 2, 1, 2), (1, 2, 2, 2)]
    for row in [t for t in house.rows(user_tasks) if t.state == "open"]:
        house.complete_row(row)
    assert told_turns(house) == [(2, 2, 1, 2), (2, 2, 2, 2)]
    for row in [t for t in house.rows(user_tasks) if t.state == "open"]:
        house.complete_row(row)
    assert told_turns(house) == [()]


def told_turns(house: House) -> list[tuple[int | None, ...]]:
    """For each open task the number and the total of each turn it is in, the outermost first."""
    tasks = [row.public_id for row in house.rows(user_tasks) if row.state == "open"]
    with house.database.reading() as session:
        found = turns.of_tasks(house.engine, session, tasks)
    return [tuple(n for turn in found[task] for n in (turn.number, turn.of)) for task in tasks]


def test_steps_in_turn_see_their_number_and_hand_on_what_they_found(house: House) -> None:
    house.deploy(job=line("job", step("work", "counting", several("4", in_turn=True)), user_task()))
    house.correlate("came")

    assert house.variables()["total"] == 1 + 2 + 3 + 4


def test_what_is_done_for_each_of_a_list_has_its_item(house: House) -> None:
    kind = "multiInstanceLoopCharacteristics"
    each = (
        f'<bpmn:{kind} isSequential="true">'
        f"{properties(collection='[&quot;a&quot;, &quot;b&quot;]', item='letter')}</bpmn:{kind}>"
    )
    seen: list[object] = []

    def noting(_ctx: ServiceTaskContext, letter: str = "") -> dict[str, Any]:
        seen.append(letter)
        return {}

    house.operations["noting"] = noting
    house.deploy(job=line("job", step("work", "noting", each), user_task()))
    house.correlate("came")

    assert seen == ["a", "b"]
    assert "letter" not in house.variables()


def test_none_of_nothing_is_done_and_the_process_goes_on(house: House) -> None:
    house.deploy(job=line("job", step("work", "counting", several("0")), user_task()))
    house.correlate("came")

    assert house.open_tasks() == ["carry"]
    assert "total" not in house.variables()


# What cannot be decided.


@pytest.mark.parametrize("times", ["101", "-1", "1.5", '"many"', "null", "missing"])
def test_a_number_that_is_none_is_an_incident_and_what_was_done_is_kept(
    house: House, times: str
) -> None:
    # The linter knows the numbers that are written; here the value comes while it runs.
    house.operations["telling"] = lambda ctx: {"limit": 100}
    written = f"if limit = 100 then {times} else 2".replace('"', "&quot;")
    work = step("work", "counting", several(written, in_turn=True))
    house.deploy(job=line("job", step("tell", "telling"), user_task("lift"), work, user_task()))
    house.correlate("came")
    house.complete("lift")

    assert house.open_tasks() == []
    assert house.instance().state == "running"
    assert house.incident().element == "work"
    house.retry()
    assert house.incident().state == "open"
    assert house.ledger().is_whole


def test_a_gateway_that_cannot_decide_waits_with_an_incident_and_the_rest_goes_on(
    house: House,
) -> None:
    condition = "<bpmn:conditionExpression>weight &gt; 5</bpmn:conditionExpression>"
    steps = [
        ("split", node("parallelGateway", "split")),
        step("weigh", "weighing"),
        user_task("lift"),
        ("is_heavy", node("exclusiveGateway", "is_heavy", default="is_heavy_to_ended")),
        user_task(),
    ]
    ways = [("begun", "split"), ("split", "weigh"), ("split", "lift"), ("weigh", "is_heavy"),
            ("is_heavy", "ended"), ("lift", "ended"), ("carry", "ended")]  # fmt: skip
    house.operations["weighing"] = lambda ctx: {"weight": "heavy"}
    way = flow("is_heavy", "carry", condition)
    house.deploy(job=drawn("job", steps, ways).replace("</bpmn:process>", f"{way}</bpmn:process>"))
    house.correlate("came")

    assert (house.incident().element, house.incident().cause) == ("is_heavy", "ExpressionFailed")
    assert house.open_tasks() == ["lift"]
    house.complete("lift")
    assert house.instance().state == "running"
    house.retry()
    assert house.incident().state == "open"
    assert house.ledger().is_whole
