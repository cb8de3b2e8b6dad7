"""Figures as tables of words: small numbers hidden, the point first, and what is drawn of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cases.lists.small_numbers import CannotBeHidden, Grid, Place, gathered, hidden_in
from documents.chart import Bar
from web.formats import month_name, number
from web.i18n import gettext as _
from web.states import notice_type

DUTY_TYPES = ("U31", "U32", "U35")
"""Types that tell a time, which is confirmed the same day."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Table:
    """A table as it is shown. key: its name in addresses. point: the one figure that its reader
    shall see first, and its words. note: what she must know. bars: what is drawn; largest: what a
    whole bar stands for. is_over_time: whether the bars stand beside each other. has_sums: whether
    the last row sums up the others."""

    key: str
    title: str
    point: tuple[str, str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str
    bars_title: str
    bars: Sequence[Bar]
    largest: int | None = None
    is_over_time: bool = False
    has_sums: bool = True


def by_month(
    found: Mapping[str | None, Counter[str]], months: Sequence[str], smallest: int
) -> Table:
    """I01: a row for each type, a column for each month."""
    counts = {code: [found[code][month] for month in months] for code in sorted(found, key=str)}
    names, numbers = put_together(counts, notice_type, _("Övriga typer"), smallest)
    grid = Grid.of(numbers)
    shown = shown_in(grid, _hidden_in(grid, smallest))
    titles = [month_name(month) for month in months]
    return Table(
        key="typ-och-manad",
        title=_("Underrättelser efter typ och månad"),
        point=(shown[-1][-1], _("underrättelser har kommit")),
        columns=[_("Typ"), *titles, _("Alla")],
        rows=[[name, *shown[row]] for row, name in enumerate([*names, _("Alla typer")])],
        note=_("En underrättelse räknas i månaden för sin rättsliga ankomstdag."),
        bars_title=_("Underrättelser per månad"),
        bars=[
            Bar(title, cell, None if cell == hidden() else number, title[:3])
            for title, cell, number in zip(titles, shown[-1], grid.numbers[-1], strict=False)
        ],
        is_over_time=True,
    )


def told_duties(months: Table, found: Mapping[str | None, Counter[str]]) -> int | None:
    """How many notices with the same-day duty the table of months tells of; None when it hides the
    sum of one of their types."""
    told = {row[0] for row in months.rows if row[-1] != hidden()}
    here = [code for code in DUTY_TYPES if code in found]
    if not all(notice_type(code) in told for code in here):
        return None
    return sum(sum(found[code].values()) for code in here)


def put_together(
    counts: Mapping[Key, Sequence[int]], name: Callable[[Key], str], others: str, smallest: int
) -> tuple[list[str], list[Sequence[int]]]:
    """The rows' names and numbers, those that are too small put together in a last one."""
    alone, small = gathered(counts, smallest)
    names, numbers = [name(key) for key in alone], [counts[key] for key in alone]
    if small:
        names.append(others if alone else _("Alla sorter"))
        numbers.append(
            [sum(column) for column in zip(*(counts[key] for key in small), strict=True)]
        )
    return names, numbers


def shown_in(grid: Grid, places: Collection[Place]) -> list[list[str]]:
    """The cells as they are read, with what is hidden at these places."""
    return [
        [hidden() if (r, c) in places else number(count) for c, count in enumerate(row)]
        for r, row in enumerate(grid.numbers)
    ]


def all_but_sums(grid: Grid) -> frozenset[Place]:
    """What is hidden when hiding some does not help: only the rows' sums stand."""
    return frozenset(place for place in grid.places if place[1] != grid.last[1])


def hidden() -> str:
    """The word in the place of a number."""
    return _("dolt")


def _hidden_in(grid: Grid, smallest: int) -> frozenset[Place]:
    try:
        return hidden_in(grid, smallest)
    except CannotBeHidden:
        return all_but_sums(grid)
