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

    tokens: how many tokens each element holds. passed: elements that were left. stopped: elements
    where a token was cancelled. failed: elements with an open incident. values: the routing values
    last seen. changed: names of the values that the last event changed, with what they were.
    """

    process: str = ""
    definition: str = ""
    tokens: Counter[str] = field(default_factory=Counter)
    passed: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    is_erased: bool = False

    def states(self) -> dict[str, str]:
        """For each element of the diagram: failed, active, cancelled or done."""
        states = dict.fromkeys(self.passed, "done") | dict.fromkeys(self.stopped, "cancelled")
        states |= dict.fromkeys((e for e, count in self.tokens.items() if count > 0), "active")
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
    if entry.kind == _ENTERED:
        moment.tokens[element] += 1
        moment.stopped.discard(element)
    elif entry.kind == _LEFT:
        moment.tokens[element] = max(moment.tokens[element] - 1, 0)
        moment.passed.add(element)
    elif entry.kind == _CANCELLED:
        moment.tokens[element] = max(moment.tokens[element] - 1, 0)
        moment.stopped.add(element)
        moment.failed.discard(element)
    elif entry.kind in ("incident.opened", "incident.repeated"):
        moment.failed.add(element)
    elif entry.kind == "incident.resolved":
        moment.failed.discard(element)


def _note_values(moment: Moment, payload: dict[str, Any]) -> None:
    for name, value in payload.get("variables", {}).items():
        if name not in moment.values or moment.values[name] != value:
            moment.changed[name] = moment.values.get(name)
        moment.values[name] = value
