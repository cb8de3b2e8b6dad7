"""The library's walk through its tree, without keeping count of the depth.

SpiffWorkflow 3.2.0 follows its parents up at each leaf, to know how deep it is and to see nothing
past a thousand (engine.md A4). Our trees are cut short at each command (``state.compact``), so that
there is nothing to keep it from; and it walks some ten times in a completion. The order in which
tasks are seen is the library's. Can go when the library's limit can be turned off.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator, TaskState


def _next(self: Any) -> Any:
    if not self.task_list:
        raise StopIteration
    task = self.task_list.pop(0)
    if task._children and _is_walked(self, task):
        _go_down(self, task.children)
    return task


def _next_of_bpmn(self: Any) -> Any:
    """The same, going into what was called, but not into what is done to look for what is open."""
    if not self.task_list:
        raise StopIteration
    task = self.task_list.pop(0)
    called = task.workflow.top_workflow.subprocesses.get(task.id)
    if called is None:
        if task._children and _is_walked(self, task):
            _go_down(self, task.children)
        return task
    if task.task_spec.name != self.end_at_spec:
        is_done = task._state >= TaskState.FINISHED_MASK
        is_left_out = self.skip_subprocesses or (
            is_done and self.task_filter.state <= TaskState.FINISHED_MASK
        )
        inside = [] if is_left_out else [called.task_tree]
        # Depth first it goes inside at once, else last.
        _go_down(self, inside + task.children if self.depth_first else task.children + inside)
    return task


def _is_walked(walk: Any, task: Any) -> bool:
    return bool(task._state >= walk.min_state) and task.task_spec.name != walk.end_at_spec


def _go_down(walk: Any, below: list[Any]) -> None:
    if walk.depth_first:
        walk.task_list[:0] = below
    else:
        walk.task_list.extend(below)


def install() -> None:
    """Put our walk in place; done once, on import of the live instance."""
    TaskIterator._next = _next
    BpmnTaskIterator._next = _next_of_bpmn
