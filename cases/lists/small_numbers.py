"""Small numbers are hidden in figures, and more with them, so that no sum gives them away.

A table of counts is a grid with its sums in a last row and a last column. A number below the
smallest that may be shown is hidden; the smallest other numbers are hidden with it until nothing
that is hidden can be counted out (domain 5.5). Nought says nothing of anybody and is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Place = tuple[int, int]
Node = tuple[str, int]
Key = TypeVar("Key", bound=Hashable)


class CannotBeHidden(Exception):
    """So few are counted that the table's own total would tell them."""


@dataclass(frozen=True)
class Grid:
    """Counts with their sums: the last number of a row is its sum, the last row the columns'."""

    numbers: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, counts: Sequence[Sequence[int]]) -> Grid:
        """The grid of these counts, with the sums added."""
        rows = [(*row, sum(row)) for row in counts]
        return cls((*rows, tuple(sum(column) for column in zip(*rows, strict=True))))

    @property
    def places(self) -> Iterator[Place]:
        return ((r, c) for r, row in enumerate(self.numbers) for c in range(len(row)))

    @property
    def last(self) -> Place:
        return len(self.numbers) - 1, len(self.numbers[0]) - 1

    def at(self, place: Place) -> int:
        return self.numbers[place[0]][place[1]]


def hidden_in(grid: Grid, smallest: int, sums: frozenset[Place] | None = None) -> frozenset[Place]:
    """The places that are not shown. ``sums``: which of the columns' sums are hidden, when another
    table shows them too; then no other of them is.

    Raises CannotBeHidden when the total would have to be hidden too.
    """
    hidden = {place for place in grid.places if 0 < grid.at(place) < smallest} | (sums or set())
    free = [place for place in grid.places if sums is None or place[0] != grid.last[0]]
    if grid.last in hidden:
        raise CannotBeHidden
    while (told := _told(grid, hidden)) is not None:
        hidden.add(_companion(grid, set(free) - hidden, told, _lonely(hidden)))
    return frozenset(hidden)


def hidden_sums(grid: Grid, smallest: int) -> frozenset[Place]:
    """Which of the columns' sums are hidden, looked at by themselves: several tables of the same
    things by different rows share them."""
    row = grid.last[0]
    counted = sorted((grid.at((row, column)), column) for column in range(grid.last[1]))
    hidden = [(count, column) for count, column in counted if 0 < count < smallest]
    for other in [each for each in counted if each[0] >= smallest]:
        if not hidden or (len(hidden) > 1 and sum(count for count, _ in hidden) > len(hidden)):
            break
        hidden.append(other)
    return frozenset((row, column) for _count, column in hidden)


def gathered(counts: Mapping[Key, Sequence[int]], smallest: int) -> tuple[list[Key], list[Key]]:
    """Which rows stand by themselves, and which are put together into one.

    A row that is too small in all goes with the other such, and with the next one until they are
    enough together, so that no row's sum has to be hidden.
    """
    by_size = sorted(counts, key=lambda key: (sum(counts[key]), str(key)))
    small = [key for key in by_size if sum(counts[key]) < smallest]
    for key in by_size[len(small) :]:
        if not small or sum(sum(counts[one]) for one in small) >= smallest:
            break
        small.append(key)
    return [key for key in counts if key not in small], small


def _told(grid: Grid, hidden: set[Place]) -> Place | None:
    """A hidden place whose number follows from what is shown, if there is one."""
    steps = _steps(grid, hidden)
    return next((place for place in sorted(hidden) if not _can_differ(steps, place)), None)


def _steps(grid: Grid, hidden: Iterable[Place]) -> dict[Node, list[tuple[Node, Place]]]:
    """How hidden numbers can differ by one while every shown number and every sum stays.

    Rows and columns are nodes and a hidden place joins its two: from the row to the column when the
    number may be one more (a sum: one less), back when it may be one less. Whoever reads the table
    knows that nought is never hidden, so no number may become that. A ring of such steps is another
    table that looks the same (the network of a table with sums; its flows are whole numbers).
    """
    steps: dict[Node, list[tuple[Node, Place]]] = {}
    for place in hidden:
        row, column = _lines(place)
        if _may_rise(grid, place):
            steps.setdefault(row, []).append((column, place))
        if _may_fall(grid, place):
            steps.setdefault(column, []).append((row, place))
    return steps


def _may_rise(grid: Grid, place: Place) -> bool:
    return not _is_sum(grid, place) or grid.at(place) > 1


def _may_fall(grid: Grid, place: Place) -> bool:
    return _is_sum(grid, place) or grid.at(place) > 1


def _is_sum(grid: Grid, place: Place) -> bool:
    """Whether it is a sum of one row or one column, which counts against its parts."""
    return (place[0] == grid.last[0]) != (place[1] == grid.last[1])


def _can_differ(steps: dict[Node, list[tuple[Node, Place]]], place: Place) -> bool:
    """Whether a ring of steps leads through the place."""
    row, column = _lines(place)
    up = (column, place) in steps.get(row, []) and _leads(steps, column, row, place)
    down = (row, place) in steps.get(column, []) and _leads(steps, row, column, place)
    return up or down


def _leads(steps: dict[Node, list[tuple[Node, Place]]], start: Node, end: Node, but: Place) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for node, place in steps.get(waiting.pop(), []):
            if place != but and node not in seen:
                if node == end:
                    return True
                seen.add(node)
                waiting.append(node)
    return False


def _lonely(hidden: Iterable[Place]) -> set[Node]:
    """The rows and columns with one hidden number, which follows from the others."""
    lines = Counter(line for place in hidden for line in _lines(place))
    return {line for line, count in lines.items() if count == 1}


def _lines(place: Place) -> tuple[Node, Node]:
    return ("row", place[0]), ("column", place[1])


def _companion(grid: Grid, free: Iterable[Place], told: Place, lonely: set[Node]) -> Place:
    """What is hidden next: what helps most rows and columns, else what is beside the number that is
    told; the smallest such, a sum only when there is nothing else. Raises CannotBeHidden."""

    def _rank(place: Place) -> tuple[int, bool, bool, int, Place]:
        helps = len(lonely & set(_lines(place)))
        is_beside = bool(set(_lines(place)) & set(_lines(told)))
        return -helps, not is_beside, _is_sum(grid, place), grid.at(place), place

    shown = [place for place in free if grid.at(place) and place != grid.last]
    if not shown:
        raise CannotBeHidden
    return min(shown, key=_rank)
