"""The state of a live instance as plain values: dump, restore, compare, compact.

Format 1 is a flat mapping: ``meta`` for the whole, ``w:<id>`` for a called process and ``t:<id>``
for a task.
A delta holds what was set and what was removed; a snapshot is a delta from nothing. Order never
matters (engine.md A1): children lists carry it, and tasks are restored before they are linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.joins import is_parked
from engine.spiff.specs import NoScripts, SpecBundle
from engine.values import copied

FORMAT = 1
State = dict[str, Any]
_NO_SCRIPTS = NoScripts()
_STATES = {
    TaskState.get_value(name): name
    for name in ("FUTURE", "WAITING", "READY", "STARTED", "COMPLETED", "ERROR", "CANCELLED")
}


def dump(workflow: Any, counter: int, progress: Mapping[str, Any]) -> State:
    """Everything needed to go on with the instance, as JSON values that share nothing with it.

    progress: how far it has come by itself, which an older state does not tell.
    """
    meta = {"format": FORMAT, "counter": counter, **progress, **_workflow_record(workflow)}
    state: State = {"meta": meta}
    state.update(_task_records("", workflow))
    for parent_id, subprocess in workflow.subprocesses.items():
        state[f"w:{parent_id}"] = {"spec": subprocess.spec.name, **_workflow_record(subprocess)}
        state.update(_task_records(parent_id, subprocess))
    return state


def restore(bundle: SpecBundle, state: Mapping[str, Any]) -> Any:
    """The workflow that was dumped. Raises ValueError for a format that is not ours."""
    if state["meta"]["format"] != FORMAT:
        raise ValueError(f"State format {state['meta']['format']} is not known.")
    workflow = BpmnWorkflow(
        bundle.top, bundle.called, script_engine=_NO_SCRIPTS, deserializing=True
    )
    _fill(workflow, "", state["meta"], state)
    for key in sorted((k for k in state if k.startswith("w:")), key=_subprocess_order):
        _restore_subprocess(workflow, bundle, key[2:], state)
    for candidate in [workflow, *workflow.subprocesses.values()]:
        _listen(workflow, candidate)
    return workflow


def told_state(state: Any) -> str:
    """A task's state in the library's word; what is no state is said to be none."""
    return _STATES.get(state, "in no state") if isinstance(state, int) else "in no state"


def start(bundle: SpecBundle, variables: Mapping[str, Any]) -> Any:
    """A new workflow whose first task already holds the variables."""
    workflow = BpmnWorkflow(bundle.top, bundle.called, script_engine=_NO_SCRIPTS)
    workflow.task_tree.set_data(**variables)
    return workflow


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What to set and what to remove to come from the old state to the new one."""
    changed = {key: value for key, value in new.items() if old.get(key) != value}
    return {"set": changed, "del": [key for key in old if key not in new]}


def apply(state: State, delta: Mapping[str, Any]) -> None:
    """Bring the state forward by one delta, in place."""
    for key in delta["del"]:
        del state[key]
    state.update(delta["set"])


def compact(workflow: Any) -> None:
    """Forget the past that no token can come back to; the ledger is the history, not this tree.

    What is kept: every task that is not finished, every token parked at a join, the task right
    above each of them, whose values it takes over, and those where branches that are kept part.
    Whatever lay between is cut out, so a loop does not grow its instance, and the library's depth
    limit of 1000 is never met (A4). Nothing in the library asks for more of the past once joins
    count their tokens themselves.
    """
    for finished in [key for key, sub in workflow.subprocesses.items() if sub.completed]:
        # One whose caller has not gone on yet would be called anew without it.
        if not _is_open(workflow, finished):
            del workflow.subprocesses[finished]
    for candidate in [workflow, *workflow.subprocesses.values()]:
        _prune(candidate)


def _is_open(workflow: Any, task_id: str) -> bool:
    """Whether there is such a task anywhere in the instance that has not finished."""
    everywhere = [workflow, *workflow.subprocesses.values()]
    found = (candidate.tasks.get(task_id) for candidate in everywhere)
    return any(task and not task.has_state(TaskState.FINISHED_MASK) for task in found)


