"""Whether every way through a process comes to an end: no token waits for ever, none multiply.

The process is played with tokens that carry no values: a gateway may choose any of its ways. All
that can happen is walked through, one token at a time. That is enough to meet every standstill,
because what a token does never depends on where the others are, but at a join, and a join waits
until nothing else can move (a persistent set; Valmari, Stubborn Sets for Reduced State Space
Generation, 1991). Values are not looked at: a way that only a never-met condition closes counts as
open.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.elements import Element, ProcessModel
from engine.findings import Finding, error
from engine.lint.graph import Graph
from engine.lint.sentences import about
from engine.texts import Text

MOST_MARKINGS = 20_000
MOST_TOKENS = 3
"""Tokens on one flow: more than so many mean that nothing bounds them."""
MOST_CHOICES = 6

Marking = tuple[str, ...]
"""The flows that hold a token, in order; a flow with two tokens stands twice."""


class _TooMuch(Exception):
    """The walk is cut off: there are more markings than anybody could follow."""


def check_soundness(model: ProcessModel) -> Iterator[Finding]:
    """Findings about joins that wait for ever and tokens that multiply, each told once."""
    if not _is_whole(model):
        return  # Told already, and there is nothing to play on.
    scopes = (None, *(e.id for e in model.elements.values() if e.type == "subProcess"))
    for scope in scopes:
        yield from _Walk(model, scope).findings()


def _is_whole(model: ProcessModel) -> bool:
    """Whether each flow joins two elements of one scope, and each scope has its one start."""
    elements = model.elements
    ends = [(flow.source, flow.target) for flow in model.flows.values()]
    if any(a not in elements or b not in elements for a, b in ends):
        return False
    if any(elements[a].scope != elements[b].scope for a, b in ends):
        return False
    scopes = (None, *(e.id for e in elements.values() if e.type == "subProcess"))
    starts = [[e for e in model.inside(s) if e.type == "startEvent"] for s in scopes]
    return all(len(found) == 1 for found in starts)


class _Walk:
    def __init__(self, model: ProcessModel, scope: str | None) -> None:
        self.model = model
        self.scope = scope
        graph = Graph.of(model)
        self._ahead = {key: len(graph.below({key})) for key in model.elements}
        self.stuck: dict[str, Element] = {}
        self.growing: dict[str, Element] = {}

    def findings(self) -> Iterator[Finding]:
        try:
            self._walk()
        except _TooMuch:
            yield error(
                "too_tangled",
                self.scope or self.model.key,
                Text(
                    "Processen kan gå på så många sätt att det inte går att visa att den alltid "
                    "kommer till ett slut. Dela upp den, eller led ihop vägarna tidigare.",
                    "The process can go so many ways that it cannot be shown always to come to "
                    "an end. Divide it, or bring its ways together earlier.",
                ),
            )
        for element in self.stuck.values():
            yield about(
                "join_waits_for_ever",
                element,
                "kan bli väntande för alltid: det finns ett sätt att gå genom processen där inte "
                "alla dess vägar in nås.",
                "can wait for ever: there is a way through the process by which not all of its "
                "incoming flows are reached.",
            )
        for element in self.growing.values():
            yield about(
                "tokens_multiply",
                element,
                "kan nås om och om igen av allt fler på samma gång; vägar som delats har inte "
                "letts ihop innan de går tillbaka.",
                "can be reached again and again by more and more at once; ways that were split "
                "are not brought together before they lead back.",
            )

    def _walk(self) -> None:
        start = next(e for e in self.model.inside(self.scope) if e.type == "startEvent")
        waiting = [tuple(sorted(start.outgoing))]
        seen = set(waiting)
        while waiting:
            for marking in self._after(waiting.pop()):
                if marking not in seen:
                    seen.add(marking)
                    waiting.append(marking)
            if len(seen) > MOST_MARKINGS:
                raise _TooMuch

    def _after(self, marking: Marking) -> list[Marking]:
        """The markings that may follow, for one token that can move; none when all have ended.

        What is furthest on moves first, so that what leads out of a loop does not pile up while the
        loop goes round. What ends everything moves last, for it hides what the others would do.
        """
        for flow in sorted(marking, key=lambda flow: (self._ahead[self._target(flow).id], flow)):
            if not _is_join(self._target(flow)) and not _ends_all(self._target(flow)):
                return self._sent(self._target(flow), _without(marking, [flow]))
        if (ready := self._ready_join(marking)) is not None:
            join, come = ready
            return self._sent(join, _without(marking, come))
        if any(_ends_all(self._target(flow)) for flow in marking):
            return [()]
        for flow in marking:
            self.stuck.setdefault(self._target(flow).id, self._target(flow))
        return []

    def _target(self, flow: str) -> Element:
        return self.model.elements[self.model.flows[flow].target]

    def _sent(self, element: Element, left: Marking) -> list[Marking]:
        found = []
        for sent in self._ways(element):
            marking = tuple(sorted((*left, *sent)))
            if any(marking.count(flow) > MOST_TOKENS for flow in sent):
                self.growing.setdefault(element.id, element)
            else:
                found.append(marking)
        return found

    def _ways(self, element: Element) -> list[tuple[str, ...]]:
        """The sets of flows that a token may be sent on by."""
        flows = element.outgoing
        if element.type == "exclusiveGateway":
            return [(flow,) for flow in flows]
        if element.type == "inclusiveGateway" and len(flows) > 1:
            if len(flows) > MOST_CHOICES:
                raise _TooMuch
            sizes = range(1, len(flows) + 1)
            return [chosen for size in sizes for chosen in combinations(flows, size)]
        if element.type == "eventBasedGateway":
            raced = [self.model.elements[self.model.flows[flow].target] for flow in flows]
            return [event.outgoing for event in raced]
        return [flows, *self._guarded(element)]

    def _guarded(self, element: Element) -> list[tuple[str, ...]]:
        """The ways that a boundary event opens, instead of the element's own or beside it."""
        return [
            event.outgoing if event.is_interrupting else (*element.outgoing, *event.outgoing)
            for event in self.model.attached(element.id)
        ]

    def _ready_join(self, marking: Marking) -> tuple[Element, list[str]] | None:
        """The first join that all have come to, or that may go without; and what has come."""
        for key in sorted({self._target(flow).id for flow in marking}):
            join = self.model.elements[key]
            come = [flow for flow in join.incoming if flow in marking]
            if _is_join(join) and (
                len(come) == len(join.incoming) or self._goes_without(join, come, marking)
            ):
                return join, come
        return None

    def _goes_without(self, join: Element, come: list[str], marking: Marking) -> bool:
        """Whether no token can still come to an inclusive join by a flow that has none."""
        if join.type != "inclusiveGateway":
            return False
        others = {self.model.flows[f].target for f in marking} - {join.id}
        reached = [self._reached(self.model.elements[key], join) for key in sorted(others)]
        return not any(flows - set(come) and not flows & set(come) for flows in reached)

    def _reached(self, element: Element, join: Element) -> set[str]:
        seen, waiting, found = {element.id}, [element], set[str]()
        while waiting:
            here = waiting.pop()
            events = self.model.attached(here.id)
            flows = [f for e in (here, *events) for f in e.outgoing]
            found |= set(flows) & set(join.incoming)
            new = {self.model.flows[f].target for f in flows} - seen - {join.id}
            seen |= new
            waiting += [self.model.elements[key] for key in new]
        return found


def _is_join(element: Element) -> bool:
    joins = ("parallelGateway", "inclusiveGateway")
    return element.type in joins and len(element.incoming) > 1


def _ends_all(element: Element) -> bool:
    return element.type == "endEvent" and element.event in ("terminate", "error")


def _without(marking: Marking, flows: list[str]) -> Marking:
    left = list(marking)
    for flow in flows:
        left.remove(flow)
    return tuple(left)
