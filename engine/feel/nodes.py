"""What an expression is made of once it has been read: a tree of small values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from engine.feel.values import Value


@dataclass(frozen=True)
class Node:
    """A part of an expression."""

    def children(self) -> Iterator[Node]:
        """The parts directly below this one."""
        for field in fields(self):
            value = getattr(self, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    yield item


@dataclass(frozen=True)
class Literal(Node):
    value: Value


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Subject(Node):
    """The question mark: the value a cell of a decision table tests."""


@dataclass(frozen=True)
class Arithmetic(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True)
class Comparison(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Both(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Either(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Conditional(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entry(Node):
    name: str
    value: Node


@dataclass(frozen=True)
class ContextOf(Node):
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class RangeOf(Node):
    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True)
class Path(Node):
    base: Node
    name: str


@dataclass(frozen=True)
class Call(Node):
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class EqualTest(Node):
    """The tested value equals this, is in this range or list, or this condition on `?` is true."""

    target: Node


@dataclass(frozen=True)
class CompareTest(Node):
    """The tested value stands in this relation to the target."""

    sign: str
    target: Node


Test = EqualTest | CompareTest


@dataclass(frozen=True)
class Membership(Node):
    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Negation(Node):
    """not(...): of one condition in an expression, of several tests in a cell."""

    tests: tuple[Test, ...]


def depth(node: Node) -> int:
    """How many levels the tree has; counted without recursion, the tree being untrusted."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in current.children())
    return deepest


def free_names(node: Node) -> frozenset[str]:
    """The variables the expression needs."""
    if isinstance(node, Name):
        return frozenset({node.name})
    return frozenset[str]().union(*map(free_names, node.children()))


def mentions_subject(node: Node) -> bool:
    """Whether the question mark of this level stands somewhere in the tree."""
    return isinstance(node, Subject) or any(map(mentions_subject, node.children()))
