"""Chooses few kill points that meet every kind of statement of every command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.watch import COMMIT, KillPoint, Mark, Side

Stratum = tuple[Mark, Side]
FORKING = 5
"""What it takes to end the work anywhere, beside going on with it for a step."""


@dataclass(frozen=True)
class _Transaction:
    """What lies between two commits of a step: whoever is ended in there leaves the same behind.

    cost: how long it takes to try, mostly to go on from there to the end of the work.
    """

    cost: int
    points: Sequence[tuple[Stratum, KillPoint]]


def one_of_each(steps: Sequence[Sequence[Mark]]) -> list[KillPoint]:
    """A point for each kind of statement and commit of each command, in as few transactions as
    can be: what takes long is not to end the work but to go on with it."""
    transactions = [
        found
        for number, marks in enumerate(steps)
        for found in _cut(number, marks, FORKING + len(steps) - number)
    ]
    missing = {stratum for each in transactions for stratum, _ in each.points}
    chosen: list[KillPoint] = []
    while missing:
        best = max(transactions, key=lambda each: _new_in(each, missing) / each.cost)
        for stratum, point in best.points:
            if stratum in missing:
                missing.remove(stratum)
                chosen.append(point)
    return sorted(chosen)


def _new_in(each: _Transaction, missing: set[Stratum]) -> int:
    return len(missing & {stratum for stratum, _ in each.points})


def _cut(number: int, marks: Sequence[Mark], cost: int) -> Iterator[_Transaction]:
    points: list[tuple[Stratum, KillPoint]] = []
    for at, mark in enumerate(marks):
        points.append(((mark, "before"), KillPoint(number, at, "before")))
        if mark.kind == COMMIT:
            yield _Transaction(cost, points)
            points = [((mark, "after"), KillPoint(number, at, "after"))]
    yield _Transaction(cost, points)
