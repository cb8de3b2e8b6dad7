"""Which plots are lived in the year, in whose houses, and how long ago each began."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle

from demo import landlords as let
from demo import plots_eviction as kfm
from demo import plots_other as other
from demo import plots_rent as rent
from demo.landlords import Landlord
from demo.plot import Plot

Told = Callable[[Landlord], Plot]

RENTAL = (
    let.PUBLIC, let.LARGE, let.PUBLIC, let.CARELESS, let.AGENT, let.STUDENTS, let.ELDERLY,
    let.PUBLIC, let.SMALL, let.MIDDLE, let.LARGE, let.OWNER, let.PUBLIC, let.STUDENTS,
    let.LARGE, let.AGENT, let.PUBLIC, let.SMALL, let.ELDERLY, let.STUDENTS,
)  # fmt: skip
"""Who lets, by turns: the larger ones send more."""

FEES = (let.ASSOCIATION, let.ASSOCIATION_2, let.COOPERATIVE)

OVER: tuple[tuple[Told, tuple[int, ...]], ...] = (
    (rent.paid_in_time, (352, 311, 288, 229, 176, 150, 118, 90)),
    (rent.paid_late, (340, 262, 190, 120)),
    (rent.aided, (345, 270, 212, 155, 101)),
    (rent.planned, (322, 240, 171, 112)),
    (rent.committed, (335, 257, 129)),
    (rent.refused, (300, 160)),
    (rent.too_late, (277, 140)),
    (rent.unreached, (305, 222, 98)),
    (rent.declined, (248, 133)),
    (rent.withdrawn, (215,)),
    (rent.reopened, (144,)),
    (kfm.evicted, (318, 195)),
    (kfm.evicted_with_child, (283,)),
    (kfm.called_off, (292, 168)),
    (kfm.application_settled, (237,)),
    (other.calm_again, (326, 265, 124)),
    (other.supported, (180,)),
    (other.answered_no, (136,)),
    (other.twice, (245,)),
    (other.taken_for_another, (110,)),
)
"""What has come to its end by now; the number is how many days ago it began."""

NOW: tuple[tuple[Told, tuple[int, ...]], ...] = (
    (rent.going_on, (26, 19, 12, 8, 5, 3)),
    (rent.paid_in_time, (44,)),
    (rent.committed, (10, 40)),
    (rent.planned, (15,)),
    (rent.aided, (9,)),
    (rent.too_late, (31,)),
    (rent.unreached, (17,)),
    (rent.late, (24, 11)),
    (rent.noted, (6,)),
    (kfm.called_off, (60,)),
    (kfm.evicted, (82,)),
    (other.not_calm, (37,)),
    (other.calm_again, (20,)),
    (other.serious, (2,)),
    (other.asked, (13,)),
    (other.protected, (21, 4)),
    (other.merged, (14,)),
    (other.faulty, (5,)),
    (other.misdirected, (70, 7)),
    (other.elsewhere, (33,)),
    (other.unmatched, (1, 1)),
    (other.unmatched_disturbance, (0,)),
)
"""What goes on today."""

FEE: tuple[tuple[Told, int], ...] = (
    (rent.paid_in_time, 300),
    (rent.planned, 219),
    (rent.paid_late, 148),
    (rent.going_on, 16),
    (kfm.evicted, 203),
)
"""In tenant-owned homes, where no commitment is possible."""

FROM_KRONOFOGDEN: tuple[tuple[Plot, int], ...] = (
    (kfm.moved(), 230),
    (kfm.moved(), 128),
    (kfm.missed(), 164),
    (kfm.missed(), 15),
    (kfm.applied_for(), 18),
    (kfm.next_week(let.PUBLIC, 50, "yes"), 44),
    (kfm.next_week(let.LARGE, 60), 50),
    (kfm.next_week(let.MIDDLE, 40), 17),
)


def plan(just_now: str) -> Iterator[tuple[Plot, int]]:
    """Every plot with the number of days ago that it begins, always in the same order. just_now:
    the local time of what has come a moment ago."""
    houses = cycle(RENTAL)
    for told, began in (*OVER, *NOW):
        yield from ((told(next(houses)), days) for days in began)
    for (told, days), landlord in zip(FEE, cycle(FEES), strict=False):
        yield told(landlord), days
    yield from FROM_KRONOFOGDEN
    yield kfm.just_told(just_now), 0
