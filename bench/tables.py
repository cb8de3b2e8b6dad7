"""Prints figures in columns, each with its ratio to the first row."""

from __future__ import annotations

from collections.abc import Sequence


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table with right-aligned columns."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}")
    for line in lines:
        cells = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        print("  " + "  ".join(cells), flush=True)


def number(value: float | None, decimals: int = 0) -> str:
    """A figure with spaces between thousands, or a dash for none."""
    return "-" if value is None else f"{value:,.{decimals}f}".replace(",", " ")


def ratio(value: float | None, first: float | None) -> str:
    """How many times the first figure this is."""
    return "-" if value is None or not first else f"{value / first:.2f}"
