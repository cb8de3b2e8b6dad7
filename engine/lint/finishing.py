"""Which parts of a process can come to their end with no person: all their tokens, not only one.

A way beside a step, or one of several ways at once, ends nothing by itself. What is sent is taken
as sent and a time as past, so more is said to come to an end than may.
"""

from __future__ import annotations

from collections import defaultdict

from engine.bpmn import BY_PEOPLE
from engine.elements import Element, ProcessModel
from engine.expressions import (
    ExpressionFailed,
    ExpressionInvalid,
    compile_expression,
    to_scalar,
)
from engine.repeats import Repeats


def finishing_scopes(model: ProcessModel) -> frozenset[str | None]:
    """The sub-processes that can come to their end, and None if the process itself can."""
    return _Play(model).finished


def is_certain(repeats: Repeats | None) -> bool:
    """Whether an activity is done once at least, whatever the values are."""
    if repeats is None:
        return True
    if repeats.kind == "loop":
        return not repeats.tests_first
    return constant_times(repeats.times) > 0


def constant_times(times: str | None) -> int:
    """The number that is written, 0 for an expression that has to be worked out."""
    try:
        found = to_scalar(compile_expression(times or "0").evaluate({}))
    except (ExpressionInvalid, ExpressionFailed):
        return 0
    return found if isinstance(found, int) else 0


class _Play:
    """Grows what can finish until nothing more can."""

    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self._stops: dict[str, list[Element]] = defaultdict(list)
        for event in model.elements.values():
            if event.attached_to and event.is_interrupting:
                self._stops[event.attached_to].append(event)
        self._able: set[str] = set()
        self.finished: frozenset[str | None] = frozenset()
        while new := [e.id for e in self._left() if self._finishes(e)]:
            self._able.update(new)
            starts = (e for e in model.elements.values() if e.type == "startEvent")
            self.finished = frozenset(e.scope for e in starts if e.id in self._able)

    def _left(self) -> list[Element]:
        return [e for e in self._model.elements.values() if e.id not in self._able]

    def _finishes(self, element: Element) -> bool:
        """Whether a token that has come to it can end, with all that becomes of it."""
        if element.type == "endEvent":
            return element.event != "error"
        if any(self._goes_on(event) for event in self._stops[element.id]):
            return True
        return self._is_passed(element) and self._goes_on(element)

    def _goes_on(self, element: Element) -> bool:
        targets = [self._model.flows[flow].target for flow in element.outgoing]
        every = all if element.type == "parallelGateway" else any
        return bool(targets) and every(target in self._able for target in targets)

    def _is_passed(self, element: Element) -> bool:
        if not is_certain(element.repeats):
            return True
        if element.type == "subProcess":
            return element.id in self.finished
        return element.type not in BY_PEOPLE
