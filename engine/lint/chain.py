"""What sets what going by itself, in one process and from one to the next, as a graph.

Some nodes are messages and signals, which all processes share; what awaits one is done when a token
has come to it and, as well, somebody has sent it. ``links.py`` says how a process makes the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
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
        """The part of the graph that can come about again and again."""
        graph = self.graph()
        before: dict[str, set[str]] = defaultdict(set)
        for source, node in self.links:
            before[node].add(source)
        left, waiting = set(graph.after), list(graph.after)
        while waiting:
            node = waiting.pop()
            if node in left and not self._comes_about(node, before[node] & left):
                left.remove(node)
                waiting.extend(graph.after[node])
        return graph.without(graph.after.keys() - left)

    def _comes_about(self, node: str, before: set[str]) -> bool:
        sent = {source for source in before if is_sent(source)}
        return bool(sent and before - sent) if node in self.hearing else bool(before)


def sent_node(kind: str, name: str) -> str:
    """The node of a message or a signal."""
    return f":{kind}:{name}"


def is_sent(node: str) -> bool:
    """Whether a node is a message or a signal."""
    return node.startswith(tuple(f":{kind}:" for kind in SENT))


def sent_name(node: str) -> str:
    """What the message or the signal of a node is called."""
    return node.split(":", 2)[2]