def _prune(workflow: Any) -> None:
    kept = _needed(workflow)
    children: dict[str, list[str]] = {}
    # From the leaves up: a task that is cut out hands what is kept below it to the one above.
    for task in reversed(_from_the_root(workflow)):
        below = [kept_id for child in task._children for kept_id in children[child]]
        if task.id in kept or len(below) > 1:
            kept.add(task.id)
            children[f"below {task.id}"] = below
            below = [task.id]
        children[task.id] = below
    workflow.task_tree.parent = None
    for task in list(workflow.tasks.values()):
        if task.id in kept:
            task._children = children[f"below {task.id}"]
        else:
            del workflow.tasks[task.id]
    for task in workflow.tasks.values():
        for child in task.children:
            child.parent = task


def _from_the_root(workflow: Any) -> list[Any]:
    """Every task, each after the one above it."""
    tasks = [workflow.task_tree]
    for task in tasks:
        tasks.extend(task.children)
    return tasks


def _needed(workflow: Any) -> set[str]:
    alive = [
        task
        for task in workflow.tasks.values()
        if not task.has_state(TaskState.FINISHED_MASK) or is_parked(task)
    ]
    above = {task._parent for task in alive if task._parent is not None}
    last = {workflow.last_task.id} if workflow.last_task is not None else set()
    return {workflow.task_tree.id, *(task.id for task in alive), *above, *last}


def _workflow_record(workflow: Any) -> dict[str, Any]:
    return {
        "root": workflow.task_tree.id,
        "last": workflow.last_task.id if workflow.last_task is not None else None,
        "completed": workflow.completed,
        "success": workflow.success,
        "data": copied(workflow.data),
    }


def _task_records(owner: str, workflow: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for task in workflow.tasks.values():
        yield (
            f"t:{task.id}",
            {
                "of": owner,
                "parent": task._parent,
                "children": list(task._children),
                "spec": task.task_spec.name,
                "state": int(task.state),
                "changed": task.last_state_change,
                "triggered": task.triggered,
                "internal": copied(task.internal_data),
                "data": copied(task.data),
            },
        )


def _restore_subprocess(
    workflow: Any, bundle: SpecBundle, parent_id: str, state: Mapping[str, Any]
) -> None:
    record = state[f"w:{parent_id}"]
    subprocess = BpmnSubWorkflow(
        bundle.called[record["spec"]], parent_id, workflow, deserializing=True
    )
    workflow.subprocesses[parent_id] = subprocess
    _fill(subprocess, parent_id, record, state)
    # The library forgets this link when it restores by itself; without it the caller never wakes.
    caller = workflow.get_task_from_id(parent_id)
    subprocess.completed_event.connect(caller.task_spec._on_subworkflow_completed, caller)


def _fill(workflow: Any, owner: str, record: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    for key, task in state.items():
        if key.startswith("t:") and task["of"] == owner:
            _restore_task(workflow, key[2:], task)
    workflow.task_tree = workflow.tasks[record["root"]]
    workflow.last_task = workflow.tasks.get(record["last"])
    workflow.completed = record["completed"]
    workflow.success = record["success"]
    workflow.data = copied(record["data"])


def _restore_task(workflow: Any, task_id: str, record: Mapping[str, Any]) -> None:
    spec = workflow.spec.task_specs[record["spec"]]
    task = Task(workflow, spec, state=record["state"], id=task_id)
    task._parent = record["parent"]
    task._children = list(record["children"])
    task.triggered = record["triggered"]
    task.last_state_change = record["changed"]
    task.internal_data = copied(record["internal"])
    task.data = copied(record["data"])


def _listen(workflow: Any, owner: Any) -> None:
    for task in owner.tasks.values():
        if task.has_state(TaskState.WAITING) and hasattr(task.task_spec, "event_definition"):
            workflow.event_manager.add_task(task)


def _subprocess_order(key: str) -> int:
    # A called process's task has a lower number than the tasks of the processes it calls.
    return int(key[2:])
