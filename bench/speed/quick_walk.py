"""Stock SpiffWorkflow led to its thousandth task without waiting for it to walk its tree each time.

Only on the way to what is measured: the tree that comes of it is the one that the library makes, as
tests/bench/test_naive.py compares.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.rounds import GO_ON
from bench.speed.diagrams import MORE

NEWEST = 60
"""What moves in these diagrams is always among the tasks that were made last."""


def walked(specs: tuple[Any, Any], variables: dict[str, Any], completed: int) -> BpmnWorkflow:
    """An instance in which so many user tasks are completed."""
    workflow = BpmnWorkflow(*specs)
    workflow.task_tree.set_data(**variables)
    workflow.do_engine_steps()
    for _ in range(completed):
        task = next(t for t in _newest(workflow) if _is(t, TaskState.READY, manual=True))
        task.set_data(**MORE, **GO_ON)
        task.run()
        _advance(workflow)
    return workflow


def _advance(workflow: BpmnWorkflow) -> None:
    moved = True
    while moved:
        ready = [t for t in _newest(workflow) if _is(t, TaskState.READY, manual=False)]
        calls = [t for t in _newest(workflow) if t.id in workflow.subprocesses]
        for task in ready:
            task.run()
        before = [task.state for task in calls]
        for task in calls:
            if not task.has_state(TaskState.FINISHED_MASK):
                task.task_spec._update(task)
        moved = bool(ready) or before != [task.state for task in calls]


def _newest(workflow: BpmnWorkflow) -> list[Any]:
    flows = [workflow, *list(workflow.subprocesses.values())[-2:]]
    return [task for flow in flows for task in list(flow.tasks.values())[-NEWEST:]]


def _is(task: Any, state: int, *, manual: bool) -> bool:
    return bool(task.has_state(state)) and task.task_spec.manual is manual
