"""A year of very many notices, to see how the lists and figures are with them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from cases.law.calendar import local_day, previous_weekday
from demo import plots_other as other
from demo import plots_rent as rent
from demo.homes import homes
from demo.landlords import LANDLORDS
from demo.story import Story

SEED = 10_000

PLOTS = (
    rent.paid_in_time, rent.paid_in_time, rent.declined, rent.withdrawn, rent.going_on,
    rent.unreached, other.calm_again,
)  # fmt: skip
"""Each with one notice."""


def stories(count: int, now: datetime) -> Iterator[Story]:
    """So many stories, spread over the year that ends now."""
    drawn = random.Random(SEED)  # noqa: S311 - made up
    for number, home in enumerate(islice(homes(SEED), count)):
        plot = drawn.choice(PLOTS)(drawn.choice(LANDLORDS))
        begins = previous_weekday(local_day(now) - timedelta(days=drawn.randint(4, 360)))
        yield Story(number, plot.name, begins, home, plot.turns, plot.answers, plot.lag)
