"""What decides where a token goes, and stands undecided when its expression gives no answer.

The library lets the error out, and the instance is spoilt. Here the element stays STARTED like an
automatic step that failed: the branch waits with an incident, the others go on, and the decision is
tried again from what was stored.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from engine.errors import TooManyInstances
from engine.expressions import Expression, ExpressionFailed

UNDECIDED = (ExpressionFailed, TooManyInstances)
"""What keeps a decision from being made."""


class Deciding:
    """A mixin of specs. ``stands_for`` is the id of the element that people know it by."""

    stands_for: str

    def decide(self, my_task: Any) -> None:
        """Decide, changing nothing that the next try would miss. Raises what is in UNDECIDED."""
        raise NotImplementedError

    def _run_hook(self, my_task: Any) -> bool | None:
        try:
            self.decide(my_task)
        except UNDECIDED:
            return None
        return True


class Condition:
    """A FEEL condition on a sequence flow. Only true opens it; a word is not true (B11)."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def _matches(self, task: Any) -> bool:
        return self.expression.evaluate_condition(task.data)


class ExclusiveGateway(Deciding, defaults.ExclusiveGateway):  # type: ignore[misc]
    """Sends the token on by the first flow whose condition holds, else by the default flow."""

    def decide(self, my_task: Any) -> None:
        # The library asks every condition before it changes anything.
        super(Deciding, self)._run_hook(my_task)
