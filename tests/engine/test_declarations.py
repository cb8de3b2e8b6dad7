"""An operation gives what it declares, and what was drawn before there were declarations runs."""

from __future__ import annotations

from typing import Any

import pytest

from db.session import Database
from engine.context import ServiceTaskContext
from engine.models import incidents, process_instances
from engine.signatures import gives
from tests.engine import house as houses
from tests.engine.diagrams import node, operator
from tests.engine.house import House, line, user_task
from tests.engine.recorded import not_faithful


@gives("weight")
def weigh(_ctx: ServiceTaskContext, message: str) -> dict[str, Any]:
    return {"weight": len(message)}


@gives("weight")
def blurt(_ctx: ServiceTaskContext) -> dict[str, Any]:
    return {"weight": 1, "secret": "told"}


@gives("carried")
def carried(_ctx: ServiceTaskContext, answers: dict[str, Any], weight: int) -> dict[str, Any]:
    assert answers
    return {"carried": weight}


@pytest.fixture
def house(database: Database) -> House:
    return House(database, {"weigh": weigh, "blurt": blurt, "carried": carried})


@pytest.fixture
def before_there_were_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses, "lint_here", lambda *_files, **_limits: ())


def step(name: str, operation: str, **said: str) -> tuple[str, str]:
    return name, node("serviceTask", name, operator(operation, **said))


def test_a_value_that_an_operation_does_not_declare_stops_its_step(house: House) -> None:
    house.deploy(job=line("job", step("blurt", "blurt"), user_task()))
    house.correlate("came")

    assert house.open_tasks() == []
    assert [row.cause for row in house.rows(incidents)] == ["UndeclaredValue"]
    house.operations["blurt"] = lambda _ctx: {}
    house.retry()
    assert house.open_tasks() == ["carry"]
    assert "secret" not in house.variables()


def test_the_completion_of_a_task_is_given_the_values_that_it_names(house: House) -> None:
    inputs = {"inputs": "message", "outputs": ""}
    task = user_task(operation="carried")
    house.deploy(job=line("job", step("weigh", "weigh", message="message"), task, **inputs))
    about = house.correlate("came")
    house.complete("carry")
    left = [e.payload for e in house.events() if e.kind == "element.left" and e.element == "carry"]
    assert [one["variables"]["carried"] for one in left if one] == [len(about)]
    assert [row.state for row in house.rows(process_instances)] == ["completed"]


@pytest.mark.usefixtures("before_there_were_declarations")
def test_a_step_that_does_not_say_what_its_operation_reads_is_given_it_as_before(
    house: House,
) -> None:
    house.deploy(job=line("job", step("weigh", "weigh"), user_task(operation="carried")))
    about = house.correlate("came")
    assert house.variables()["weight"] == len(about)
    house.complete("carry")
    assert [row.state for row in house.rows(process_instances)] == ["completed"]
    assert not_faithful(house) == []


@pytest.mark.usefixtures("before_there_were_declarations")
@pytest.mark.parametrize("declared", [{}, {"inputs": "message", "outputs": "weight"}])
def test_a_call_that_says_nothing_runs_to_its_end_whether_or_not_the_other_declares(
    house: House, declared: dict[str, str]
) -> None:
    called = line("below", user_task("lift"), step("weigh", "weigh"), starts="never", **declared)
    call = "ask", node("callActivity", "ask", calledElement="below")
    house.deploy(below=called, job=line("job", call, user_task(operation="carried")))
    about = house.correlate("came")
    house.engine.live.clear()
    house.complete("lift")
    assert house.variables() == {"message": about, "weight": len(about)}
    house.complete("carry")
    assert [row.state for row in house.rows(process_instances)] == ["completed"]
    assert not_faithful(house) == []
