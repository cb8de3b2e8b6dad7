"""Which values are set where a token comes, as far as steps say what they give.

A set of names, or None where anything may be set: behind a message, of which no diagram tells what
comes with it, and where a step or the beginning of the process does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.elements import Element, ProcessModel
from engine.lint.context import declared
from engine.repeats import COUNTER

Names = frozenset[str] | None
_Meeting = Callable[[Element, list[Names]], Names]


@dataclass(frozen=True)
class ValueFlow:
    """By element, what is set before it: on every way there, and on at least one."""

    always: Mapping[str, Names]
    ever: Mapping[str, Names]
    at_end: Names

    @classmethod
    def of(cls, model: ProcessModel, given: Mapping[str, Names]) -> ValueFlow:
        """Follow the values through a process. given: what each element gives, by its id."""
        always, _ = _Walk(model, given, _on_every_way).follow(None)
        ever, after = _Walk(model, given, _on_any_way).follow(frozenset())
        ends = [after[e.id] for e in model.inside(None) if e.type == "endEvent"]
        return cls(always, ever, _all_of(ends))


def _all_of(sets: Iterable[Names]) -> Names:
    """What is in any of the sets."""
    found: frozenset[str] = frozenset()
    for names in sets:
        if names is None:
            return None
        found |= names
    return found


def _common(sets: Iterable[Names]) -> Names:
    """What is in each of the sets."""
    found: Names = None
    for names in sets:
        found = names if found is None else found if names is None else found & names
    return found


def _on_every_way(element: Element, before: list[Names]) -> Names:
    """A parallel join waits for all of its ways, and has what each of them brings."""
    return _all_of(before) if element.type == "parallelGateway" else _common(before)


def _on_any_way(_element: Element, before: list[Names]) -> Names:
    return _all_of(before)


@dataclass(frozen=True)
class _Walk:
    model: ProcessModel
    given: Mapping[str, Names]
    meet: _Meeting

    def follow(self, first: Names) -> tuple[dict[str, Names], dict[str, Names]]:
        """What is set before and after each element, beginning with the same for all."""
        before: dict[str, Names] = dict.fromkeys(self.model.elements, first)
        after = dict(before)
        known = None
        while known != (before, after):
            known = (dict(before), dict(after))
            for element in self.model.elements.values():
                before[element.id] = self._before(element, before, after)
                after[element.id] = self._after(element, before, after)
        return before, after

    def _before(
        self, element: Element, before: Mapping[str, Names], after: Mapping[str, Names]
    ) -> Names:
        if element.attached_to is not None:
            return before.get(element.attached_to)
        if element.type == "startEvent" and element.scope is not None:
            return self._inside(element, self.model.elements[element.scope], before, after)
        if element.type == "startEvent":
            return declared(self.model.inputs)
        flows = (self.model.flows[flow] for flow in element.incoming)
        ways = [after[flow.source] for flow in flows if flow.source in after]
        return self.meet(element, ways) if ways else None

    def _inside(
        self,
        start: Element,
        around: Element,
        before: Mapping[str, Names],
        after: Mapping[str, Names],
    ) -> Names:
        """What is set where a sub-process begins, the first time and, after a round, again."""
        first = _all_of([before[around.id], own_values(around)])
        if around.repeats is None or around.repeats.kind == "parallel":
            return first
        return self.meet(start, [first, _all_of([after[around.id], own_values(around)])])

    def _after(
        self, element: Element, before: Mapping[str, Names], after: Mapping[str, Names]
    ) -> Names:
        if element.type != "subProcess":
            return _all_of([before[element.id], self.given[element.id]])
        ends = [
            after[end.id]
            for end in self.model.inside(element.id)
            if end.type == "endEvent" and end.event != "error"
        ]
        found = self.meet(element, ends) if ends else None
        kept = before[element.id]
        return found if found is None or kept is None else found - (own_values(element) - kept)


def own_values(element: Element) -> frozenset[str]:
    """The values that belong to one of several instances."""
    if element.repeats is None:
        return frozenset()
    return frozenset({COUNTER, *filter(None, [element.repeats.item])})
