"""How the notices of a landlord have been: what was amiss, how often, and how that has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from cases.lists.landlord_list import LandlordNotice
from engine.texts import Text

MOST_PERIODS = 8


@dataclass(frozen=True)
class Period:
    """A half-year. days: the middle one of the days from when the rent was due, when any states it;
    of: how many do."""

    year: int
    half: int
    notices: int
    complete: int
    days: int | None
    of: int


def amiss(found: Iterable[LandlordNotice]) -> list[tuple[Text, int]]:
    """What was missing or wrong -> in how many notices, the most common first."""
    counted = Counter(text for one in found for text in dict.fromkeys(one.amiss))
    return sorted(counted.items(), key=lambda each: (-each[1], each[0].sv))


def periods(found: Iterable[LandlordNotice]) -> list[Period]:
    """The half-years with notices, the newest first."""
    groups: dict[tuple[int, int], list[LandlordNotice]] = {}
    for one in found:
        half = 1 if one.arrival_day.month <= 6 else 2
        groups.setdefault((one.arrival_day.year, half), []).append(one)
    newest = sorted(groups, reverse=True)[:MOST_PERIODS]
    return [_period(year, half, groups[year, half]) for year, half in newest]


def _period(year: int, half: int, theirs: Sequence[LandlordNotice]) -> Period:
    days = [one.days for one in theirs if one.days is not None]
    return Period(
        year,
        half,
        notices=len(theirs),
        complete=sum(one.is_complete for one in theirs),
        days=round(median(days)) if days else None,
        of=len(days),
    )
