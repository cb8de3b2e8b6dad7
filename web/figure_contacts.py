"""First contact (I05) as two tables of the same notices, by area and by landlord: hidden as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.alphabet import place
from cases.lists.first_contact import (
    IN_TIME,
    LATE,
    NOT_LINKED,
    RESULTS,
    Contacted,
    Sender,
    grouped,
)
from cases.lists.small_numbers import CannotBeHidden, Grid, Place, hidden_in_both
from documents.chart import Bar
from web.figure_tables import (
    Key,
    Table,
    all_but_sums,
    hidden,
    put_together,
    shown_in,
)
from web.formats import percent
from web.i18n import gettext as _

Word = Callable[[], str]

_LANDLORDS: Mapping[str, Word] = {
    "municipal": lambda: _("Kommunalt bostadsbolag"),
    "private": lambda: _("Privat hyresvärd"),
    "association": lambda: _("Bostadsrättsförening"),
    "sublessor": lambda: _("Den som hyr ut i andra hand"),
    "other": lambda: _("Annan i registret"),
}
_SIZES: Mapping[str, Word] = {"large": lambda: _("stor"), "small": lambda: _("liten")}
_OTHERS: Mapping[str, Word] = {
    NOT_LINKED: lambda: _("Inte kopplad till registret"),
    "kfm": lambda: _("Kronofogden"),
    "authority": lambda: _("Annan myndighet"),
    "court": lambda: _("Domstol eller hyresnämnd"),
    "internal": lambda: _("Kommunen själv"),
    "household": lambda: _("Hushållet"),
}


@dataclass(frozen=True)
class _Rows:
    """The rows of one of the tables: their names, and how it went."""

    names: Sequence[str]
    grid: Grid


def tables(found: Collection[Contacted], smallest: int) -> list[Table]:
    """I05 by area, and by landlord or other sender."""
    areas = _rows(grouped(found, lambda one: one.area), _area, smallest)
    senders = _rows(grouped(found, lambda one: one.sender), _sender, smallest)
    places = _hidden(areas.grid, senders.grid, smallest)
    return [
        _table("omrade", _("Första kontakt efter område"), _("Område"), areas, places[0]),
        _table(
            "hyresvard", _("Första kontakt efter hyresvärd"), _("Avsändare"), senders, places[1]
        ),
    ]


def _rows(groups: Mapping[Key, Counter[str]], name: Callable[[Key], str], smallest: int) -> _Rows:
    """Groups with the same name are one row."""
    named: dict[str, list[int]] = {}
    for key, counted in groups.items():
        row = named.setdefault(name(key), [0] * len(RESULTS))
        for column, result in enumerate(RESULTS):
            row[column] += counted[result]
    ordered = {key: named[key] for key in sorted(named, key=place)}
    names, numbers = put_together(ordered, str, _("Övriga"), smallest)
    return _Rows(names, Grid.of(numbers))


def _hidden(first: Grid, second: Grid, smallest: int) -> Sequence[frozenset[Place]]:
    try:
        return hidden_in_both(first, second, smallest)
    except CannotBeHidden:
        return all_but_sums(first), all_but_sums(second)


def _table(key: str, title: str, column: str, rows: _Rows, places: Collection[Place]) -> Table:
    """A row for each group, with how it went and what share was tried in time."""
    shown = shown_in(rows.grid, places)
    shares = [_share(row, cells) for row, cells in zip(rows.grid.numbers, shown, strict=True)]
    names = [*rows.names, _("Alla")]
    return Table(
        key=key,
        title=title,
        point=(shares[-1][0], _("fick ett första kontaktförsök i tid")),
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
            [name, *cells, words]
            for name, cells, (words, _size) in zip(names, shown, shares, strict=True)
        ],
        **_picture(rows, shown, shares),
    )


def _picture(
    rows: _Rows, shown: Sequence[Sequence[str]], shares: Sequence[tuple[str, int | None]]
) -> dict[str, Any]:
    """The shares; where every one is hidden, how many notices each group has."""
    if any(size is not None for _words, size in shares[:-1]):
        bars = [Bar(name, *share) for name, share in zip(rows.names, shares, strict=False)]
        note = _("Andelen är av de underrättelser vars tid är slut.")
        return {"bars_title": _("Andel i tid"), "bars": bars, "largest": 100, "note": note}
    bars = [_count(*row) for row in zip(rows.names, shown, rows.grid.numbers, strict=False)]
    note = _("Andelarna är dolda. Bilden visar hur många underrättelser som kom.")
    if all(bar.size is None for bar in bars):
        note = _("Andelarna är dolda, och hur många underrättelser som kom.")
    return {"bars_title": _("Alla underrättelser"), "bars": bars, "note": note}


def _count(name: str, cells: Sequence[str], row: Sequence[int]) -> Bar:
    """How many notices a group has; of a hidden number the bar tells no more than the words."""
    return Bar(name, cells[-1], None if cells[-1] == hidden() else row[-1])


def _share(row: Sequence[int], cells: Sequence[str]) -> tuple[str, int | None]:
    """The share tried in time of those whose time is over, when both numbers are told."""
    in_time, late = RESULTS.index(IN_TIME), RESULTS.index(LATE)
    if hidden() in (cells[in_time], cells[late]):
        return hidden(), None
    over = row[in_time] + row[late]
    if not over:
        return _("inga att räkna"), None
    share = round(100 * row[in_time] / over)
    return percent(share), share


def _area(code: str | None) -> str:
    """The beginning of the postal codes, or that no home is known."""
    if code is None:
        return _("Inget hushåll kopplat")
    return _("Postnummer %(code)s", code=code)


def _sender(one: Sender) -> str:
    """The landlord's kind and size by the register, or what other sender it is."""
    if not one.is_linked:
        return _OTHERS.get(one.kind, lambda: _("Annan avsändare"))()
    kind = _LANDLORDS[one.kind]()
    return f"{kind}, {_SIZES[one.size]()}" if one.size else kind
