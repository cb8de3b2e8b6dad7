"""SpiffWorkflow as it comes, kept before ours changes it, and put back where it is the baseline.

Imported before anything of ours that brings an instance to life.
"""

from __future__ import annotations

from types import ModuleType

from SpiffWorkflow import task as spiff_task
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator
from SpiffWorkflow.workflow import Workflow

_PLACES: tuple[type | ModuleType, ...] = (
    spiff_task,
    Task,
    TaskSpec,
    Workflow,
    BpmnBaseWorkflow,
    BpmnSubWorkflow,
    BpmnWorkflow,
    TaskIterator,
    BpmnTaskIterator,
)
_KEPT = [dict(vars(place)) for place in _PLACES]

if TaskSpec._predict.__module__ != TaskSpec.__module__:
    raise ImportError("This is not the library as it was shipped any more.")


def put_back() -> list[str]:
    """Let the library be as it was; the names of what had been changed."""
    changed = [
        (place, name, value)
        for place, kept in zip(_PLACES, _KEPT, strict=True)
        for name, value in kept.items()
        if vars(place).get(name) is not value
    ]
    for place, name, value in changed:
        setattr(place, name, value)
    return [name for _place, name, _value in changed]
