"""BPMN as the standard tells it, played with tokens: what an instance must do, said once more.

Written apart from the engine, in as few words as the standard allows (BPMN 2.0, chapter 13).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.elements import Element, Flow, ProcessModel
from engine.expressions import compile_expression

_JOINS = ("parallelGateway", "inclusiveGateway")
_LOUD = ("error", "escalation")
_DONE_BY_SOMEONE = (
    "userTask", "serviceTask", "intermediateCatchEvent", "callActivity", "subProcess",
)  # fmt: skip


@dataclass(eq=False)
class Scope:
    """One run of a process or a sub-process. ``parked`` are tokens at joins, by flow."""

    model: ProcessModel
    inside: str | None = None
    caller: Activation | None = None
    alive: int = 0
    parked: Counter[str] = field(default_factory=Counter)

    def flows(self, element: Element) -> list[Flow]:
        """What leads out of an element."""
        return [self.model.flows[flow] for flow in element.outgoing]


@dataclass(eq=False)
class Activation:
    """An element that a token has come to, until it goes on; it may be done several times."""

    scope: Scope
    element: Element
    begun: int = 0
    done: int = 0

    @property
    def times(self) -> int:
        """How often it is to be done; a loop says so as it goes."""
        repeats = self.element.repeats
        return int(repeats.times or 1) if repeats else 1


@dataclass(eq=False)
class Waiting:
    """Something that someone must do, or that must come. ``rivals``: the first of them wins."""

    scope: Scope
    element: Element
    activation: Activation | None = None
    rivals: tuple[Element, ...] = ()


class TokenGame:
    """A game of the process ``top`` and all that it calls."""

    def __init__(self, models: Mapping[str, ProcessModel], top: str = "top") -> None:
        self.models = models
        self.waiting: list[Waiting] = []
        self.activations: list[Activation] = []
        self.scopes: list[Scope] = []
        self.values: dict[str, Any] = {}
        self.top = Scope(models[top])
        self._run(self.top)
        self._settle()

    def open_elements(self) -> list[str]:
        """What waits for someone, in order."""
        return sorted(w.element.id for w in self.waiting)

    def do(self, element_id: str, value: int) -> None:
        """The first thing that waits there is done and sets its own variable."""
        found = next(w for w in self.waiting if w.element.id == element_id)
        self.waiting.remove(found)
        self.values[element_id] = value
        self._race(found)
        if found.element.event in _LOUD:
            self._throw(found)
        elif found.element.type == "boundaryEvent":
            self._guard(found)
        elif found.activation is not None:
            self._instance_is_done(found.activation)
        else:
            self._leave(found.scope, found.element)
        self._settle()

    @property
    def is_completed(self) -> bool:
        return not self.top.alive

    def _run(self, scope: Scope) -> None:
        self.scopes.append(scope)
        scope.alive = 1
        start = next(e for e in scope.model.inside(scope.inside) if e.type == "startEvent")
        self._leave(scope, start)

    def _leave(self, scope: Scope, element: Element) -> None:
        ways = scope.flows(element)
        if element.type in ("exclusiveGateway", "inclusiveGateway") and len(ways) > 1:
            holding = [f for f in ways if f.condition and self._holds(f.condition)]
            if element.type == "exclusiveGateway":
                holding = holding[:1]
            ways = holding or [f for f in ways if f.id == element.default_flow]
        scope.alive += len(ways) - 1
        for way in ways:
            self._enter(scope, scope.model.elements[way.target], way.id)

    def _holds(self, condition: str, **more: int) -> bool:
        return compile_expression(condition).evaluate_condition({**self.values, **more})

    def _enter(self, scope: Scope, element: Element, by: str) -> None:
        if element.type in _JOINS:
            scope.parked[by] += 1
            self._meet_in_parallel(scope, element)
        elif element.event in _LOUD:
            self.waiting.append(Waiting(scope, element))
        elif element.type == "endEvent":
            self._end(scope, is_last=element.event == "terminate")
        elif element.type == "eventBasedGateway":
            rivals = tuple(scope.model.elements[f.target] for f in scope.flows(element))
            self.waiting += [Waiting(scope, rival, None, rivals) for rival in rivals]
        elif element.type in _DONE_BY_SOMEONE:
            self._activate(scope, element)
        else:
            self._leave(scope, element)

    def _meet_in_parallel(self, scope: Scope, element: Element) -> None:
        if element.type == "parallelGateway" and all(scope.parked[f] for f in element.incoming):
            self._take(scope, element, list(element.incoming))

    def _take(self, scope: Scope, element: Element, flows: list[str]) -> None:
        for flow in flows:
            scope.parked[flow] -= 1
        scope.alive -= len(flows) - 1
        self._leave(scope, element)

    def _race(self, winner: Waiting) -> None:
        if winner.rivals:
            lost = [w for w in self.waiting if w.rivals is winner.rivals]
            self.waiting = [w for w in self.waiting if w not in lost]

    # What is done once or several times, and is guarded.

    def _activate(self, scope: Scope, element: Element) -> None:
        activation = Activation(scope, element)
        self.activations.append(activation)
        self.waiting += [
            Waiting(scope, event, activation)
            for event in scope.model.attached(element.id)
            if event.event not in _LOUD
        ]
        is_parallel = element.repeats is not None and element.repeats.kind == "parallel"
        for _ in range(activation.times if is_parallel else 1):
            self._begin(activation)

    def _begin(self, activation: Activation) -> None:
        activation.begun += 1
        scope, element = activation.scope, activation.element
        if element.type == "callActivity":
            self._run(Scope(self.models[element.called_process or ""], None, activation))
        elif element.type == "subProcess":
            self._run(Scope(scope.model, element.id, activation))
        else:
            self.waiting.append(Waiting(scope, element, activation))

    def _instance_is_done(self, activation: Activation) -> None:
        activation.done += 1
        if self._is_more(activation):
            self._begin(activation)
        elif activation.begun == activation.done or self._is_enough(activation):
            self._stop(activation)
            self._leave(activation.scope, activation.element)

    def _is_more(self, activation: Activation) -> bool:
        repeats = activation.element.repeats
        if repeats is None or repeats.kind == "parallel":
            return False
        if repeats.kind == "loop":
            return self._holds(repeats.condition or "", loop_counter=activation.done)
        return activation.begun < activation.times and not self._is_enough(activation)

    def _is_enough(self, activation: Activation) -> bool:
        repeats = activation.element.repeats
        condition = repeats.condition if repeats is not None else None
        return condition is not None and self._holds(
            condition, number_of_completed_instances=activation.done
        )

    def _guard(self, event: Waiting) -> None:
        if event.activation is None:
            raise ValueError("A boundary event guards something.")
        self._fire(event.activation, event.element)
        if not event.element.is_interrupting and event.element.message:
            self.waiting.append(Waiting(event.scope, event.element, event.activation))

    def _fire(self, host: Activation, event: Element) -> None:
        if event.is_interrupting:
            self._stop(host)
        else:
            host.scope.alive += 1
        self._leave(host.scope, event)

    def _stop(self, activation: Activation) -> None:
        """The activation is over, and with it all that is under way in it or waits at it."""
        self.activations = [a for a in self.activations if not self._is_of(a, activation)]
        self.waiting = [w for w in self.waiting if not self._is_of(w.activation, activation)]
        self.waiting = [w for w in self.waiting if not self._is_in(w.scope, activation)]
        for scope in self.scopes:
            if self._is_in(scope, activation):
                scope.alive = 0
                scope.parked.clear()

    def _is_of(self, one: Activation | None, other: Activation) -> bool:
        return one is not None and (one is other or self._is_in(one.scope, other))

    def _is_in(self, scope: Scope, activation: Activation) -> bool:
        return scope.caller is not None and self._is_of(scope.caller, activation)

    # How a run ends, and what is thrown out of it.

    def _end(self, scope: Scope, *, is_last: bool) -> None:
        scope.alive -= 1
        if is_last:
            for activation in [a for a in self.activations if a.scope is scope]:
                self._stop(activation)
            self.waiting = [w for w in self.waiting if w.scope is not scope]
            scope.parked.clear()
            scope.alive = 0
        if not scope.alive and scope.caller is not None:
            self._instance_is_done(scope.caller)

    def _throw(self, thrown: Waiting) -> None:
        host, event = self._taker(thrown)
        if event is None or not event.is_interrupting:
            self._go_on(thrown)
        if host is not None and event is not None:
            self._fire(host, event)

    def _go_on(self, thrown: Waiting) -> None:
        if thrown.element.type == "endEvent":
            self._end(thrown.scope, is_last=False)
        else:
            self._leave(thrown.scope, thrown.element)

    def _taker(self, thrown: Waiting) -> tuple[Activation | None, Element | None]:
        host = thrown.scope.caller
        while host is not None:
            for event in host.scope.model.attached(host.element.id):
                if event.event == thrown.element.event:
                    return host, event
            host = host.scope.caller
        return None, None

    # Inclusive joins, when nothing else moves (BPMN 2.0, 13.4.3).

    def _settle(self) -> None:
        while (ready := next(self._ready_joins(), None)) is not None:
            self._take(*ready)

    def _ready_joins(self) -> Iterator[tuple[Scope, Element, list[str]]]:
        for scope in [s for s in self.scopes if s.alive]:
            for join in scope.model.inside(scope.inside):
                if join.type == "inclusiveGateway":
                    come = [flow for flow in join.incoming if scope.parked[flow]]
                    if come and not self._is_awaiting(scope, join, set(come)):
                        yield scope, join, come

    def _is_awaiting(self, scope: Scope, join: Element, come: set[str]) -> bool:
        reached = [self._reached(scope, token, join) for token in self._tokens(scope, join)]
        return any(flows - come and not flows & come for flows in reached)

    def _tokens(self, scope: Scope, join: Element) -> list[Element]:
        parked = [flow for flow, count in scope.parked.items() if count]
        at_joins = [scope.model.elements[scope.model.flows[flow].target] for flow in parked]
        waiting = [w.element for w in self.waiting if w.scope is scope]
        active = [a.element for a in self.activations if a.scope is scope]
        return [e for e in at_joins + waiting + active if e is not join]

    def _reached(self, scope: Scope, token: Element, join: Element) -> set[str]:
        """The flows into the join that a token can still come by."""
        seen, waiting = {token.id}, [token]
        found: set[str] = set()
        while waiting:
            element = waiting.pop()
            ways = scope.flows(element)
            if element is not token:  # Its own boundary events wait beside it.
                for event in scope.model.attached(element.id):
                    ways += scope.flows(event)
            found |= {way.id for way in ways if way.target == join.id}
            new = {way.target for way in ways} - seen - {join.id}
            seen |= new
            waiting += [scope.model.elements[target] for target in new]
        return found
