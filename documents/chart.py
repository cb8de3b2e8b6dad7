"""Draws bars under each other as inline SVG that needs no script, no ids and no style of its own.

The picture is for the eye; the table that stands with it says the same and more. Each bar has its
name and its value in words, so nothing hangs on a colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.drawing.parts import Box
from documents.drawing.svg import rectangle, tag, text

WIDTH, ROW, BAR = 360.0, 44.0, 14.0
_BASELINE, _BAR_TOP, _CORNER = 16.0, 23.0, 2.0


@dataclass(frozen=True)
class Bar:
    """One bar. size: none when it is not told; then only the words are drawn."""

    name: str
    words: str
    size: int | None


def draw(bars: Sequence[Bar], *, title: str, largest: int | None = None) -> str:
    """The bars as one svg element with classes only; its look is frontend/sass/_figures.scss.

    ``largest`` is the size of a bar as wide as the picture; without it, that of the largest bar.
    """
    whole = largest or max((bar.size or 0 for bar in bars), default=0) or 1
    return tag(
        "svg",
        tag("title", text(title)),
        tag("desc", text(" ".join(f"{bar.name}: {bar.words}." for bar in bars))),
        *(_row(bar, number, whole) for number, bar in enumerate(bars)),
        xmlns="http://www.w3.org/2000/svg",
        class_="bkv-bars",
        role="img",
        aria_label=title,
        viewBox=f"0 0 {WIDTH:.0f} {ROW * len(bars):.0f}",
        width=WIDTH,
        height=ROW * len(bars),
    )


def _row(bar: Bar, number: int, whole: int) -> str:
    top = number * ROW
    name = tag("text", text(bar.name), x=0, y=top + _BASELINE, class_="bkv-bars__name")
    words = tag("text", text(bar.words), x=WIDTH, y=top + _BASELINE, class_="bkv-bars__words")
    return name + words + _track(top) + _bar(bar, top, whole)


def _track(top: float) -> str:
    return rectangle(Box(0, top + _BAR_TOP, WIDTH, BAR), _CORNER, "bkv-bars__track")


def _bar(bar: Bar, top: float, whole: int) -> str:
    if not bar.size:
        return ""
    width = WIDTH * min(bar.size / whole, 1)
    return rectangle(Box(0, top + _BAR_TOP, width, BAR), _CORNER, "bkv-bars__bar")
