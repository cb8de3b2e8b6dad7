"""The elements of a process and the steps between them, as a directed graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from engine.elements import Element, ProcessModel


@dataclass(frozen=True)
class Graph:
    """From each node to the nodes after it; every node has an entry."""

    after: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, model: ProcessModel) -> Graph:
        """The graph of a process; flows that begin or end in nothing are left out.

        A boundary event comes after what it is attached to. Into a sub-process leads its start,
        and from its ends one comes to what is after it.
        """
        after: dict[str, set[str]] = {key: set() for key in model.elements}
        for flow in model.flows.values():
            if flow.source in after and flow.target in after:
                after[flow.source].add(flow.target)
        for element in model.elements.values():
            if element.type == "subProcess":
                _lead_through(model, element, after)
        for element in model.elements.values():
            if element.attached_to in after:
                after[element.attached_to].add(element.id)
        return cls({key: frozenset(targets) for key, targets in after.items()})

    def below(self, roots: Set[str]) -> set[str]:
        """The roots and everything that can be reached from them."""
        return _reached(self.after, roots)

    def above(self, goals: Set[str]) -> set[str]:
        """The goals and everything from which they can be reached."""
        before: dict[str, set[str]] = {key: set() for key in self.after}
        for key, targets in self.after.items():
            for target in targets:
                before[target].add(key)
        return _reached(before, goals)

    def without(self, removed: Set[str]) -> Graph:
        """The graph without some of its nodes."""
        return Graph({k: v - removed for k, v in self.after.items() if k not in removed})

    def loops(self) -> Iterator[frozenset[str]]:
        """Sets of nodes that can all reach each other, each with at least one step."""
        left = dict.fromkeys(key for key, _ in self._in_loop())
        while left:
            key = next(iter(left))
            loop = self.below({key}) & self.above({key})
            yield frozenset(loop)
            for member in loop:
                left.pop(member, None)

    def _in_loop(self) -> Iterator[tuple[str, frozenset[str]]]:
        return ((k, v) for k, v in self.after.items() if k in self.below(v))


def _lead_through(model: ProcessModel, element: Element, after: dict[str, set[str]]) -> None:
    inside = model.inside(element.id)
    starts = {e.id for e in inside if e.type == "startEvent"}
    ends = {e.id for e in inside if e.type == "endEvent"}
    if starts and ends:
        for end in ends:
            after[end] |= after[element.id]
        after[element.id] = starts


def _reached(after: Mapping[str, Set[str]], roots: Set[str]) -> set[str]:
    reached, waiting = set(roots), list(roots)
    while waiting:
        for target in after.get(waiting.pop(), frozenset()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
