"""Small numbers are hidden in figures, and more with them, so that no sum gives them away.

A table of counts is a grid with its sums in a last row and a last column. A number below the
smallest that may be shown is hidden; the smallest other numbers are hidden with it until nothing
that is hidden can be counted out (domain 5.5). Nought says nothing of anybody and is shown. Two
tables of the same things by different rows share the sums of their columns, and whoever reads one
reads the other: they are hidden as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Place = tuple[int, int]
Node = tuple[Hashable, ...]
Key = TypeVar("Key", bound=Hashable)

START, END = ("start",), ("end",)


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


@dataclass(frozen=True)
class Arc:
    """A number as what flows from one sum to another: what comes into a node goes out of it, as the
    numbers of a row make its sum. places: where it stands in each grid that shows it."""

    tail: Node
    head: Node
    number: int
    places: tuple[tuple[int, Place], ...]
    is_sum: bool


def hidden_in(grid: Grid, smallest: int) -> frozenset[Place]:
    """The places that are not shown.

    Raises CannotBeHidden when the total would have to be hidden too.
    """
    return _places(_hidden([*_cells(0, grid), *_sums(grid)], smallest), 0)


def hidden_in_both(first: Grid, second: Grid, smallest: int) -> tuple[frozenset[Place], ...]:
    """The places that are not shown in either of two grids with the same sums of columns.

    Raises CannotBeHidden when the total would have to be hidden too.
    """
    hidden = _hidden([*_cells(0, first), *_cells(1, second), *_shared(first, second)], smallest)
    return _places(hidden, 0), _places(hidden, 1)


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


def _cells(number: int, grid: Grid) -> Iterator[Arc]:
    """The numbers of one grid and the sums of its rows; the second grid's flow the other way."""
    last_row, last_column = grid.last
    for row, column in grid.places:
        if row < last_row:
            is_sum = column == last_column
            tail: Node = (START if number == 0 else END) if is_sum else ("row", number, row)
            head: Node = ("row", number, row) if is_sum else ("column", number, column)
            ends = (tail, head) if number == 0 else (head, tail)
            place = (row, column)
            yield Arc(*ends, grid.at(place), ((number, place),), is_sum)


def _sums(grid: Grid) -> Iterator[Arc]:
    """The sums of one grid's columns and, of these, the total."""
    row, last_column = grid.last
    for column, number in enumerate(grid.numbers[row]):
        is_total = column == last_column
        ends: tuple[Node, Node] = (END, START) if is_total else (("column", 0, column), END)
        yield Arc(*ends, number, ((0, (row, column)),), is_sum=True)


def _shared(first: Grid, second: Grid) -> Iterator[Arc]:
    """The sums of columns that two grids share lead from the one to the other."""
    row, last_column = first.last
    for column, number in enumerate(first.numbers[row]):
        is_total = column == last_column
        across: tuple[Node, Node] = (("column", 0, column), ("column", 1, column))
        places = ((0, (row, column)), (1, (second.last[0], column)))
        yield Arc(*((END, START) if is_total else across), number, places, is_sum=True)


def _hidden(arcs: Sequence[Arc], smallest: int) -> set[Arc]:
    hidden = {arc for arc in arcs if 0 < arc.number < smallest}
    if any(_is_total(arc) for arc in hidden):
        raise CannotBeHidden
    while (told := _told(hidden)) is not None:
        hidden.add(_companion([arc for arc in arcs if arc not in hidden], told, _lonely(hidden)))
    return hidden


def _told(hidden: Collection[Arc]) -> Arc | None:
    """A hidden number that follows from what is shown, if there is one."""
    steps = _steps(hidden)
    return next((arc for arc in sorted(hidden, key=_order) if not _can_differ(steps, arc)), None)


def _steps(hidden: Iterable[Arc]) -> dict[Node, list[tuple[Node, Arc]]]:
    """How hidden numbers can differ by one while every shown number stays: from tail to head when
    it may be one more, back when it may be one less. Whoever reads the table knows that nought is
    never hidden, so no number may become that. A ring of such steps is another table that looks the
    same, since flows are whole numbers."""
    steps: dict[Node, list[tuple[Node, Arc]]] = {}
    for arc in hidden:
        steps.setdefault(arc.tail, []).append((arc.head, arc))
        if arc.number > 1:
            steps.setdefault(arc.head, []).append((arc.tail, arc))
    return steps


def _can_differ(steps: dict[Node, list[tuple[Node, Arc]]], arc: Arc) -> bool:
    """Whether a ring of steps leads through the number."""
    may_fall = arc.number > 1 and _leads(steps, arc.tail, arc.head, arc)
    return may_fall or _leads(steps, arc.head, arc.tail, arc)


def _leads(steps: dict[Node, list[tuple[Node, Arc]]], start: Node, end: Node, but: Arc) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for node, arc in steps.get(waiting.pop(), []):
            if arc != but and node not in seen:
                if node == end:
                    return True
                seen.add(node)
                waiting.append(node)
    return False


def _lonely(hidden: Iterable[Arc]) -> set[Node]:
    """The sums with one hidden number, which follows from the others."""
    nodes = Counter(node for arc in hidden for node in (arc.tail, arc.head))
    return {node for node, count in nodes.items() if count == 1}


def _companion(shown: Iterable[Arc], told: Arc, lonely: set[Node]) -> Arc:
    """What is hidden next: what helps most rows and columns, else what is beside the number that is
    told; the smallest such, a sum only when there is nothing else. Raises CannotBeHidden."""

    def rank(arc: Arc) -> tuple[object, ...]:
        ends = {arc.tail, arc.head}
        is_beside = bool(ends & {told.tail, told.head})
        return -len(lonely & ends), not is_beside, arc.is_sum, arc.number, _order(arc)

    free = [arc for arc in shown if arc.number and not _is_total(arc)]
    if not free:
        raise CannotBeHidden
    return min(free, key=rank)


def _is_total(arc: Arc) -> bool:
    return (arc.tail, arc.head) == (END, START)


def _order(arc: Arc) -> tuple[tuple[int, Place], ...]:
    return arc.places


def _places(hidden: Iterable[Arc], number: int) -> frozenset[Place]:
    return frozenset(place for arc in hidden for grid, place in arc.places if grid == number)
