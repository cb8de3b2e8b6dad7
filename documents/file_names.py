"""Names of files as strangers write them, made harmless."""

from __future__ import annotations

import re
import unicodedata

NO_NAME = "bilaga"
LONGEST_BYTES = 150

_FORBIDDEN = re.compile(r'[<>:"|?*%;\x00-\x1f]')
_ENDING = re.compile(r"(?<=.)\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,10}\Z")
_RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)


def safe_filename(name: str) -> str:
    """The name without folders, invisible characters or tricks; never empty, at most 150 bytes.

    Invisible characters go first: one that turns the writing direction makes `gpj.exe` look like
    `exe.jpg`, and the ending must be judged as the computer reads it.
    """
    visible = "".join(sign for sign in unicodedata.normalize("NFC", name) if _is_visible(sign))
    last = re.split(r"[/\\]", visible)[-1]
    cleaned = " ".join(_FORBIDDEN.sub("_", last).split()).rstrip(". ")
    stem, ending = split(cleaned.lstrip(". "))
    if _RESERVED_ON_WINDOWS.match(stem):
        stem = f"_{stem}"
    return _shortened(stem or NO_NAME, ending)


def split(name: str) -> tuple[str, str]:
    """The name and its ending with the dot, in small letters; the ending may be empty.

    An ending has a letter in it: `Avi 2026.03.12` has none.
    """
    found = _ENDING.search(name)
    if found is None:
        return name, ""
    return name[: found.start()].rstrip(". "), found.group().lower()


def _is_visible(sign: str) -> bool:
    # Categories: control, format (direction marks, zero width), lone surrogate, private, unknown.
    return sign in " \t" or not unicodedata.category(sign).startswith("C")


def _shortened(stem: str, ending: str) -> str:
    room = LONGEST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + ending
