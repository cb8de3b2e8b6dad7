"""What sets what going by itself, in one process and from one to the next, as a graph.

Some nodes are messages and signals, which all processes share; what awaits one is done when a token
has come to it and, as well, somebody has sent it. ``links.py`` says how a process makes the graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.lint.graph import Graph

SENT = ("message", "signal")


@dataclass(frozen=True)
class Chain:
    """links: from node to node. hearing: the nodes that need both a token and what is sent. calls:
    the node where a token comes to a call, the process that is called, and the node of its end.
    timed: links that a time stands between, which may be past already."""

    links: frozenset[tuple[str, str]] = frozenset()
    hearing: frozenset[str] = frozenset()
    calls: frozenset[tuple[str, str, str]] = frozenset()
    timed: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def joined(cls, chains: Iterable[Chain]) -> Chain:
        """The chain of several processes that hear each other."""
        every = list(chains)
        links = {link for chain in every for link in chain.links}
        hearing = {node for chain in every for node in chain.hearing}
        calls = {call for chain in every for call in chain.calls}
        timed = {link for chain in every for link in chain.timed}
        return cls(frozenset(links), frozenset(hearing), frozenset(calls), frozenset(timed))

    def linked(self, links: Iterable[tuple[str, str]]) -> Chain:
        """The chain with more links."""
        return replace(self, links=self.links.union(links))

    def through(self, processes: Collection[str]) -> Chain:
        """The chain in which a call of one of these is done as soon as a token has come to it."""
        return self.linked((come, done) for come, key, done in self.calls if key in processes)

    def when_times_are_past(self) -> Chain:
        """The chain in which no time has to be waited for."""
        return self.linked(self.timed)

    def alone(self) -> Chain:
        """The chain without all that is sent, by whomever."""
        kept = (link for link in self.links if not (is_sent(link[0]) or is_sent(link[1])))
        return replace(self, links=frozenset(kept))

    def graph(self) -> Graph:
        """From each node to the nodes after it."""
        after: dict[str, set[str]] = defaultdict(set)
        for before, node in self.links:
            after[before].add(node)
            after[node].update()
        return Graph({node: frozenset(targets) for node, targets in after.items()})

    def endless(self) -> Graph:
        """The part of the graph that can come about again and again: what nothing is left to bring
        about is taken away, until nothing more is."""
        graph = self.graph()
        left = {True: Counter[str](), False: Counter[str]()}
        for source, node in self.links:
            left[is_sent(source)][node] += 1
        gone: set[str] = set()
        waiting = [node for node in graph.after if not self._comes_about(node, left)]
        while waiting:
            node = waiting.pop()
            if node in gone:
                continue
            gone.add(node)
            for target in graph.after[node]:
                left[is_sent(node)][target] -= 1
                if not self._comes_about(target, left):
                    waiting.append(target)
        return graph.without(gone)

    def _comes_about(self, node: str, left: Mapping[bool, Counter[str]]) -> bool:
        """left: how many there still are that bring a node about, what is sent apart."""
        sent, others = left[True][node], left[False][node]
        return bool(sent and others) if node in self.hearing else bool(sent or others)


def sent_node(kind: str, name: str) -> str:
    """The node of a message or a signal."""
    return f":{kind}:{name}"


def is_sent(node: str) -> bool:
    """Whether a node is a message or a signal."""
    return node.startswith(tuple(f":{kind}:" for kind in SENT))


def sent_name(node: str) -> str:
    """What the message or the signal of a node is called."""
    return node.split(":", 2)[2]
