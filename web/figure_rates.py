"""The same-day rate (I03) both ways, told so that the difference of its lines gives nobody away.

What was confirmed by the legal day was confirmed by the day in hand too, which is no earlier: the
two lines differ by those that were in time by the one and late by the other, and they may be few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from cases.lists.same_day_figures import Figures, Rate
from documents.chart import Bar
from web.figure_tables import Table, hidden
from web.formats import number, percent
from web.i18n import gettext as _


@dataclass(frozen=True)
class Line:
    """What is read of one rate. counts: in time, late and all. share: as drawn, if it is told."""

    counts: Sequence[str]
    words: str
    share: int | None


def table(found: Figures, smallest: int, *, told: int | None) -> Table:
    """told: how many notices of its types another table tells of, if it does. A total here that is
    nearly the same would tell the few that differ; then only shares are told."""
    confirmations = _both(found.physical, found.legal, smallest)
    copies = _both(found.copy_physical, found.copy_legal, smallest)
    if told is None or _is_few(abs(told - found.physical.total), smallest):
        confirmations, copies = _shares(confirmations), _shares(copies)
    elif _is_few(found.physical.total - found.copy_physical.total, smallest):
        copies = _shares(copies)
    names = (
        _("Bekräftelsen, från dagen i handen"),
        _("Bekräftelsen, från rättslig ankomstdag"),
        _("Kopian, från dagen i handen"),
        _("Kopian, från rättslig ankomstdag"),
    )
    lines = [*confirmations, *copies]
    return Table(
        key="samma-dag",
        title=_("Bekräftat samma dag"),
        point=(lines[0].words, _("bekräftades den dag de var i handen")),
        columns=[_("Mått"), _("Samma dag"), _("Sent"), _("Alla"), _("Andel samma dag")],
        rows=[[name, *one.counts, one.words] for name, one in zip(names, lines, strict=True)],
        note=_(
            "Tiden för en avhysning eller ett avlägsnande ska bekräftas till Kronofogden samma "
            "dag. Det som kom in i dag och ännu inte är skickat räknas inte."
        ),
        bars_title=_("Andel bekräftad samma dag"),
        bars=[Bar(name, one.words, one.share) for name, one in zip(names, lines, strict=True)],
        largest=100,
        has_sums=False,
    )


def _both(physical: Rate, legal: Rate, smallest: int) -> list[Line]:
    """The two lines of one duty; the second is a bound when the two would tell what differs."""
    first, second = _line(physical, smallest), _line(legal, smallest)
    differ = physical.in_time - legal.in_time
    if _is_few(differ, smallest) and hidden() not in (*first.counts, *second.counts):
        least = max(physical.in_time - (smallest - 1), 0)
        second = _bounded(legal, _("minst %(share)s"), least, floor)
    return [first, second]


def _line(rate: Rate, smallest: int) -> Line:
    late = rate.total - rate.in_time
    if not rate.total:
        return Line([number(0)] * 3, _("inga att räkna"), None)
    few_in_time, few_late = _is_few(rate.in_time, smallest), _is_few(late, smallest)
    if rate.total < smallest:
        return Line([hidden()] * 3, hidden(), None)
    if few_in_time and few_late:
        return Line([hidden(), hidden(), number(rate.total)], hidden(), None)
    if few_late:
        return _bounded(rate, _("minst %(share)s"), rate.total - smallest + 1, floor)
    if few_in_time:
        return _bounded(rate, _("högst %(share)s"), smallest - 1, ceil)
    share = round(100 * rate.in_time / rate.total)
    return Line([number(rate.in_time), number(late), number(rate.total)], percent(share), share)


def _bounded(rate: Rate, words: str, bound: int, rounded: Callable[[float], int]) -> Line:
    """A share that is told as no less or no more than a number in time gives."""
    share = rounded(100 * bound / rate.total)
    counts = [hidden(), hidden(), number(rate.total)]
    return Line(counts, words % {"share": percent(share)}, share)


def _shares(lines: Sequence[Line]) -> list[Line]:
    return [Line([hidden()] * 3, one.words, one.share) for one in lines]


def _is_few(count: int, smallest: int) -> bool:
    return 0 < count < smallest
