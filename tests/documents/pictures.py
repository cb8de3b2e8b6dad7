"""Small files as a scanner makes them, made here."""

from __future__ import annotations

import struct
import zlib

import typst


def pdf(pages: int) -> bytes:
    """A document with this many pages."""
    source = "#pagebreak()".join(f"Sida {number}\n" for number in range(1, pages + 1))
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def png() -> bytes:
    """A picture of one white pixel."""

    def _chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00\xff")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)
