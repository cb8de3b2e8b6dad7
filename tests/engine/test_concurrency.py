"""Four processes at once lose nothing and do nothing twice."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from db.session import Database
from engine.commands import ClaimTask, CompleteTask
from engine.errors import ConcurrentChange, TaskAlreadyCompleted
from engine.models import instance_states, messages, process_instances, user_tasks
from ledger.models import history
from tests.engine.diagrams import (
    CONDITION,
    diagram,
    flow,
    lane,
    message_event,
    node,
    operator,
    properties,
)
from tests.engine.house import PLACE, House
from tests.engine.posting import OPERATIONS, ROUNDS, work

PROCESSES = 4
INSTANCES = 3
AT_ONCE = 50


def rounds() -> str:
    """A task that is open again until its weight is no more than five."""
    nodes = (
        node("startEvent", "begun", message_event("came"))
        + node("serviceTask", "begin", operator("begin"))
        + node("exclusiveGateway", "meet")
        + node("userTask", "carry", properties(form="carry", operation="again"))
        + node("exclusiveGateway", "is_heavy", default="is_heavy_to_ended")
        + node("endEvent", "ended")
    )
    flows = (
        flow("begun", "begin")
        + flow("begin", "meet")
        + flow("meet", "carry")
        + flow("carry", "is_heavy")
        + flow("is_heavy", "meet", CONDITION)
        + flow("is_heavy", "ended")
    )
    return diagram(
        nodes,
        flows,
        lanes=f"<bpmn:laneSet id='lanes'>{lane('carrier', 'carry')}</bpmn:laneSet>",
        messages='<bpmn:message id="message_came" name="came"/>',
        key="rounds",
    )


@pytest.fixture
def house(database: Database) -> House:
    made = House(database, OPERATIONS)
    made.deploy(rounds=rounds())
    for _ in range(INSTANCES):
        made.post("came")
    return made


def test_every_task_is_completed_once_and_no_step_is_lost(house: House) -> None:
    done = run_at_once(house.database.url)

    assert sum(d["completed"] for d in done) == INSTANCES * ROUNDS
    assert len(house.rows(process_instances)) == INSTANCES
    assert {i.state for i in house.rows(process_instances)} == {"completed"}
    assert {m.state for m in house.rows(messages)} == {"correlated"}
    assert Counter(t.state for t in house.rows(user_tasks)) == {"completed": INSTANCES * ROUNDS}
    assert kinds(house)["round.done"] == INSTANCES * ROUNDS
    assert kinds(house)["instance.completed"] == INSTANCES
    assert house.ledger().is_whole
    for instance in house.rows(process_instances):
        # One version for the start, and one for each completed task.
        assert last_version(house, instance.id) == 1 + ROUNDS


def test_of_fifty_completions_of_one_task_one_wins(house: House) -> None:
    house.hand_over()
    task = house.rows(user_tasks)[0]
    house.execute(ClaimTask(task.public_id))
    complete, gate = CompleteTask(task.public_id, PLACE, task.version + 1), Barrier(AT_ONCE)
    before = last_version(house, task.instance_id)

    def send(_number: int) -> str:
        gate.wait()
        try:
            house.execute(complete)
        except (ConcurrentChange, TaskAlreadyCompleted) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(send, range(AT_ONCE)))
    assert answers == Counter(done=1, TaskAlreadyCompleted=AT_ONCE - 1)
    assert kinds(house)["task.completed"] == kinds(house)["round.done"] == 1
    assert last_version(house, task.instance_id) == before + 1
    assert house.ledger().is_whole


def kinds(house: House) -> Counter[str]:
    return Counter(row.kind for row in house.rows(history))


def last_version(house: House, instance_id: int) -> int:
    stored = [r.version for r in house.rows(instance_states) if r.instance_id == instance_id]
    return int(max(stored))


def run_at_once(url: str) -> list[dict[str, int]]:
    """What each of the processes says that it did."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES), context.Queue()
    processes: list[Any] = [
        context.Process(target=work, args=(url, f"person:{number}", start, results))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    try:
        return [results.get(timeout=90) for _ in processes]
    finally:
        for process in processes:
            process.join(timeout=10)
            process.kill()
