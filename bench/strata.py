"""Chooses few kill points that meet every kind of statement of every command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.watch import COMMIT, KillPoint, Mark, Side

Stratum = tuple[Mark, Side]


@dataclass(frozen=True)
class _Transaction:
    """What lies between two commits of a step: whoever is ended in there leaves the same behind."""

    points: Sequence[tuple[Stratum, KillPoint]]


def one_of_each(steps: Sequence[Sequence[Mark]]) -> list[KillPoint]:
    """A point for each kind of statement and commit of each command, in as few transactions as
    can be: what takes long is not to end the work but to go on with it."""
    transactions = [found for number, marks in enumerate(steps) for found in _cut(number, marks)]
    missing = {stratum for each in transactions for stratum, _ in each.points}
    chosen: list[KillPoint] = []
    while missing:
        best = max(transactions, key=lambda each: len(missing & {s for s, _ in each.points}))
        for stratum, point in best.points:
            if stratum in missing:
                missing.remove(stratum)
                chosen.append(point)
    return sorted(chosen)


def _cut(number: int, marks: Sequence[Mark]) -> Iterator[_Transaction]:
    points: list[tuple[Stratum, KillPoint]] = []
    for at, mark in enumerate(marks):
        points.append(((mark, "before"), KillPoint(number, at, "before")))
        if mark.kind == COMMIT:
            yield _Transaction(points)
            points = [((mark, "after"), KillPoint(number, at, "after"))]
    yield _Transaction(points)
