"""Which characters the fonts of the letters can print, read from the fonts themselves.

PDF/A forbids a glyph that means nothing, and Typst refuses the whole letter for one. So what no
font has is replaced before, where it can be seen.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FAMILIES = (
    "Source Sans 3",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Ethiopic",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Tamil",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
)
"""In the order in which they are tried for each character."""

_JOINERS = "\u200c\u200d"
_BODY = "Source Sans 3"
_WINDOWS, _UNICODE = 3, 0


def printable(text: str) -> str:
    """The text with a visible replacement for each character that no font can print.

    A mark that no single font has together with its letter is replaced too. Characters that steer
    instead of being seen (controls, turns of direction) are shown as replacements: a name must not
    be able to make a line read otherwise than it is written.
    """
    return "".join(_printable_cluster(cluster) for cluster in _clusters(_lines(text)))


def plainest(text: str) -> str:
    """The text with everything replaced that the body font does not have by itself."""
    body = characters_of(_BODY)
    return "".join(
        c if c == "\n" or (ord(c) in body and not _is_mark(c)) else REPLACEMENT
        for c in _lines(text)
    )


@cache
def characters_of(family: str) -> frozenset[int]:
    """The code points that the regular font of a family has."""
    path = FOLDER / f"{family.replace(' ', '')}_400Regular.ttf"
    return frozenset(_mapped(path.read_bytes()))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def _clusters(text: str) -> Iterator[str]:
    """A character and the marks and joiners that follow it, one after the other."""
    starts = [i for i, c in enumerate(text) if i == 0 or not (_is_mark(c) or c in _JOINERS)]
    for start, end in pairwise([*starts, len(text)]):
        yield text[start:end]


def _printable_cluster(cluster: str) -> str:
    if cluster == "\n":
        return cluster
    if any(_has_all(family, cluster) for family in FAMILIES):
        return cluster
    family = next((f for f in FAMILIES if _has_all(f, cluster[0])), None)
    if family is None:
        return REPLACEMENT * len(cluster)
    return "".join(c if _has_all(family, c) else REPLACEMENT for c in cluster)


def _has_all(family: str, cluster: str) -> bool:
    known = characters_of(family)
    return all((ord(c) in known and not _steers(c)) or c in _JOINERS for c in cluster)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _mapped(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's Unicode tables; those without a glyph left out."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    for n in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * n)
        if platform not in (_WINDOWS, _UNICODE):
            continue
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == 4:
            yield from _segments(table[offset:])
        elif kind == 12:
            yield from _groups(table[offset:])


def _table(font: bytes, wanted: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        tag, _sum, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
        if tag == wanted:
            return font[offset : offset + length]
    raise LookupError(f"The font has no table {wanted!r}.")


def _segments(table: bytes) -> Iterator[int]:
    """Format 4: runs of code points, each with a shift or with a list of glyphs."""
    (doubled,) = struct.unpack_from(">H", table, 6)
    size = doubled // 2
    ends, starts, shifts, places = (
        struct.unpack_from(f">{size}H", table, at + doubled * n)
        for n, at in enumerate((14, 16, 16, 16))
    )
    for n, (start, end, shift, place) in enumerate(zip(starts, ends, shifts, places, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            if place:
                at = 16 + doubled * 3 + 2 * n + place + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", table, at)
            else:
                glyph = (code + shift) & 0xFFFF
            if glyph:
                yield code


def _groups(table: bytes) -> Iterator[int]:
    """Format 12: runs of code points beyond the first plane too."""
    (count,) = struct.unpack_from(">L", table, 12)
    for n in range(count):
        start, end, glyph = struct.unpack_from(">LLL", table, 16 + 12 * n)
        yield from range(start if glyph else start + 1, end + 1)
