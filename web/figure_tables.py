"""Figures as tables of words: rows put together and small numbers hidden, a bar for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from babel.dates import format_date
from babel.numbers import format_decimal

from cases.lists.first_contact import IN_TIME, LATE, RESULTS, Contacted, Grouped, grouped
from cases.lists.same_day_figures import Figures, Rate
from cases.lists.small_numbers import CannotBeHidden, Grid, Place, gathered, hidden_in, hidden_sums
from documents.chart import Bar
from web.i18n import current_language
from web.i18n import gettext as _
from web.states import notice_type

Name = Callable[[str | None], str]

DUTY_TYPES = ("U31", "U32", "U35")
"""Types that tell a time, which is confirmed the same day."""

_SENDERS: Mapping[str, Callable[[], str]] = {
    "landlord": lambda: _("Hyresvärd"),
    "association": lambda: _("Bostadsrättsförening"),
    "agent": lambda: _("Ombud"),
    "kfm": lambda: _("Kronofogden"),
    "authority": lambda: _("Annan myndighet"),
    "court": lambda: _("Domstol eller hyresnämnd"),
    "internal": lambda: _("Kommunen själv"),
    "household": lambda: _("Hushållet"),
    "other": lambda: _("Annan avsändare"),
}


@dataclass(frozen=True)
class Table:
    """A table as it is shown. key: its name in addresses. note: what its reader must know.
    bars: the same numbers to be drawn; largest: what a whole bar stands for. has_sums: whether the
    last row sums up the others."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str
    bars_title: str
    bars: Sequence[Bar]
    largest: int | None = None
    has_sums: bool = True


def by_month(
    found: Mapping[str | None, Counter[str]], months: Sequence[str], smallest: int
) -> Table:
    """I01: a row for each type, a column for each month."""
    counts = {code: [found[code][month] for month in months] for code in sorted(found, key=str)}
    names, numbers = _gather(counts, notice_type, _("Övriga typer"), smallest)
    grid = Grid.of(numbers)
    shown = _shown(grid, smallest)
    titles = [_month(month) for month in months]
    return Table(
        key="typ-och-manad",
        title=_("Underrättelser efter typ och månad"),
        columns=[_("Typ"), *titles, _("Alla")],
        rows=[[name, *shown[row]] for row, name in enumerate([*names, _("Alla typer")])],
        note=_("En underrättelse räknas i månaden för sin rättsliga ankomstdag."),
        bars_title=_("Underrättelser per månad"),
        bars=[
            Bar(title, cell, None if cell == _hidden() else number)
            for title, cell, number in zip(titles, shown[-1], grid.numbers[-1], strict=False)
        ],
    )


def tells_duties(months: Table, found: Mapping[str | None, Counter[str]]) -> bool:
    """Whether the sum of every type with the same-day duty stands in the table of months."""
    told = {row[0] for row in months.rows if row[-1] != _hidden()}
    return all(notice_type(code) in told for code in DUTY_TYPES if code in found)


def same_day(found: Figures, smallest: int, *, is_told: bool) -> Table:
    """I03, both ways. is_told: whether its types' sums stand elsewhere; else its own would give
    away what is hidden there, and only the shares are told."""
    measures = (
        (_("Bekräftelsen, från dagen i handen"), found.physical),
        (_("Bekräftelsen, från rättslig ankomstdag"), found.legal),
        (_("Kopian, från dagen i handen"), found.copy_physical),
        (_("Kopian, från rättslig ankomstdag"), found.copy_legal),
    )
    rates = [(name, _rate(rate, smallest)) for name, rate in measures]
    return Table(
        key="samma-dag",
        title=_("Bekräftat samma dag"),
        columns=[_("Mått"), _("Samma dag"), _("Sent"), _("Alla"), _("Andel samma dag")],
        rows=[
            [name, *(cells if is_told else [_hidden()] * 3 + cells[3:])]
            for name, (cells, _share) in rates
        ],
        note=_(
            "Tiden för en avhysning eller ett avlägsnande ska bekräftas till Kronofogden samma "
            "dag. Det som kom in i dag och ännu inte är skickat räknas inte."
        ),
        bars_title=_("Andel bekräftad samma dag"),
        bars=[Bar(name, cells[-1], share) for name, (cells, share) in rates],
        largest=100,
        has_sums=False,
    )


def by_area(found: Collection[Contacted], smallest: int) -> Table:
    """I05 by area."""
    title, groups = _("Första kontakt efter område"), grouped(found, lambda one: one.area)
    return _contacts("omrade", title, _("Område"), groups, _area, smallest)


