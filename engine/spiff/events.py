"""Specs of what waits for a message or a time, also on the boundary of what is under way.

A host with boundary events has a hidden split in front of it. Its children are the host and one
waiting event each. The library instead puts a join behind them (BoundaryEventJoin), which reads
from the shape of the whole tree who has finished; the tree is compacted here, so nothing may.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.util.task import TaskState


class AwaitMessage(EventDefinition):  # type: ignore[misc]
    """Waits until the executor hands over the one message that was correlated to this task."""

    def catches(self, my_task: Any, event: Any) -> bool:
        return False

    def update_task_data(self, my_task: Any) -> None:
        my_task.set_data(**my_task.internal_data.pop("payload", {}))


class AwaitTime(EventDefinition):  # type: ignore[misc]
    """Waits until the executor says that the time has come; the due time is a row, not ours."""

    def catches(self, my_task: Any, event: Any) -> bool:
        return False


class BoundarySplit(SimpleBpmnTask):  # type: ignore[misc]
    """Stands in front of a host: lets the token into it and arms its boundary events."""

    def __init__(self, wf_spec: Any, host: Any) -> None:
        super().__init__(wf_spec, f"{host.name}.boundary")
        self.connect(host)
        host.completed_event.connect(_disarm)

    def _predict_hook(self, my_task: Any) -> None:
        # An event may never come. Planned as certain, each host would double what is planned
        # ahead, as parallel splits do (engine.md B4).
        is_certain = my_task.has_state(TaskState.DEFINITE_MASK)
        my_task._sync_children(self.outputs, TaskState.MAYBE)
        for task in my_task.children:
            if not isinstance(task.task_spec, BoundaryEvent):
                task._set_state(TaskState.FUTURE if is_certain else my_task.state)


class BoundaryEvent(defaults.BoundaryEvent):  # type: ignore[misc]
    """Waits beside its host. When it fires it ends the host, or leaves it and goes its own way."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        if self.cancel_activity:
            _end(_guarded(my_task))
        elif isinstance(self.event_definition, AwaitMessage):
            # The next message of the kind is caught too, as long as the host is open.
            again = my_task.parent._add_child(self, TaskState.MAYBE)
            self._update(again)


def _disarm(_workflow: Any, host: Any) -> None:
    """The host is done: its events wait no longer."""
    _end([task for task in _guarded(host) if task is not host])


def _guarded(member: Any) -> list[Any]:
    """The host and its waiting events, of which ``member`` is one; the split is their parent.

    Under the split may also hang, since finished tasks are cut out, where a boundary event led.
    """
    members = member.parent.task_spec.outputs
    return [task for task in member.parent.children if task.task_spec in members]


def _end(tasks: list[Any]) -> None:
    for task in tasks:
        if not task.has_state(TaskState.FINISHED_MASK):
            task.cancel()
