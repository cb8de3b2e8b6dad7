"""In which order the tasks of an instance have finished, or were cancelled, since the last look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.util.task import TaskState


def ranks(workflow: Any, finished: Sequence[str]) -> dict[str, float]:
    """When each task finished or was cancelled; a caller stands before what it called."""
    rank: dict[str, float] = {task: index for index, task in enumerate(finished)}
    rank |= _of_cancelled(workflow, finished)
    for caller, called in workflow.subprocesses.items():
        inside = [rank[task] for task in called.tasks if task in rank]
        if caller not in rank and inside:
            rank[caller] = min(inside) - 0.5
    return rank


def _of_cancelled(workflow: Any, finished: Sequence[str]) -> dict[str, float]:
    """Just behind what had finished by then, as the library's clock, our counter, tells."""
    flows = [workflow, *workflow.subprocesses.values()]
    tasks = {task.id: task for flow in flows for task in flow.tasks.values()}
    ticks = [tasks[one].last_state_change for one in finished if one in tasks]
    return {
        task.id: sum(tick < task.last_state_change for tick in ticks) - 0.5
        for task in tasks.values()
        if task.has_state(TaskState.CANCELLED)
    }
