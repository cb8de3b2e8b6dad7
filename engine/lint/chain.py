"""What sets what going by itself, in one process and from one to the next, as a graph.

Some nodes are messages and signals, which all processes share; what awaits one is done when a token
has come to it and, as well, somebody has sent it. ``links.py`` says how a process makes the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engine.lint.graph import Graph

SENT = ("message", "signal")


@dataclass(frozen=True)
class Chain:
    """links: from node to node. hearing: the nodes that need both a token and what is sent."""

    links: frozenset[tuple[str, str]] = frozenset()
    hearing: frozenset[str] = frozenset()

    @classmethod
    def joined(cls, chains: Iterable[Chain]) -> Chain:
        """The chain of several processes that hear each other."""
        every = list(chains)
        links = frozenset[tuple[str, str]]().union(*(chain.links for chain in every))
        return cls(links, frozenset[str]().union(*(chain.hearing for chain in every)))

    def alone(self) -> Chain:
        """The chain without all that is sent, by whomever."""
        kept = (link for link in self.links if not (is_sent(link[0]) or is_sent(link[1])))
        return Chain(frozenset(kept), self.hearing)

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
