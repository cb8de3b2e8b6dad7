"""Random diagrams of nested blocks; ``token_game`` says how any of them must run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from engine.elements import ProcessModel, read_process
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


_BEGUN_ANEW = ("call", "sub", "fail", "tell", "each", "first", "row", "round")


GUARDED = st.recursive(_LEAVES, _guarded, max_leaves=6).filter(lambda b: not _has_side_in_loop(b))
"""Blocks with boundary events. What goes on beside its host may not be met by the next round: the
token game does not tell two tokens in the same place apart."""


def _has_side_in_loop(block: Block, *, inside: bool = False) -> bool:
    kind = block[0]
    if kind in ("beside", "again", "tell", "meet") and inside:
        return True
    inside = kind == "loop" or (inside and kind not in _BEGUN_ANEW)
    return any(_has_side_in_loop(b, inside=inside) for b in block[1:])


def _everything(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    alone = st.recursive(_LEAVES, _single, max_leaves=3)
    return st.one_of(
        _guarded(inner),
        st.tuples(st.just("sub"), inner),
        st.tuples(st.just("sub"), st.tuples(st.just("fork"), inner, inner)),
        st.tuples(st.just("sub"), st.tuples(st.just("halt"), inner, inner)),
        st.tuples(st.just("some"), inner, inner),
        st.tuples(st.just("race"), inner, inner),
        st.tuples(st.just("fail"), inner, inner),
        st.tuples(st.just("tell"), inner, inner),
        st.tuples(
            st.just("meet"),
            st.one_of(st.just(("task",)), st.tuples(st.just("call"), inner)),
            _LEAVES,
        ),
        st.tuples(st.sampled_from(["each", "first"]), alone),
        st.tuples(st.sampled_from(["row", "round"]), inner),
    )


def _met(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    hosts = st.one_of(st.just(("task",)), st.tuples(st.just("call"), inner))
    return st.tuples(st.just("meet"), hosts, _LEAVES)


def _single(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    """Blocks in which where one waits is all there is to say: of two instances that wait at one
    place, each is as good as the other."""
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda blocks: ("seq", *blocks)),
        st.tuples(st.sampled_from(["xor", "race"]), inner, inner),
        st.tuples(st.sampled_from(["sub", "call"]), inner),
    )


EVERYTHING = st.recursive(_LEAVES, _everything, max_leaves=6).filter(
    lambda b: not _has_side_in_loop(b)
)
"""Blocks of all that runs: sub, race, some (an inclusive gateway and its join), fail and tell (an
error or an escalation thrown out of a sub-process), meet (a reminder that meets its host), halt (a
sub-process one of whose branches terminates it), and what is done several times: each and first in
parallel, the latter until one is done, row one after the other, round in a loop."""

TANGLED = st.one_of(EVERYTHING, _met(_LEAVES), st.tuples(st.just("seq"), _met(_LEAVES), EVERYTHING))
"""The same, with more of what a fault makes stand still."""


def has_join_in_loop(block: Block, *, inside: bool = False) -> bool:
    """Whether a parallel join is passed once more in the same process; a call begins anew."""
    kind = block[0]
    if kind in ("par", "fork") and inside:
        return True
    inside = kind == "loop" or (inside and kind != "call")
    return any(has_join_in_loop(b, inside=inside) for b in block[1:])


def models_of(block: Block) -> dict[str, ProcessModel]:
    """The processes that the block makes: ``top``, and one for each call."""
    return {key: read_process(xml.encode()) for key, xml in files_of(block).items()}


def files_of(block: Block) -> dict[str, str]:
    """The same as diagrams."""
    writer = _Writer()
    writer.process(TOP, block)
    return writer.processes


@dataclass
class _Writer:
    processes: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def process(self, key: str, block: Block) -> None:
        page = _Page(self)
        start = page.node("startEvent", "begun")
        page.finish(start, block)
        declared = "".join(f'<bpmn:message id="message_{m}" name="{m}"/>' for m in page.messages)
        for kind in ("error", "escalation"):
            declared += f'<bpmn:{kind} id="{kind}_amiss" name="Name" {kind}Code="amiss"/>'
        self.processes[key] = diagram(page.nodes, page.flows, lanes="", messages=declared, key=key)

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
        if block[0] in ("fork", "halt"):
            split = self.node("parallelGateway", self.writer.new("split"))
            self.join(after, split)
            self._finish(split, block[1], "<bpmn:terminateEventDefinition/>" * (block[0] == "halt"))
            self.finish(split, block[2])
        else:
            self._finish(after, block)

    def _finish(self, after: str, block: Block, inside: str = "") -> None:
        end = self.writer.new("ended")
        self.join(self.put(after, block), self.node("endEvent", end, inside))

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

    def _sub(self, after: str, body: Block, more: str = "") -> str:
        inner = _Page(self.writer, messages=self.messages)
        inner.finish(inner.node("startEvent", self.writer.new("begun")), body)
        return self._around(after, inner, more)

    def _around(self, after: str, inner: _Page, more: str) -> str:
        """A sub-process of what is on a page; ``more`` says how often it is done."""
        own = self.writer.new("sub")
        self.join(after, self.node("subProcess", own, more + inner.nodes + inner.flows))
        return own

    def _some(self, after: str, left: Block, right: Block) -> str:
        task, split = self._task(after), self.writer.new("some")
        self.join(task, split)
        ways = [self.node("exclusiveGateway", self.writer.new("way")) for _ in range(3)]
        for way, condition in zip(ways, (f"{task} &gt; 2", f"{task} &lt; 7", ""), strict=True):
            self.join(split, way, condition)
        self.node("inclusiveGateway", split, default=f"{split}_to_{ways[2]}")
        meet = self.node("inclusiveGateway", self.writer.new("meet"))
        for last in (self.put(ways[0], left), self.put(ways[1], right), ways[2]):
            self.join(last, meet)
        return meet

    def _race(self, after: str, left: Block, right: Block) -> str:
        gateway = self.node("eventBasedGateway", self.writer.new("race"))
        self.join(after, gateway)
        merge = self.node("exclusiveGateway", self.writer.new("merge"))
        self.join(self.put(self._catch(gateway), left), merge)
        late = self.node("intermediateCatchEvent", self.writer.new("late"), timer_event("due"))
        self.join(gateway, late)
        self.join(self.put(late, right), merge)
        return merge

    def _fail(self, after: str, body: Block, way: Block) -> str:
        inner = _Page(self.writer, messages=self.messages)
        task = inner._task(inner.put(inner.node("startEvent", self.writer.new("begun")), body))
        choice, failed = self.writer.new("choice"), self.writer.new("failed")
        inner.join(task, choice)
        inner.join(choice, failed, f"{task} &gt; 4")
        end = inner.node("endEvent", self.writer.new("ended"))
        inner.join(choice, end)
        inner.node("exclusiveGateway", choice, default=f"{choice}_to_{end}")
        inner.node("endEvent", failed, '<bpmn:errorEventDefinition errorRef="error_amiss"/>')
        return self._caught(self._around(after, inner, ""), way)

    def _caught(self, host: str, way: Block) -> str:
        own, merge = self.writer.new("caught"), self.writer.new("merge")
        inside = '<bpmn:errorEventDefinition errorRef="error_amiss"/>'
        self.node("boundaryEvent", own, inside, attachedToRef=host)
        self.join(host, merge)
        self.join(self.put(own, way), merge)
        return self.node("exclusiveGateway", merge)

    def _tell(self, after: str, body: Block, way: Block) -> str:
        inner = _Page(self.writer, messages=self.messages)
        inside = '<bpmn:escalationEventDefinition escalationRef="escalation_amiss"/>'
        told = inner.node("intermediateThrowEvent", self.writer.new("told"), inside)
        inner.join(inner._task(inner.node("startEvent", self.writer.new("begun"))), told)
        inner.finish(told, body)
        host, own = self._around(after, inner, ""), self.writer.new("heard")
        self.node("boundaryEvent", own, inside, attachedToRef=host, cancelActivity="false")
        self.finish(own, way)
        return host

    def _each(self, after: str, body: Block) -> str:
        return self._sub(after, body, _several("<bpmn:loopCardinality>2</bpmn:loopCardinality>"))

    def _first(self, after: str, body: Block) -> str:
        enough = "number_of_completed_instances &gt; 0"
        more = _several(
            "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
            f"<bpmn:completionCondition>{enough}</bpmn:completionCondition>"
        )
        return self._sub(after, body, more)

    def _row(self, after: str, body: Block) -> str:
        times = "<bpmn:loopCardinality>2</bpmn:loopCardinality>"
        return self._sub(after, body, _several(times, isSequential="true"))

    def _round(self, after: str, body: Block) -> str:
        inner = _Page(self.writer, messages=self.messages)
        task = inner._task(inner.put(inner.node("startEvent", self.writer.new("begun")), body))
        inner.join(task, inner.node("endEvent", self.writer.new("ended")))
        condition = f"<bpmn:loopCondition>{task} &gt; 4</bpmn:loopCondition>"
        more = f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"
        return self._around(after, inner, more)

    def _stop(self, after: str, host: Block, way: Block) -> str:
        task, merge = self.put(after, host), self.writer.new("merge")
        self.join(task, merge)
        self.join(self.put(self._event("late", task, is_interrupting=True), way), merge)
        return self.node("exclusiveGateway", merge)

    def _meet(self, after: str, host: Block, way: Block) -> str:
        """A reminder that is waited for behind its host, beside a task."""
        split = self.node("parallelGateway", self.writer.new("split"))
        self.join(after, split)
        task, meet = self.put(split, host), self.writer.new("meet")
        self.join(task, meet)
        self.join(self.put(self._event("beside", task, is_interrupting=False), way), meet)
        self.node("inclusiveGateway", meet)
        both = self.writer.new("meet")
        self.join(meet, both)
        self.join(self._task(split), both)
        return self.node("parallelGateway", both)

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


def _several(inside: str, **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    kind = "multiInstanceLoopCharacteristics"
    return f"<bpmn:{kind}{more}>{inside}</bpmn:{kind}>"
