"""Random diagrams of nested blocks, and a token game that says how any of them must run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from engine.elements import Element, ProcessModel, read_process
from engine.expressions import compile_expression
from tests.engine.diagrams import (
    diagram,
    flow,
    message_event,
    node,
    operator,
    properties,
    timer_event,
)

Block = tuple[Any, ...]
"""task, step and catch stand alone; seq, par and fork hold blocks; xor, loop and call hold one or
two. A fork may only stand last: its branches end by themselves. stop, beside and again hold a host,
which is a task or a call, and the way behind its boundary event: a timer that interrupts, one that
does not, and a message that does not."""

TOP = "top"
_LEAVES = st.sampled_from([("task",), ("step",), ("catch",)])


def _compound(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda blocks: ("seq", *blocks)),
        several.map(lambda blocks: ("par", *blocks)),
        st.tuples(st.just("xor"), inner, inner),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.just("call"), inner),
        st.tuples(st.just("call"), st.tuples(st.just("fork"), inner, inner)),
    )


BLOCKS = st.recursive(_LEAVES, _compound, max_leaves=6)
MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=22)
"""Which of the things that wait is done next, and the value that it sets."""


def _guarded(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    hosts = st.one_of(st.just(("task",)), st.tuples(st.just("call"), inner))
    return st.one_of(
        _compound(inner),
        st.tuples(st.just("stop"), hosts, inner),
        st.tuples(st.just("stop"), st.tuples(st.just("again"), hosts, _LEAVES), inner),
        st.tuples(st.just("beside"), hosts, inner),
        st.tuples(st.just("again"), hosts, _LEAVES),
    )


GUARDED = st.recursive(_LEAVES, _guarded, max_leaves=6).filter(lambda b: not _has_side_in_loop(b))
"""Blocks with boundary events. What goes on beside its host may not be met by the next round: the
token game does not tell two tokens in the same place apart."""


def _has_side_in_loop(block: Block, *, inside: bool = False) -> bool:
    kind = block[0]
    if kind in ("beside", "again") and inside:
        return True
    inside = kind == "loop" or (inside and kind != "call")
    return any(_has_side_in_loop(b, inside=inside) for b in block[1:])


def has_join_in_loop(block: Block, *, inside: bool = False) -> bool:
    """Whether a parallel join is passed once more in the same process; a call begins anew."""
    kind = block[0]
    if kind in ("par", "fork") and inside:
        return True
    inside = kind == "loop" or (inside and kind != "call")
    return any(has_join_in_loop(b, inside=inside) for b in block[1:])


def models_of(block: Block) -> dict[str, ProcessModel]:
    """The processes that the block makes: ``top``, and one for each call."""
    writer = _Writer()
    writer.process(TOP, block)
    return {key: read_process(xml.encode()) for key, xml in writer.processes.items()}


@dataclass
class _Writer:
    processes: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def process(self, key: str, block: Block) -> None:
        page = _Page(self)
        start = page.node("startEvent", "begun")
        page.finish(start, block)
        messages = "".join(f'<bpmn:message id="message_{m}" name="{m}"/>' for m in page.messages)
        self.processes[key] = diagram(page.nodes, page.flows, lanes="", messages=messages, key=key)

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"


@dataclass
class _Page:
    writer: _Writer
    nodes: str = ""
    flows: str = ""
    messages: list[str] = field(default_factory=list)

    def node(self, kind: str, own_id: str, inside: str = "", **attributes: str) -> str:
        self.nodes += node(kind, own_id, inside, **attributes)
        return own_id

    def join(self, source: str, target: str, condition: str = "") -> None:
        inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
        self.flows += flow(source, target, inside if condition else "")

    def finish(self, after: str, block: Block) -> None:
        """The block, and the end or the ends behind it."""
        if block[0] == "fork":
            split = self.node("parallelGateway", self.writer.new("split"))
            self.join(after, split)
            for branch in block[1:]:
                self.finish(split, branch)
            return
        end = self.writer.new("ended")
        self.join(self.put(after, block), self.node("endEvent", end))

    def put(self, after: str, block: Block) -> str:
        """Write the block behind an element; the element that it ends with."""
        put: str = getattr(self, f"_{block[0]}")(after, *block[1:])
        return put

    def _task(self, after: str) -> str:
        task = self.node("userTask", self.writer.new("task"))
        self.join(after, task)
        return task

    def _step(self, after: str) -> str:
        step = self.node("serviceTask", self.writer.new("step"), operator("weigh"))
        self.join(after, step)
        return step

    def _catch(self, after: str) -> str:
        own = self.writer.new("catch")
        self.messages.append(own)
        inside = properties(correlation_key="1") + message_event(own)
        self.join(after, self.node("intermediateCatchEvent", own, inside))
        return own

    def _seq(self, after: str, *blocks: Block) -> str:
        for block in blocks:
            after = self.put(after, block)
        return after

    def _par(self, after: str, *blocks: Block) -> str:
        split = self.node("parallelGateway", self.writer.new("split"))
        self.join(after, split)
        lasts = [self.put(split, block) for block in blocks]
        meet = self.node("parallelGateway", self.writer.new("meet"))
        for last in lasts:
            self.join(last, meet)
        return meet

    def _xor(self, after: str, left: Block, right: Block) -> str:
        task, choice = self._task(after), self.writer.new("choice")
        merge = self.writer.new("merge")
        # Each way begins with a step of its own, so that no two flows join the same elements.
        ways = [self.node("exclusiveGateway", self.writer.new("way")) for _ in (left, right)]
        self.join(task, choice)
        self.join(choice, ways[0], f"{task} &gt; 4")
        self.join(choice, ways[1])
        self.node("exclusiveGateway", choice, default=f"{choice}_to_{ways[1]}")
        for way, block in zip(ways, (left, right), strict=True):
            self.join(self.put(way, block), merge)
        return self.node("exclusiveGateway", merge)

    def _loop(self, after: str, body: Block) -> str:
        merge = self.node("exclusiveGateway", self.writer.new("merge"))
        self.join(after, merge)
        task = self._task(self.put(merge, body))
        again, out = self.writer.new("again"), self.writer.new("out")
        self.join(task, again)
        self.node("exclusiveGateway", again, default=f"{again}_to_{out}")
        self.join(again, merge, f"{task} &gt; 3")
        self.join(again, self.node("exclusiveGateway", out))
        return out

    def _call(self, after: str, body: Block) -> str:
        key = self.writer.new("called")
        self.writer.process(key, body)
        call = self.node("callActivity", self.writer.new("call"), calledElement=key)
        self.join(after, call)
        return call

    def _stop(self, after: str, host: Block, way: Block) -> str:
        task, merge = self.put(after, host), self.writer.new("merge")
        self.join(task, merge)
        self.join(self.put(self._event("late", task, is_interrupting=True), way), merge)
        return self.node("exclusiveGateway", merge)

    def _beside(self, after: str, host: Block, way: Block) -> str:
        task = self.put(after, host)
        self.finish(self._event("beside", task, is_interrupting=False), way)
        return task

    def _again(self, after: str, host: Block, way: Block) -> str:
        task = self.put(after, host)
        self.finish(self._event("again", task, is_interrupting=False), way)
        return task

    def _event(self, kind: str, host: str, *, is_interrupting: bool) -> str:
        own = self.writer.new(kind)
        awaits = timer_event("due")
        if kind == "again":
            self.messages.append(own)
            awaits = properties(correlation_key="1") + message_event(own)
        interrupts = str(is_interrupting).lower()
        more = {"attachedToRef": host, "cancelActivity": interrupts}
        return self.node("boundaryEvent", own, awaits, **more)


Path = tuple[str, ...]


class TokenGame:
    """BPMN as the standard tells it: a join takes one token from each of its flows.

    What waits carries the number of its host's activation; 0 for what has no boundary events.
    """

    def __init__(self, models: Mapping[str, ProcessModel]) -> None:
        self.models = models
        self.waiting: list[tuple[Path, Element, int]] = []
        self.activations = 0
        self.parked: Counter[tuple[Path, str]] = Counter()
        self.alive: Counter[Path] = Counter()
        self.values: dict[str, int] = {}
        self._enter_process((TOP,))

    def open_elements(self) -> list[str]:
        """What waits for someone, in order."""
        return sorted(element.id for _, element, _ in self.waiting)

    def do(self, element_id: str, value: int) -> None:
        """The first thing that waits there is done and sets its own variable."""
        place = next(i for i, (_, e, _) in enumerate(self.waiting) if e.id == element_id)
        path, element, number = self.waiting.pop(place)
        self.values[element_id] = value
        if element.type != "boundaryEvent" or element.is_interrupting:
            self._end_activation(path, number)
        else:
            self.alive[path] += 1
            if element.message:
                self.waiting.append((path, element, number))
        self._leave(path, element)

    @property
    def is_completed(self) -> bool:
        return not self.alive[(TOP,)]

    def _enter_process(self, path: Path) -> None:
        self.alive[path] += 1
        elements = self.models[path[-1]].elements.values()
        self._leave(path, next(e for e in elements if e.type == "startEvent"))

    def _leave(self, path: Path, element: Element) -> None:
        flows = self.models[path[-1]].flows
        ways = [flows[f] for f in element.outgoing]
        if element.type == "exclusiveGateway" and len(ways) > 1:
            true = [f for f in ways if f.condition and self._holds(f.condition)]
            ways = true[:1] or [f for f in ways if f.id == element.default_flow]
        self.alive[path] += len(ways) - 1
        for way in ways:
            self._enter(path, self.models[path[-1]].elements[way.target], way.id)

    def _holds(self, condition: str) -> bool:
        return compile_expression(condition).evaluate_condition(self.values)

    def _activate(self, path: Path, element: Element) -> int:
        guards = self.models[path[-1]].attached(element.id)
        if not guards:
            return 0
        self.activations += 1
        self.waiting += [(path, event, self.activations) for event in guards]
        return self.activations

    def _end_activation(self, path: Path, number: int) -> None:
        """The host is over, and so is what it called and what waited at it."""
        if not number:
            return
        self.waiting = [
            (where, element, own)
            for where, element, own in self.waiting
            if (where, own) != (path, number) and not _is_called(where, path, number)
        ]
        for below in [where for where in self.alive if _is_called(where, path, number)]:
            self.alive[below] = 0

    def _enter(self, path: Path, element: Element, by: str) -> None:
        number = self._activate(path, element)
        if element.type in ("userTask", "serviceTask", "intermediateCatchEvent"):
            self.waiting.append((path, element, number))
        elif element.type == "callActivity":
            self._enter_process((*path, f"{element.id}#{number}", element.called_process or ""))
        elif element.type == "endEvent":
            self._end(path)
        elif element.type == "parallelGateway":
            self._arrive(path, element, by)
        else:
            self._leave(path, element)

    def _arrive(self, path: Path, element: Element, by: str) -> None:
        self.parked[(path, by)] += 1
        if not all(self.parked[(path, f)] for f in element.incoming):
            return
        for flow_in in element.incoming:
            self.parked[(path, flow_in)] -= 1
        self.alive[path] -= len(element.incoming) - 1
        self._leave(path, element)

    def _end(self, path: Path) -> None:
        self.alive[path] -= 1
        if self.alive[path] == 0 and len(path) > 1:
            called, _, number = path[-2].partition("#")
            self._end_activation(path[:-2], int(number))
            self._leave(path[:-2], self.models[path[-3]].elements[called])


def _is_called(path: Path, caller: Path, number: int) -> bool:
    """Whether the path leads through a call from there that has this number."""
    below = path[len(caller) :]
    return path[: len(caller)] == caller and bool(below) and below[0].endswith(f"#{number}")
