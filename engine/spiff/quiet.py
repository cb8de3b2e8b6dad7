"""No line of the library's log is put together that nobody reads.

SpiffWorkflow 3.2.0 sets one up, with some ten facts, at each change of a task's state, whether or
not its log is on: a twelfth of what a completion computes. What happens is in our ledger. Patched
are ``_set_state`` of a task, which is else the same to the last tick of the clock, and the facts
of the few lines that are left. Can go when the library asks first whether its log is on.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.workflow import Workflow

from engine.spiff import determinism


def _set_state(self: Any, value: int) -> None:
    if value == self._state:
        return
    # Two ticks, as the library takes: stored states hold them.
    determinism.tick()
    self.last_state_change = determinism.tick()
    self._state = value


def _no_facts(_self: Any, _more: Any = None) -> dict[str, Any]:
    return {}


def install() -> None:
    """Put our silence in place; done once, on import of the live instance."""
    Task._set_state = _set_state
    for of in (Task, Workflow, BpmnBaseWorkflow, BpmnSubWorkflow):
        of.collect_log_extras = _no_facts
