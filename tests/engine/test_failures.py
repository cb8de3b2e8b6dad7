"""A step that fails: the class of its cause, whether waiting helps, and that all else goes on."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from db.session import Database
from engine import jobs
from engine.causes import CauseClass, class_of, name_of, passes_by_itself
from engine.decisions import DecisionFailed
from engine.errors import (
    AnswerNotYet,
    AnswerRefused,
    BpmnError,
    ConcurrentChange,
    ErrorUncaught,
    NotAnswered,
    NotFound,
    StepLimitReached,
    TooManyInstances,
)
from engine.expressions import ExpressionFailed
from engine.models import incidents, process_instances, user_tasks
from engine.texts import Text
from tests.engine.diagrams import flow, node, operator
from tests.engine.house import House, drawn, event, line, user_task
from tests.engine.recorded import not_faithful
from tests.engine.test_elements_run import several

NETWORK, ANSWER, DATA, DECISION, CODE = CauseClass

CLASSES: tuple[tuple[Exception, CauseClass, bool], ...] = (
    (NotAnswered(), NETWORK, True),
    (ConnectionRefusedError(), NETWORK, True),
    (BrokenPipeError(), NETWORK, True),
    (TimeoutError(), NETWORK, True),
    (ConcurrentChange(), NETWORK, True),
    (AnswerNotYet(), ANSWER, True),
    (AnswerRefused(), ANSWER, False),
    (ValueError(), DATA, False),
    (UnicodeDecodeError("utf-8", b"", 0, 1, ""), DATA, False),
    (KeyError("Åsa"), DATA, False),
    (NotFound(), DATA, False),
    (TypeError(), DATA, False),
    (IntegrityError("", {}, Exception()), DATA, False),
    (ExpressionFailed(Text("x", "x")), DATA, False),
    (DecisionFailed(Text("x", "x")), DECISION, False),
    (TooManyInstances(), DATA, False),
    (StepLimitReached(), DATA, False),
    (ErrorUncaught(), CODE, False),
    (ZeroDivisionError(), CODE, False),
    (AttributeError(), CODE, False),
    (FileNotFoundError(), CODE, False),
    (RecursionError(), CODE, False),
)


class Fault:
    """Raised by the operation as often as it says; afterwards the operation works."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.only_call: int | None = None
        self.calls = 0

    def weigh(self, _ctx: Any) -> dict[str, int]:
        self.calls += 1
        if self.error is not None and self.only_call in (None, self.calls):
            raise self.error
        return {"weight": 7}

    def count(self, _ctx: Any) -> dict[str, int]:
        self.calls += 100
        return {}


@pytest.fixture
def fault() -> Fault:
    return Fault()


@pytest.fixture
def house(database: Database, fault: Fault) -> Iterator[House]:
    made = House(database, {"weigh": fault.weigh, "count": fault.count})
    yield made
    assert made.ledger().is_whole


NOT_STORED = {
    "half a character": "a\ud800",
    "NUL": "a\0b",
    "a number of 35 digits": 10**34,
    "a number below all": -(10**34),
    "a number that no JSON reader takes": 10**5000,
    "a fraction": 1.5,
    "a long text": "a" * 501,
}


@pytest.mark.parametrize("value", NOT_STORED.values(), ids=NOT_STORED.keys())
@pytest.mark.parametrize("is_thrown", [False, True])
def test_what_cannot_be_stored_is_the_fault_of_the_step_that_gave_it(
    database: Database, value: Any, is_thrown: bool
) -> None:
    def weigh(_ctx: Any) -> dict[str, Any]:
        if is_thrown:
            raise BpmnError("amiss", weight=value)
        return {"weight": value}

    house = House(database, {"weigh": weigh})
    caught = (
        node("boundaryEvent", "failed", event("error", "amiss"), attachedToRef="weigh"),
        node("exclusiveGateway", "merge"),
    )
    steps = [user_task(), step(), ("failed", caught[0]), ("merge", caught[1])]
    ways = [("begun", "carry"), ("carry", "weigh"), ("weigh", "merge"), ("failed", "merge")]
    house.deploy(first=drawn("first", steps, [*ways, ("merge", "ended")]))
    house.correlate("came")
    house.complete()
    incident = house.incident()
    assert (incident.element, incident.cause) == ("weigh", "ValueError")
    assert class_of(incident.cause) is DATA
    assert house.open_tasks() == []
    assert house.ledger().is_whole
    assert not_faithful(house) == []


@pytest.mark.parametrize("value", [10**34 - 1, 1 - 10**34, "å" * 500, "🏠", "\ufffd", ""])
def test_what_can_be_stored_comes_back_as_it_was(database: Database, value: Any) -> None:
    house = House(database, {"weigh": lambda _ctx: {"weight": value}})
    house.deploy(first=line("first", step(), user_task()))
    house.correlate("came")
    house.engine.live.clear()
    assert house.variables()["weight"] == value
    house.complete()
    assert house.instance().state == "completed"
    assert not_faithful(house) == []


def step(name: str = "weigh", operation: str = "weigh", more: str = "") -> tuple[str, str]:
    return name, node("serviceTask", name, operator(operation) + more)


@pytest.mark.parametrize(
    ("error", "found", "helps"), CLASSES, ids=[type(e).__name__ for e, _, _ in CLASSES]
)
def test_each_kind_of_error_has_its_class_and_only_what_passes_is_tried_again_by_itself(
    house: House, fault: Fault, error: Exception, found: CauseClass, helps: bool
) -> None:
    fault.error = error
    house.deploy(first=line("first", step()))
    house.correlate("came")
    incident = house.incident()
    assert (incident.state, incident.cause) == ("open", name_of(error))
    assert class_of(incident.cause) is found
    assert passes_by_itself(incident.cause) is helps
    (job,) = house.rows(jobs.jobs)
    assert job.state == ("waiting" if helps else "cancelled")


