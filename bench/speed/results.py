"""The figures of one run: what was aimed at, what was reached, and the file that says so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.tables import number, show

AT_LEAST, AT_MOST = "at least", "at most"


@dataclass(frozen=True)
class Figure:
    """One row of the table of what is aimed at. target: None for what is only told."""

    name: str
    value: float
    target: float | None
    sense: str

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.sense == AT_LEAST else self.value <= self.target


def at_least(name: str, value: float, target: float | None) -> Figure:
    """A figure that shall not be below its target."""
    return Figure(name, round(value, 3), target, AT_LEAST)


def at_most(name: str, value: float, target: float | None) -> Figure:
    """A figure that shall not be above its target."""
    return Figure(name, round(value, 3), target, AT_MOST)


def write(figures: Iterable[Figure], file: Path) -> None:
    """Write the list that others read."""
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def print_all(figures: Iterable[Figure]) -> None:
    """One table of every figure that has a target."""
    aimed_at = [figure for figure in figures if figure.target is not None]
    show(
        "Everything that is aimed at",
        ["what", "value", "", "target", "met"],
        [
            [f.name, number(f.value, 2), f.sense, number(f.target, 2), "yes" if f.met else "NO"]
            for f in aimed_at
        ],
    )
