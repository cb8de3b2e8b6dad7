"""A story: what happens around one home, and what is answered there otherwise than by habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from demo.homes import Home
from demo.office import Fields

if TYPE_CHECKING:
    from demo.year import Year

Answer = Callable[["Year", "Story", Any], Fields | None]
"""What is answered in a task; None leaves it for somebody else, some other day."""

Answers = Fields | Answer | tuple["Fields | Answer | None", ...]
"""The same each time, or one for each time in turn; after the last it is left."""

Happening = Callable[["Year", "Story"], None]


@dataclass(frozen=True)
class Turn:
    """Something that happens a number of days after the story begins, at a local time; unless on
    any day, on the weekday that is next."""

    days: int
    clock: str
    happens: Happening
    on_any_day: bool = False


@dataclass(eq=False)
class Story:
    """One home's year. begins: the day of its first turn. lag: how much slower than by habit its
    tasks are done."""

    number: int
    name: str
    begins: date
    home: Home
    turns: tuple[Turn, ...]
    answers: Mapping[str, Answers] = field(default_factory=dict)
    lag: float = 1.0
    notices: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def day(self, days: int) -> str:
        """The day this many days into the story, as facts have it."""
        return (self.begins + timedelta(days=days)).isoformat()

    @property
    def first_notice(self) -> str:
        """The one that the story began with, by its public id."""
        return self.notices[0]

    @property
    def notice(self) -> str:
        """The newest notice of the story, by its public id."""
        return self.notices[-1]