def test_a_name_that_cannot_be_looked_up_is_of_the_network() -> None:
    assert class_of(name_of(socket.gaierror())) is NETWORK
    assert class_of(name_of(OSError(errno.EHOSTUNREACH, "No route to host"))) is NETWORK


def test_a_step_is_tried_again_from_the_last_saved_state(house: House, fault: Fault) -> None:
    """What came before it is not done again; what it had done itself is undone."""
    fault.error = NotAnswered()
    house.deploy(first=line("first", step("before", "count"), step(), user_task()))
    house.correlate("came")
    assert fault.calls == 101
    house.retry()
    fault.error = None
    house.retry()
    assert fault.calls == 103
    assert house.open_tasks() == ["carry"]
    assert house.incident().state == "resolved"


SPLIT = (("split", node("parallelGateway", "split")), ("meet", node("parallelGateway", "meet")))
WAYS = [
    ("begun", "split"), ("split", "weigh"), ("split", "carry"), ("carry", "after"),
    ("weigh", "meet"), ("after", "meet"), ("meet", "last"), ("last", "ended"),
]  # fmt: skip


@pytest.mark.parametrize("error", [NotAnswered(), ValueError("Åsa"), ZeroDivisionError()], ids=str)
def test_the_other_branch_goes_on_as_far_as_it_can_and_both_meet_when_it_is_mended(
    house: House, fault: Fault, error: Exception
) -> None:
    fault.error = error
    steps = [*SPLIT, step(), user_task(), user_task("after"), user_task("last")]
    house.deploy(first=drawn("first", steps, WAYS))
    house.correlate("came")
    assert house.incident().state == "open"
    house.complete("carry")
    house.complete("after")
    assert house.open_tasks() == []
    assert house.incident().state == "open"
    fault.error = None
    house.retry()
    assert house.open_tasks() == ["last"]
    house.complete("last")
    assert house.instance().state == "completed"
    assert [one.state for one in house.rows(incidents)] == ["resolved"]


def test_of_several_at_once_the_others_go_on_and_the_one_that_failed_is_caught_up(
    house: House, fault: Fault
) -> None:
    fault.error, fault.only_call = ZeroDivisionError(), 2
    house.deploy(first=line("first", step(more=several("3")), user_task()))
    house.correlate("came")
    assert [one.state for one in house.rows(incidents)] == ["open"]
    assert fault.calls == 3
    assert house.kinds().count("incident.opened") == 1
    assert house.open_tasks() == []
    house.retry()
    assert fault.calls == 4
    assert house.open_tasks() == ["carry"]


def test_of_several_tasks_each_followed_by_a_step_the_others_are_completed(
    house: House, fault: Fault
) -> None:
    inside = (
        node("startEvent", "in")
        + user_task("sort")[1]
        + step()[1]
        + node("endEvent", "out")
        + "".join(flow(*way) for way in (("in", "sort"), ("sort", "weigh"), ("weigh", "out")))
    )
    fault.error = ValueError("Åsa")
    whole = ("part", node("subProcess", "part", several("3") + inside))
    house.deploy(first=line("first", whole, user_task()))
    house.correlate("came")
    while "sort" in house.open_tasks():
        house.complete_row(_open(house, "sort"))
    assert house.open_tasks() == []
    assert [one.state for one in house.rows(incidents)] == ["open"] * 3
    fault.error = None
    house.retry()
    assert house.open_tasks() == ["carry"]


def test_what_moves_in_the_same_instance_may_be_what_a_step_lacked(
    house: House, fault: Fault
) -> None:
    """Each command tries what stands in its instance once more, before anybody has asked."""
    fault.error, fault.only_call = ValueError("Åsa"), 1
    steps = [*SPLIT, step(), user_task(), user_task("after"), user_task("last")]
    house.deploy(first=drawn("first", steps, WAYS))
    house.correlate("came")
    house.complete("carry")
    assert house.incident().state == "resolved"


def test_what_was_left_to_people_is_tried_by_itself_once_its_cause_may_pass(
    house: House, fault: Fault
) -> None:
    steps = [*SPLIT, step(), user_task(), user_task("after"), user_task("last")]
    house.deploy(first=drawn("first", steps, WAYS))
    found = []
    fault.error = ValueError("Åsa")
    house.correlate("came")
    found.append(_retry_state(house))
    fault.error = NotAnswered()
    house.complete("carry")
    found.append(_retry_state(house))
    fault.error = ValueError("Åsa")
    house.complete("after")
    found.append(_retry_state(house))
    assert found == ["cancelled", "waiting", "cancelled"]


def _retry_state(house: House) -> str:
    (job,) = house.rows(jobs.jobs)
    return str(job.state)


def test_another_instance_is_not_touched(house: House, fault: Fault) -> None:
    fault.error, fault.only_call = RuntimeError("Åsa"), 1
    house.deploy(first=line("first", step(), user_task()))
    house.correlate("came")
    house.correlate("came")
    assert house.open_tasks() == ["carry"]
    house.complete()
    assert [one.state for one in house.rows(process_instances)] == ["running", "completed"]


def _open(house: House, element: str) -> Any:
    found = [t for t in house.rows(user_tasks) if (t.element, t.state) == (element, "open")]
    return found[0]
