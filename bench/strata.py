"""Chooses few kill points that meet every kind of statement of every command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

    @property
    def strata(self) -> set[Stratum]:
        """What it has a point of."""
        return {stratum for stratum, _ in self.points}


def one_of_each(steps: Sequence[Sequence[Mark]]) -> list[KillPoint]:
    """A point for each kind of statement and commit of each command, in as few transactions as
    can be: what takes long is not to end the work but to go on with it."""
    transactions = [
        found
        for number, marks in enumerate(steps)
        for found in _cut(number, marks, FORKING + len(steps) - number)
    ]
    chosen: list[KillPoint] = []
    missing = _strata(transactions)
    for each in sorted(_needed(_greedily(transactions)), key=lambda each: each.cost):
        for stratum, point in each.points:
            if stratum in missing:
                missing.remove(stratum)
                chosen.append(point)
    return sorted(chosen)


def _greedily(transactions: Sequence[_Transaction]) -> list[_Transaction]:
    """What meets most of what is still missing for what it costs, again and again."""
    missing, chosen = _strata(transactions), list[_Transaction]()
    while missing:
        best = max(transactions, key=lambda each: len(missing & each.strata) / each.cost)
        missing -= best.strata
        chosen.append(best)
    return chosen


def _needed(chosen: Sequence[_Transaction]) -> list[_Transaction]:
    """Without those whose points the others meet too, the dearest looked at first."""
    needed = sorted(chosen, key=lambda each: -each.cost)
    for each in list(needed):
        others = [other for other in needed if other is not each]
        if each.strata <= _strata(others):
            needed = others
    return needed


def _strata(transactions: Iterable[_Transaction]) -> set[Stratum]:
    return {stratum for each in transactions for stratum in each.strata}


def _cut(number: int, marks: Sequence[Mark], cost: int) -> Iterator[_Transaction]:
    points: list[tuple[Stratum, KillPoint]] = []
    for at, mark in enumerate(marks):
        points.append(((mark, "before"), KillPoint(number, at, "before")))
        if mark.kind == COMMIT:
            yield _Transaction(cost, points)
            points = [((mark, "after"), KillPoint(number, at, "after"))]
    yield _Transaction(cost, points)
