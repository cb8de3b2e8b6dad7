"""Draws bars as inline SVG that needs no script, no ids and no style of its own.

The picture is for the eye; the table that stands with it says the same and more. Each bar has its
name and its value in words, so nothing hangs on a colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.drawing.parts import Box
from documents.drawing.svg import rectangle, tag, text

WIDTH, ROW, BAR = 360.0, 44.0, 14.0
HEIGHT, TOP, FOOT, GAP = 200.0, 20.0, 180.0, 5.0
MUCH = 6
"""So many signs are wider than a month among twelve, and are written smaller."""
_BASELINE, _BAR_TOP, _CORNER = 16.0, 23.0, 2.0


@dataclass(frozen=True)
class Bar:
    """One bar. size: none when it is not told; then only the words are drawn. short: its name where
    there is little room."""

    name: str
    words: str
    size: int | None
    short: str = ""


def draw(bars: Sequence[Bar], *, title: str, largest: int | None = None) -> str:
    """The bars under each other, as one svg element with classes only; its look is
    frontend/sass/_figures.scss.

    ``largest`` is the size of a bar as wide as the picture; without it, that of the largest bar.
    """
    whole = _whole(bars, largest)
    rows = [_row(bar, number * ROW, whole) for number, bar in enumerate(bars)]
    return _picture(bars, rows, title, ROW * len(bars))


def draw_over_time(bars: Sequence[Bar], *, title: str, largest: int | None = None) -> str:
    """The bars beside each other, the first to the left."""
    whole, step = _whole(bars, largest), WIDTH / max(len(bars), 1)
    columns = [_column(bar, number * step, step, whole) for number, bar in enumerate(bars)]
    return _picture(bars, columns, title, HEIGHT)


def _whole(bars: Sequence[Bar], largest: int | None) -> int:
    return largest or max((bar.size or 0 for bar in bars), default=0) or 1


def _picture(bars: Sequence[Bar], drawn: Sequence[str], title: str, height: float) -> str:
    return tag(
        "svg",
        tag("title", text(title)),
        tag("desc", text(" ".join(f"{bar.name}: {bar.words}." for bar in bars))),
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        class_="bkv-bars",
        role="img",
        aria_label=title,
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
        width=WIDTH,
        height=height,
    )


def _row(bar: Bar, top: float, whole: int) -> str:
    name = tag("text", text(bar.name), x=0, y=top + _BASELINE, class_="bkv-bars__name")
    words = tag("text", text(bar.words), x=WIDTH, y=top + _BASELINE, class_="bkv-bars__words")
    track = Box(0, top + _BAR_TOP, WIDTH, BAR)
    filled = Box(0, top + _BAR_TOP, WIDTH * _part(bar, whole), BAR)
    return name + words + _bar(bar, track, filled)


def _column(bar: Bar, left: float, step: float, whole: int) -> str:
    """A month among twelve, or fewer: no wider than it would be among twelve twice over."""
    width = min(step, WIDTH / 6) - GAP
    room = FOOT - TOP
    high = room * _part(bar, whole)
    middle = left + width / 2
    name = tag("text", text(bar.short), x=middle, y=HEIGHT - 5, class_="bkv-bars__foot")
    look = "bkv-bars__top" if len(bar.words) < MUCH else "bkv-bars__top bkv-bars__top--long"
    words = tag("text", text(bar.words), x=middle, y=FOOT - high - 5, class_=look)
    track = Box(left, FOOT - 1, width, 1)
    return name + words + _bar(bar, track, Box(left, FOOT - high, width, high))


def _part(bar: Bar, whole: int) -> float:
    return min((bar.size or 0) / whole, 1)


def _bar(bar: Bar, track: Box, filled: Box) -> str:
    drawn = rectangle(filled, _CORNER, "bkv-bars__bar") if bar.size else ""
    return rectangle(track, _CORNER, "bkv-bars__track") + drawn
