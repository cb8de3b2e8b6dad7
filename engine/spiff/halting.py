"""Where an instance halts that would go on by itself: at the end of a portion, or for good.

The library runs whatever is ready until nothing is (engine.md B12). What is held stands STARTED, so
that the library leaves it alone, and everything else of the instance goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

HELD = "held"
"""Marks a token that is held."""


class Enough(Exception):
    """The portion ends before the step that was to be run next; nothing of that has happened."""


def ready(workflows: Iterable[Any]) -> Iterator[Any]:
    """Every step that is ready and needs nobody."""
    for workflow in workflows:
        for task in workflow.tasks.values():
            if task.has_state(TaskState.READY) and not task.task_spec.manual:
                yield task


def hold(workflows: Callable[[], Iterable[Any]], most: int) -> list[str]:
    """Hold every ready step at an element that people see; the ids of those run to come to one.

    A join takes its tokens before it is held: they could be taken twice while it stands. most: of
    those that are run, lest joins lead to nothing but joins.
    """
    passed: list[str] = []
    while (task := next(ready(workflows()), None)) is not None:
        is_passed = task.task_spec.bpmn_id is None or isinstance(task.task_spec, UnstructuredJoin)
        if is_passed and len(passed) < most:
            passed.append(task.id)
            task.run()
        else:
            task.internal_data[HELD] = True
            task._set_state(TaskState.STARTED)
    return passed


def is_held(task: Any) -> bool:
    """Whether the token stands here because it would never have come to wait."""
    return HELD in task.internal_data


def release(workflows: Iterable[Any]) -> None:
    """Make every held step ready again."""
    for workflow in workflows:
        for task in workflow.tasks.values():
            if task.has_state(TaskState.STARTED) and task.internal_data.pop(HELD, False):
                task._set_state(TaskState.READY)
