"""What a chain tells of its own stream: what was erased in it, and where it was joined.

The rows beside the chain (``erasures``, ``streams.joined_to``) are an index of this, and compared.
The same rules stand in ``verify_history.py``, which may import nothing of ours; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

ERASED, JOINED, LEFT, FOUND = "payload.erased", "stream.joined", "stream.left", "stream.found"
TELLING = frozenset({ERASED, JOINED, LEFT, FOUND})
"""Kinds of events whose payloads are never erased: they name no person, and are what proves."""


@dataclass(frozen=True)
class Erasure:
    """When and why a payload was erased, as its row or the chain says it."""

    at: str
    reason: str


@dataclass
class Told:
    """Gathered event by event. joined_to: the key of a stream; joined_at: the event that tells it.

    found: what was there before chains told of it, and was written down once as it stood then.
    """

    erasures: dict[int, Erasure] = field(default_factory=dict)
    joined_to: str | None = None
    joined_at: int = 0
    found_erasures: int = 0
    found_joins: int = 0
    found_at: str = ""

    def hear(self, seq: int, kind: str, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        """Take in one telling event; why what it says cannot be."""
        if kind == ERASED:
            yield from self._hear_erased(seq, at, payload)
        elif kind == LEFT:
            self.joined_to, self.joined_at = None, seq
        elif kind == FOUND:
            yield from self._hear_found(seq, at, payload)
        elif isinstance(payload.get("to"), str):
            # Before chains told of joins the id of a row stood here, which proves nothing.
            self.joined_to, self.joined_at = payload["to"], seq

    def _hear_erased(self, seq: int, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        erasure = Erasure(at, str(payload.get("reason")))
        for first, last in _ranges(payload.get("events")):
            yield from self._erase(seq, first, last, erasure)

    def _hear_found(self, seq: int, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        if self.found_at:
            yield "it tells once more of what was found"
        self.joined_to, self.joined_at = payload.get("joined_to"), seq
        self.found_at, self.found_joins = at, int(self.joined_to is not None)
        for place, erasure in _found(payload.get("erased")):
            self.found_erasures += 1
            yield from self._erase(seq, place, place, erasure)

    def _erase(self, seq: int, first: int, last: int, erasure: Erasure) -> Iterator[str]:
        if not 0 < first <= last < seq:
            yield "it tells of the erasure of what does not stand before it"
            return
        for place in range(first, last + 1):
            if place in self.erasures:
                yield f"it tells once more that event {place} was erased"
                return
            self.erasures[place] = erasure


def ranges(places: list[int]) -> list[list[int]]:
    """Places in order as their unbroken ranges: 1, 2, 3, 7 are [1, 3] and [7, 7]."""
    if not places:
        return []
    breaks = [(a, b) for a, b in pairwise(places) if b != a + 1]
    firsts, lasts = [places[0], *(b for _, b in breaks)], [*(a for a, _ in breaks), places[-1]]
    return [list(pair) for pair in zip(firsts, lasts, strict=True)]


def difference(row: Erasure | None, told: Erasure | None, *, has_payload: bool) -> str | None:
    """Why an event's payload, the row of its erasure and the chain do not agree, if so."""
    if row is None and told is None:
        return None if has_payload else "the payload is missing and no erasure is recorded"
    if row is None:
        return "the chain tells of its erasure and none is recorded"
    if has_payload:
        return "an erasure is recorded and the payload is still there"
    if told is None:
        return "an erasure is recorded and the chain does not tell of it"
    return None if row == told else "the erasure is recorded otherwise than the chain tells it"


def _ranges(said: object) -> Iterator[tuple[int, int]]:
    """The ranges in a payload; one that is none as a range that nothing can stand in."""
    for one in said if isinstance(said, list) else [None]:
        if isinstance(one, list) and [type(part) for part in one] == [int, int]:
            yield one[0], one[1]
        else:
            yield 0, 0


def _found(said: object) -> Iterator[tuple[int, Erasure]]:
    """Place, time and reason of each erasure that was found; what is none as that of nothing."""
    for one in said if isinstance(said, list) else [None]:
        if isinstance(one, list) and [type(part) for part in one] == [int, str, str]:
            yield one[0], Erasure(one[1], one[2])
        else:
            yield 0, Erasure("", "")
