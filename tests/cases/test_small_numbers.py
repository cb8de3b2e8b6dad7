"""Small numbers in a table with sums: hidden, and not to be counted out by anybody who tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.lists.small_numbers import (
    CannotBeHidden,
    Grid,
    Place,
    gathered,
    hidden_in,
    hidden_in_both,
)

SMALLEST = 5
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9])
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[COUNTS] * width), min_size=1, max_size=3)
)


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_whoever_tries_every_table_with_the_same_sums_finds_no_hidden_number(
    counts: list[tuple[int, ...]],
) -> None:
    grid = Grid.of(counts)
    try:
        hidden = hidden_in(grid, SMALLEST)
    except CannotBeHidden:
        return
    assume(len(_inner(grid, hidden)) <= 5)
    found: dict[Place, set[int]] = {place: set() for place in hidden}
    for table in _tables_alike(grid, hidden):
        for place in hidden:
            found[place].add(table.at(place))
    assert all(len(numbers) > 1 for numbers in found.values()), (grid, hidden)


@given(TABLES)
@settings(deadline=None)
def test_nothing_small_is_shown_and_nought_and_the_total_never_hidden(
    counts: list[tuple[int, ...]],
) -> None:
    grid = Grid.of(counts)
    try:
        hidden = hidden_in(grid, SMALLEST)
    except CannotBeHidden:
        return
    assert all(place in hidden for place in grid.places if 0 < grid.at(place) < SMALLEST)
    assert all(grid.at(place) for place in hidden)
    assert grid.last not in hidden


def test_a_single_small_number_takes_the_smallest_of_its_row_and_column_along() -> None:
    grid = Grid.of([[3, 20, 30], [40, 8, 60], [70, 80, 90]])
    hidden = hidden_in(grid, SMALLEST)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert hidden_in(Grid.of([[5, 0], [0, 12]]), SMALLEST) == frozenset()


def test_a_total_that_is_small_itself_is_refused() -> None:
    with pytest.raises(CannotBeHidden):
        hidden_in(Grid.of([[1, 2]]), SMALLEST)


def test_five_who_are_one_each_would_be_told_by_their_total() -> None:
    with pytest.raises(CannotBeHidden):
        hidden_in(Grid.of([[1, 1, 1, 1, 1]]), SMALLEST)


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[Grid, Grid]:
    """The same things counted by two kinds of rows: the second divides each sum anew."""
    first = Grid.of(draw(TABLES))
    rows = draw(st.integers(1, 3))
    columns = [_divided(draw, total, rows) for total in first.numbers[-1][:-1]]
    return first, Grid.of(list(zip(*columns, strict=True)))


@given(two_tables())
@settings(max_examples=150, deadline=None)
def test_whoever_holds_two_tables_of_the_same_things_against_each_other_finds_none_either(
    tables: tuple[Grid, Grid],
) -> None:
    try:
        hidden = hidden_in_both(*tables, SMALLEST)
    except CannotBeHidden:
        return
    assume(all(len(_inner(*pair)) <= 4 for pair in zip(tables, hidden, strict=True)))
    alike = [list(_tables_alike(*pair)) for pair in zip(tables, hidden, strict=True)]
    sums = set.intersection(*({one.numbers[-1] for one in some} for some in alike))
    for grid, places, some in zip(tables, hidden, alike, strict=True):
        possible = [one for one in some if one.numbers[-1] in sums]
        assert all(len({one.at(place) for one in possible}) > 1 for place in places), grid


def test_a_sum_that_two_tables_share_is_hidden_in_both_or_in_none() -> None:
    by_area, by_sender = Grid.of([[20, 2, 9], [31, 1, 7]]), Grid.of([[51, 3, 16]])
    hidden = hidden_in_both(by_area, by_sender, SMALLEST)
    sums = [
        {column for row, column in places if row == grid.last[0]}
        for grid, places in zip((by_area, by_sender), hidden, strict=True)
    ]
    assert sums[0] == sums[1]
    assert 1 in sums[0]


def test_small_rows_are_put_together_until_they_are_enough() -> None:
    counts = {"a": (40, 2), "b": (1, 0), "c": (2, 1), "d": (30, 1), "e": (6, 0)}
    assert gathered(counts, SMALLEST) == (["a", "d"], ["b", "c", "e"])
    assert gathered({"a": (40, 2)}, SMALLEST) == (["a"], [])


def _inner(grid: Grid, hidden: frozenset[Place]) -> list[Place]:
    last_row, last_column = grid.last
    return sorted(place for place in hidden if place[0] < last_row and place[1] < last_column)


def _tables_alike(grid: Grid, hidden: frozenset[Place]) -> Iterator[Grid]:
    """Every table that shows the same: whoever reads it knows that nought is never hidden."""
    last_row, last_column = grid.last
    counts = [list(row[:last_column]) for row in grid.numbers[:last_row]]
    free = _inner(grid, hidden)
    left = grid.at(grid.last) - sum(
        count for r, row in enumerate(counts) for c, count in enumerate(row) if (r, c) not in hidden
    )
    for numbers in _ways(len(free), left):
        for (r, c), number in zip(free, numbers, strict=True):
            counts[r][c] = number
        other = Grid.of(counts)
        shown = (place for place in grid.places if place not in hidden)
        if all(other.at(place) == grid.at(place) for place in shown):
            yield other


def _divided(draw: st.DrawFn, total: int, parts: int) -> list[int]:
    """A sum in so many parts, each of which may be nought."""
    cuts = sorted(draw(st.integers(0, total)) for _ in range(parts - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def _ways(parts: int, total: int) -> Iterator[tuple[int, ...]]:
    if parts == 0:
        if total == 0:
            yield ()
        return
    for first in range(1, total - parts + 2):
        for rest in _ways(parts - 1, total - first):
            yield (first, *rest)
