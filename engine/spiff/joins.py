"""Gateways and ends where tokens meet: each counts its own, and asks nothing of the past."""

from __future__ import annotations

import copy
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.spiff.deciding import Deciding

TAKEN = "taken"
"""Marks a token that a join has let through together with the others."""


class ParallelJoin(defaults.ParallelGateway):  # type: ignore[misc]
    """Waits for one token on each incoming flow, and takes exactly those away.

    For SpiffWorkflow 3.2.0, whose own gateway reads from the shape of the whole tree what has
    arrived, and so lets through too early in a loop (B1). Ours marks what it has taken. Can go
    when the library counts tokens, if its tests here pass without it.
    """

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        return len(_first_by_each_flow(self, my_task)) == len(set(self.inputs))

    def _run_hook(self, my_task: Any) -> bool:
        arrived = list(_first_by_each_flow(self, my_task).values())
        _bring_together(my_task, arrived)
        for task in arrived:
            task.internal_data[TAKEN] = True
        return True


class InclusiveGateway(Deciding, defaults.InclusiveGateway):  # type: ignore[misc]
    """Waits for every token that can still come, and sends one on each flow whose condition holds.

    BPMN 2.0, 13.4.3: it is passed when a token has come by one flow at least, and every other token
    that could still come by a flow where none has could as well come by one where one has. For
    SpiffWorkflow 3.2.0, whose own asks the whole tree and only joins. Can go with ParallelJoin.
    """

    def _update_hook(self, my_task: Any) -> bool:
        if not self._is_passed_by(my_task):
            my_task._set_state(TaskState.WAITING)
            return False
        my_task._inherit_data()
        return True

    def decide(self, my_task: Any) -> None:
        arrived = list(_first_by_each_flow(self, my_task).values())
        _bring_together(my_task, arrived)
        holding, otherwise = self._get_matching_outputs(my_task)
        for task in arrived:
            task.internal_data[TAKEN] = True
            if task is not my_task:
                task.cancel()
        self._send_on(my_task, holding or otherwise)

    def _send_on(self, my_task: Any, specs: list[Any]) -> None:
        my_task._sync_children(specs, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)

    def _is_passed_by(self, my_task: Any) -> bool:
        """Whether this token is the one that goes on, now, for all that have come."""
        here = [task for task in my_task.workflow.tasks.values() if _stands_at(self, task)]
        if my_task is not min(here, key=lambda task: int(task.id)):
            return False
        taken = set(_first_by_each_flow(self, my_task))
        empty = {spec.name for spec in self.inputs} - taken
        return not any(
            reach & empty and not reach & taken
            for reach in map(self._reach, _tokens_elsewhere(self, my_task.workflow))
        )

    def _reach(self, task: Any) -> set[str]:
        """The names of all that a token can come to without passing here."""
        reached, waiting = {task.task_spec.name}, [task.task_spec]
        while waiting:
            for spec in waiting.pop().outputs:
                if spec is not self and spec.name not in reached:
                    reached.add(spec.name)
                    waiting.append(spec)
        return reached


def _tokens_elsewhere(gateway: Any, workflow: Any) -> list[Any]:
    """Every token of the scope that is not at the gateway; one just sent on counts already."""
    return [
        task
        for task in workflow.tasks.values()
        if task.task_spec is not gateway and (is_parked(task) or _is_under_way(task))
    ]


def _is_under_way(task: Any) -> bool:
    if task.has_state(TaskState.FINISHED_MASK):
        return False
    return task.parent is None or bool(task.parent.has_state(TaskState.COMPLETED))


def _stands_at(gateway: Any, task: Any) -> bool:
    return task.task_spec is gateway and is_parked(task)


def _first_by_each_flow(gateway: Any, my_task: Any) -> dict[str, Any]:
    """The first token that came by each flow and was not taken; by its own flow, my_task."""
    arrived: dict[str, Any] = {}
    for task in my_task.workflow.tasks.values():
        if _stands_at(gateway, task):
            source = task.parent.task_spec.name
            if source not in arrived or int(task.id) < int(arrived[source].id):
                arrived[source] = task
    return arrived | {my_task.parent.task_spec.name: my_task}


def is_parked(task: Any) -> bool:
    """Whether the task is a token that a join has not taken yet, whatever its state says.

    The library cancels a token that waits at a join when the next one comes.
    """
    if not isinstance(task.task_spec, UnstructuredJoin) or task.internal_data.get(TAKEN):
        return False
    return task.parent is not None and bool(task.parent.has_state(TaskState.COMPLETED))


class LastEnd(_EndJoin):  # type: ignore[misc]
    """Where a process ends once every token has come to an end of its own."""

    def _run_hook(self, my_task: Any) -> bool:
        tasks = my_task.workflow.tasks.values()
        _bring_together(my_task, [t for t in tasks if t.task_spec is self and is_parked(t)])
        return True


def _bring_together(my_task: Any, arrived: list[Any]) -> None:
    """Give the token that goes on what each branch has changed; of two changes the later one.

    Compared to where the branches parted: a branch that only carried a value along must not undo
    what another one did to it, as it would in the library, where the last to come wins whole.
    """
    parted = _last_common_ancestor(arrived)
    base = parted.data if parted is not None else {}
    values = dict(base)
    for task in sorted(arrived, key=lambda t: (t is my_task, int(t.last_state_change))):
        carried = task.parent.data
        values |= {n: v for n, v in carried.items() if n not in base or base[n] != v}
    my_task.data = copy.deepcopy(values)


def _last_common_ancestor(tasks: list[Any]) -> Any:
    lines = [_line(task) for task in tasks]
    common = None
    for level in zip(*lines, strict=False):
        if any(task is not level[0] for task in level):
            break
        common = level[0]
    return common


def _line(task: Any) -> list[Any]:
    """The ancestors of a task, the root first."""
    line: list[Any] = []
    while (task := task.parent) is not None:
        line.append(task)
    return line[::-1]
