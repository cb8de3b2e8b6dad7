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
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
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


class AwaitThrown(EventDefinition):  # type: ignore[misc]
    """Waits for an error or an escalation that is thrown within its host."""

    def __init__(self, kind: str, code: str | None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.code = code

    def takes(self, kind: str, code: str) -> bool:
        """Whether it waits for this; without a code it takes every one of its kind."""
        return self.kind == kind and self.code in (None, code)

    def catches(self, my_task: Any, event: Any) -> bool:
        return False

    def update_task_data(self, my_task: Any) -> None:
        my_task.set_data(**my_task.internal_data.pop("payload", {}))


class EventGateway(BpmnSpecMixin):  # type: ignore[misc]
    """Lets the token wait for several events at once; the first to come takes it."""

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, TaskState.MAYBE)


class RacingEvent(defaults.IntermediateCatchEvent):  # type: ignore[misc]
    """One of the events behind an event-based gateway; when it comes, the others wait no more."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        end_all([task for task in _guarded(my_task) if task is not my_task])


class TerminateEnd(defaults.EndEvent):  # type: ignore[misc]
    """Ends all that is under way in its own process or sub-process."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        mine = {task.id for task in my_task}
        end_all([task for task in list(my_task.workflow.tasks.values()) if task.id not in mine])


class BoundarySplit(SimpleBpmnTask):  # type: ignore[misc]
    """Stands in front of a host: lets the token into it and arms its boundary events."""

    def __init__(self, wf_spec: Any, host: Any) -> None:
        super().__init__(wf_spec, f"{host.name}.boundary")
        self.connect(host)
        host.completed_event.connect(_disarm)

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, TaskState.MAYBE)


class BoundaryEvent(defaults.BoundaryEvent):  # type: ignore[misc]
    """Waits beside its host. When it fires it ends the host, or leaves it and goes its own way."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        if self.cancel_activity:
            end_all(_guarded(my_task))
        elif not isinstance(self.event_definition, AwaitTime):
            # The next one of the kind is caught too, as long as the host is open.
            again = my_task.parent._add_child(self, TaskState.MAYBE)
            self._update(again)


def _disarm(_workflow: Any, host: Any) -> None:
    """The host is done: its events wait no longer."""
    end_all([task for task in _guarded(host) if task is not host])


def _guarded(member: Any) -> list[Any]:
    """The host and its waiting events, of which ``member`` is one; the split is their parent.

    Under the split may also hang, since finished tasks are cut out, where a boundary event led.
    """
    members = member.parent.task_spec.outputs
    return [task for task in member.parent.children if task.task_spec in members]


def end_all(tasks: list[Any]) -> None:
    """Cancel what is not finished, and what it has set in motion."""
    for task in tasks:
        # One that was cancelled may have taken its planned children out of the tree.
        if task.id in task.workflow.tasks and not task.has_state(TaskState.FINISHED_MASK):
            task.cancel()
