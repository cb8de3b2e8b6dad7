"""Telephone numbers as they are written in Sweden: kept as +46401234567, shown as 040-123 45 67."""

from __future__ import annotations

import re

_SWEDISH = re.compile(r"\+46[1-9]\d+")
_AREA = re.compile(r"08|0(1[013689]|2[0136]|3[1356]|4[0246]|54|6[03]|7[023679]|90)|0\d{3}")
"""Area codes of two and of three digits, and mobile numbers; all others have four."""
_GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}


def written(number: str) -> str:
    """A Swedish number with its area code and in groups; any other as it is kept."""
    if not _SWEDISH.fullmatch(number):
        return number
    national = number.replace("+46", "0", 1)
    area = _AREA.match(national)
    rest = national[area.end() :] if area else ""
    return f"{area[0]}-{_grouped(rest)}" if area and len(rest) in _GROUPS else national


def _grouped(digits: str) -> str:
    parts = []
    for size in _GROUPS[len(digits)]:
        parts.append(digits[:size])
        digits = digits[size:]
    return " ".join(parts)
