"""A plot: a story without its home and its day, told once and lived by many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.story import Answers, Turn


@dataclass(frozen=True)
class Plot:
    """turns, answers: as in a story. lag: how much slower than by habit its people work."""

    name: str
    turns: tuple[Turn, ...]
    answers: Mapping[str, Answers] = field(default_factory=dict)
    lag: float = 1.0
