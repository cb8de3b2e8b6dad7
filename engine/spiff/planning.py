"""One step ahead: the library plans the whole future of each token, and we need only its next step.

SpiffWorkflow 3.2.0 adds to its tree every task that can still come. Parallel branches in sequence
double it each time (engine.md B4), and a loop that no gateway leads out of is planned for ever,
until Python's stack is full. Nothing of ours asks for more than the children of a task that is
reached: joins and ends count the tokens that have come. So it is given its children then.
Can go when the library plans lazily itself, if the tests of planning pass without it.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

_NOT_REACHED = TaskState.PREDICTED_MASK | TaskState.FUTURE


def _predict(
    self: Any,
    my_task: Any,
    _seen: Any = None,
    _looked_ahead: int = 0,
    mask: int = TaskState.PREDICTED_MASK,
) -> None:
    """The children of a task, and not theirs."""
    if my_task.has_state(mask):
        self._predict_hook(my_task)


def _update(self: Any, my_task: Any) -> None:
    """The task is reached: plan what follows it, and let it decide whether it is ready."""
    if my_task.has_state(_NOT_REACHED):
        self._predict_hook(my_task)
    if self._update_hook(my_task):
        my_task._ready()


def install() -> None:
    """Put our planning in place; done once, on import of the live instance."""
    TaskSpec._predict = _predict
    TaskSpec._update = _update
