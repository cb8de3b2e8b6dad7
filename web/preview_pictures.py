"""Pictures of letters that are not kept: a short while in memory, for the one who asked for them.

The policy of our pages allows no picture within the page itself (img-src 'self', web/security.py),
and a letter that nobody has sent may not be written anywhere. So its pictures lie here under a word
that cannot be guessed. Where several web servers share the work, one that did not draw the picture
answers that there is none, and the page still tells in words what stands in the letter.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from engine.errors import NotFound

LASTS = timedelta(minutes=15)
KEPT = 24


@dataclass(frozen=True)
class Shown:
    """The pages of one letter. owner: the id of the actor. subject: what the preview was about."""

    owner: str
    subject: str
    pages: Sequence[bytes]
    at: datetime

    def page(self, number: str) -> bytes:
        """The page with this number, as it stands in an address. Raises NotFound."""
        wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
        if not 1 <= wanted <= len(self.pages):
            raise NotFound
        return self.pages[wanted - 1]


@dataclass(frozen=True)
class _Shelf:
    """The last few; the oldest makes room."""

    shown: OrderedDict[str, Shown] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


_SHELF = _Shelf()


def keep(word: str, shown: Shown) -> None:
    """Keep the pictures under the word, and drop those whose time is over."""
    with _SHELF.lock:
        for old in [w for w, one in _SHELF.shown.items() if _is_over(one, shown.at)]:
            del _SHELF.shown[old]
        _SHELF.shown[word] = shown
        while len(_SHELF.shown) > KEPT:
            _SHELF.shown.popitem(last=False)


def find(owner: str, word: str, now: datetime) -> Shown | None:
    """What was kept under the word for this person, if its time is not over."""
    with _SHELF.lock:
        found = _SHELF.shown.get(word)
    if found is None or found.owner != owner or _is_over(found, now):
        return None
    return found


def _is_over(one: Shown, now: datetime) -> bool:
    return now - one.at > LASTS
