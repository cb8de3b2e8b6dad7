"""Fold the recorded events of one process instance up to a moment: where it stood, with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.events import Entry

_ENTERED, _LEFT, _CANCELLED = "element.entered", "element.left", "element.cancelled"


@dataclass
class Moment:
    """The instance as it stood after a number of its events.

    wholes: how many tokens each element holds. turns: how many turns are under way of an element
    that is done more than once; the token around them is one of its wholes. passed: elements that
    were left. stopped: elements where a token was cancelled. failed: how many open incidents each
    element has. values: the routing values last seen. changed: names of the values that the last
    event changed, with what they were.
    """

    process: str = ""
    definition: str = ""
    wholes: Counter[str] = field(default_factory=Counter)
    turns: Counter[str] = field(default_factory=Counter)
    passed: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    failed: Counter[str] = field(default_factory=Counter)
    values: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    is_erased: bool = False

    def tokens(self) -> dict[str, int]:
        """How many are at each element that somebody is at: its turns, if it is done in turns."""
        return {element: self.turns[element] or count for element, count in self.wholes.items()}

    def states(self) -> dict[str, str]:
        """For each element of the diagram: failed, active, cancelled or done."""
        states = dict.fromkeys(self.passed, "done") | dict.fromkeys(self.stopped, "cancelled")
        states |= dict.fromkeys(self.tokens(), "active")
        return states | dict.fromkeys(self.failed, "failed")


def fold(entries: Sequence[Entry]) -> Moment:
    """The moment after the last of the entries, which are one instance's, oldest first."""
    moment = Moment()
    for entry in entries:
        _take(moment, entry)
    return moment


def _take(moment: Moment, entry: Entry) -> None:
    moment.changed = {}
    if entry.payload is None:
        moment.is_erased = True
    payload = entry.payload or {}
    if entry.kind.startswith("instance."):
        moment.process = payload.get("process", moment.process)
        moment.definition = entry.definition or moment.definition
    _move(moment, entry)
    _note_values(moment, payload)


def _move(moment: Moment, entry: Entry) -> None:
    element = entry.element or ""
    held = moment.turns if "turn" in (entry.payload or {}) else moment.wholes
    if entry.kind == _ENTERED:
        held[element] += 1
        moment.stopped.discard(element)
    elif entry.kind == _LEFT:
        _less(held, element)
        moment.passed.add(element)
    elif entry.kind == _CANCELLED:
        _less(held, element)
        moment.stopped.add(element)
        if element not in moment.tokens():
            moment.failed.pop(element, None)
    elif entry.kind == "incident.opened":
        moment.failed[element] += 1
    elif entry.kind == "incident.repeated":
        moment.failed[element] = max(moment.failed[element], 1)
    elif entry.kind == "incident.resolved":
        _less(moment.failed, element)


def _less(counted: Counter[str], element: str) -> None:
    """One less; what there is none of is not counted."""
    counted[element] -= 1
    if counted[element] < 1:
        del counted[element]


def _note_values(moment: Moment, payload: dict[str, Any]) -> None:
    for name, value in payload.get("variables", {}).items():
        if name not in moment.values or moment.values[name] != value:
            moment.changed[name] = moment.values.get(name)
        moment.values[name] = value
