"""Which signs may stand in an answer, and how the others are shown."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def tight(text: str) -> str:
    """Without any space, and with every kind of dash as a hyphen."""
    return _SPACES.sub("", text.translate(_DASHES))


def spaced(text: str) -> str:
    """With single plain spaces, and with every kind of dash as a hyphen."""
    return _SPACES.sub(" ", text.translate(_DASHES)).strip()


def is_text_character(sign: str, *, multiline: bool) -> bool:
    """Whether a sign may stand in a text: no control signs, no halves of signs.

    A line of its own may hold no line break of any kind, so that it can never end a mail header.
    """
    if sign in "\n\t":
        return multiline
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE:
        return False
    return multiline or kind not in ("Zl", "Zp")


def is_seen(text: str) -> bool:
    """Whether there is anything to see in it: not only spaces, direction marks and the like."""
    return any(unicodedata.category(sign) not in ("Cf", "Cc", "Zs", "Zl", "Zp") for sign in text)


def visible(text: str) -> str:
    """The text with signs that cannot be stored replaced by ones that can be seen."""
    return "".join(s if is_text_character(s, multiline=True) else _picture(s) for s in text)


def _picture(sign: str) -> str:
    return chr(0x2400 + ord(sign)) if ord(sign) < 0x20 else "\N{REPLACEMENT CHARACTER}"
