"""Whether every way through a process comes to an end: no token waits for ever, none multiply.

The process is played with tokens that carry no values: a gateway may choose any of its ways. All
that can happen is walked through, one token at a time. That is enough to meet every standstill,
because what a token does never depends on where the others are, but at a join, and a join waits
until nothing else can move (a persistent set; Valmari, Stubborn Sets for Reduced State Space
Generation, 1991). Values are not looked at: a way that only a never-met condition closes counts as
open. A boundary event that does not interrupt leaves its host where it is: a time comes once, all
else may come again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from engine.elements import Element, ProcessModel
from engine.findings import Finding, error
from engine.lint.graph import Graph
from engine.lint.sentences import about
from engine.texts import Text

MOST_MARKINGS = 20_000
MOST_TOKENS = 8
"""Tokens on one flow: more than so many mean that nothing bounds them."""
MOST_CHOICES = 6

MOST_FIRINGS = 2
"""How often a boundary event that may come again and again is let come: once more shows it all."""


class Token(NamedTuple):
    """Where a token stands: on a flow, thus at what the flow leads to. A host keeps its token until
    it is done, and ``fired`` says which boundary events have come that do not interrupt it."""

    flow: str
    fired: tuple[str, ...] = ()


Marking = tuple[Token, ...]
"""All tokens, in order; two in the same place stand twice."""


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
        inside = {element.id for element in model.inside(scope)}
        graph = _within(model, inside)
        below = {key: graph.below({key}) for key in inside}
        joins = {key for key in inside if _is_join(model.elements[key])}
        self._ahead = {key: len(reached) for key, reached in below.items()}
        self._meets = {key: bool(reached & joins) for key, reached in below.items()}
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
        waiting = [tuple(map(Token, sorted(start.outgoing)))]
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
        for token in sorted(marking, key=lambda t: (self._ahead[self._at(t).id], t)):
            if not _is_join(self._at(token)) and not _ends_all(self._at(token)):
                return self._moved(token, _without(marking, [token]))
        if (ready := self._ready_join(marking)) is not None:
            join, come = ready
            return self._sent(join, _without(marking, come), self._ways(join))
        if any(_ends_all(self._at(token)) for token in marking):
            return [()]
        for token in marking:
            self.stuck.setdefault(self._at(token).id, self._at(token))
        return []

    def _at(self, token: Token) -> Element:
        return self.model.elements[self.model.flows[token.flow].target]

    def _moved(self, token: Token, left: Marking) -> list[Marking]:
        """The markings after a token has gone on, or a boundary event of its host has come."""
        host = self._at(token)
        found = self._sent(host, left, self._ways(host))
        for event in self.model.attached(host.id):
            if event.is_interrupting:
                found += self._sent(event, left, [event.outgoing])
            elif (stays := self._fired(token, event)) is not None:
                found += self._sent(event, _with(left, [stays]), [event.outgoing])
        return found

    def _fired(self, token: Token, event: Element) -> Token | None:
        """The token of the host when the event has come; None if it cannot come once more.

        What can meet nothing at a join is not counted, for it is the same each time.
        """
        if not self._meets[event.id]:
            return token
        most = 1 if event.event == "timer" else MOST_FIRINGS
        if token.fired.count(event.id) == most:
            return None
        return Token(token.flow, tuple(sorted((*token.fired, event.id))))

    def _sent(
        self, element: Element, left: Marking, ways: Iterable[Sequence[str]]
    ) -> list[Marking]:
        found = []
        for sent in ways:
            marking = _with(left, map(Token, sent))
            if any(sum(t.flow == flow for t in marking) > MOST_TOKENS for flow in sent):
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
        return [flows]

    def _ready_join(self, marking: Marking) -> tuple[Element, list[Token]] | None:
        """The first join that all have come to, or that may go without; and what has come."""
        for key in sorted({self._at(token).id for token in marking}):
            join = self.model.elements[key]
            come = [flow for flow in join.incoming if Token(flow) in marking]
            if _is_join(join) and (
                len(come) == len(join.incoming) or self._goes_without(join, come, marking)
            ):
                return join, [Token(flow) for flow in come]
        return None

    def _goes_without(self, join: Element, come: list[str], marking: Marking) -> bool:
        """Whether no token can still come to an inclusive join by a flow that has none."""
        if join.type != "inclusiveGateway":
            return False
        others = {self._at(token).id for token in marking} - {join.id}
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


def _within(model: ProcessModel, inside: set[str]) -> Graph:
    """The graph of one scope alone: round a sub-process may be a loop that is none within it."""
    after: dict[str, set[str]] = {key: set() for key in inside}
    for key in inside:
        after[key].update(model.flows[flow].target for flow in model.elements[key].outgoing)
        after[key].update(event.id for event in model.attached(key))
    return Graph({key: frozenset(targets) for key, targets in after.items()})


def _is_join(element: Element) -> bool:
    joins = ("parallelGateway", "inclusiveGateway")
    return element.type in joins and len(element.incoming) > 1


def _ends_all(element: Element) -> bool:
    return element.type == "endEvent" and element.event in ("terminate", "error")


def _without(marking: Marking, tokens: Iterable[Token]) -> Marking:
    left = list(marking)
    for token in tokens:
        left.remove(token)
    return tuple(left)


def _with(marking: Marking, tokens: Iterable[Token]) -> Marking:
    return tuple(sorted((*marking, *tokens)))
