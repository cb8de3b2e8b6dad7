"""The few SVG tags that diagrams are made of, with everything escaped and nothing but classes."""

from collections.abc import Sequence
from html import escape

from documents.drawing.parts import Box
from documents.drawing.text import LINE_HEIGHT

Point = tuple[float, float]


def tag(name: str, *children: str, **attributes: str | float) -> str:
    """One element. ``class_`` is written class, ``aria_label`` aria-label, and so on."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str) -> str:
    """Text content, escaped."""
    return escape(words, quote=False)


def group(*children: str, at: Point, scale: float = 1) -> str:
    """The children drawn with ``at`` as their origin, larger or smaller by ``scale``."""
    moved = f"translate({_number(at[0])} {_number(at[1])})"
    sized = "" if scale == 1 else f" scale({scale:.2f})"
    return tag("g", *children, transform=moved + sized)


def path(d: str, class_: str) -> str:
    return tag("path", d=d, class_=class_)


def rectangle(box: Box, corner: float, class_: str) -> str:
    return tag(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=corner, class_=class_
    )


def circle(centre: Point, radius: float, class_: str) -> str:
    return tag("circle", cx=centre[0], cy=centre[1], r=radius, class_=class_)


def line_path(points: Sequence[Point], *, is_closed: bool = False) -> str:
    """Straight lines through the points, as path data."""
    steps = "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M{steps}{'Z' if is_closed else ''}"


def lines_of_text(lines: Sequence[str], at: Point, class_: str) -> str:
    """Lines under each other; ``at`` is where the top of the first line and its anchor are."""
    spans = [
        tag("tspan", text(line), x=at[0], y=at[1] + 11 + index * LINE_HEIGHT)
        for index, line in enumerate(lines)
    ]
    return tag("text", *spans, class_=class_) if spans else ""


def _value(value: str | float) -> str:
    return escape(value, quote=True) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