def by_sender(found: Collection[Contacted], smallest: int) -> Table:
    """I05 by kind of sender."""
    title = _("Första kontakt efter avsändare")
    groups = grouped(found, lambda one: _known_sender(one.sender_kind))
    return _contacts("avsandare", title, _("Avsändare"), groups, _sender, smallest)


def number(count: int) -> str:
    """For example "1 234"."""
    return format_decimal(count, locale=current_language())


def percent(share: int) -> str:
    return _("%(share)s %%", share=share)


def _contacts(
    key: str, title: str, column: str, found: Grouped, name: Name, smallest: int
) -> Table:
    """I05: a row for each group, with how it went and what share was tried in time."""
    counts = {one: [found[one][result] for result in RESULTS] for one in sorted(found, key=str)}
    names, numbers = _gather(counts, name, _("Övriga"), smallest)
    grid = Grid.of(numbers)
    shown = _shown(grid, smallest, hidden_sums(grid, smallest))
    return Table(
        key=key,
        title=title,
        columns=[
            column,
            _("Försök i tid"),
            _("För sent"),
            _("Tiden pågår"),
            _("Utan gräns"),
            _("Alla underrättelser"),
            _("Andel i tid"),
        ],
        rows=[
            [label, *cells, _share(dict(zip(RESULTS, row, strict=False)), cells)]
            for label, row, cells in zip([*names, _("Alla")], grid.numbers, shown, strict=True)
        ],
        note="",
        bars_title=_("Alla underrättelser"),
        bars=[
            Bar(label, cells[-1], sum(row))
            for label, cells, row in zip(names, shown, numbers, strict=False)
        ],
    )


def _area(code: str | None) -> str:
    """The beginning of the postal codes, or that no home is known."""
    if code is None:
        return _("Inget hushåll kopplat")
    return _("Postnummer %(code)s", code=code)


def _known_sender(kind: str | None) -> str:
    """The kind of sender, if it has a word of its own; whatever else a notice says is another."""
    return kind if kind is not None and kind in _SENDERS else "other"


def _sender(kind: str | None) -> str:
    """The kind of sender in words."""
    return _SENDERS[_known_sender(kind)]()


def _gather(
    counts: Mapping[str | None, Sequence[int]], name: Name, others: str, smallest: int
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


def _shown(grid: Grid, smallest: int, sums: frozenset[Place] | None = None) -> list[list[str]]:
    """The cells as they are read. When hiding some does not help, only the rows' sums stand, and
    the columns' as another table has them."""
    last_row, last_column = grid.last
    try:
        hidden = hidden_in(grid, smallest, sums)
    except CannotBeHidden:
        inner = {place for place in grid.places if place[1] != last_column}
        hidden = frozenset(inner if sums is None else {p for p in inner if p[0] != last_row} | sums)
    return [
        [_hidden() if (r, c) in hidden else number(count) for c, count in enumerate(row)]
        for r, row in enumerate(grid.numbers)
    ]


def _rate(rate: Rate, smallest: int) -> tuple[list[str], int | None]:
    """The cells of a rate, and its share as far as it may be told."""
    late, total = rate.total - rate.in_time, rate.total
    few_in_time, few_late = (0 < count < smallest for count in (rate.in_time, late))
    if not total:
        return [number(0), number(0), number(0), _("inga att räkna")], None
    if total < smallest:
        return [_hidden()] * 4, None
    if few_in_time and few_late:
        return [_hidden(), _hidden(), number(total), _hidden()], None
    if few_late:
        least = floor(100 * (total - smallest + 1) / total)
        words = _("minst %(share)s", share=percent(least))
        return [_hidden(), _hidden(), number(total), words], least
    if few_in_time:
        most = ceil(100 * (smallest - 1) / total)
        words = _("högst %(share)s", share=percent(most))
        return [_hidden(), _hidden(), number(total), words], most
    share = round(100 * rate.in_time / total)
    return [number(rate.in_time), number(late), number(total), percent(share)], share


def _share(results: Mapping[str, int], cells: Sequence[str]) -> str:
    """The share tried in time of those whose time is over, when both numbers are told."""
    told = dict(zip(RESULTS, cells, strict=False))
    over = results[IN_TIME] + results[LATE]
    if _hidden() in (told[IN_TIME], told[LATE]):
        return _hidden()
    return percent(round(100 * results[IN_TIME] / over)) if over else _("inga att räkna")


def _hidden() -> str:
    return _("dolt")


def _month(month: str) -> str:
    """For example "januari"; the year stands in the heading of the page."""
    day = date.fromisoformat(f"{month}-01")
    return format_date(day, "LLLL", locale=current_language())
