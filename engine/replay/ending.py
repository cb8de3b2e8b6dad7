"""Whether an instance is stored where its re-execution ends: its tree and the rows beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import definitions, messages
from engine.definitions import Definition
from engine.errors import EngineError
from engine.replay.stored import Stored
from engine.replay.trees import Pairs, compare_trees
from engine.replay.verdict import StoredOtherwise
from engine.spiff.live import LiveInstance, Position
from engine.steps import correlation_key


@dataclass(frozen=True)
class Ending:
    """Where the re-execution came to. due: when each timer is due, by its recorded position.
    failed: the elements that an incident was opened at, where a key or a time may be unknown.
    holders: who has each task that somebody has, by the task's id."""

    instance: str
    about: str
    definition: Definition
    live: LiveInstance
    is_running: bool
    due: Mapping[str, datetime | None]
    failed: frozenset[str]
    holders: Mapping[str, str]


def compare(end: Ending, stored: Stored) -> None:
    """Raises StoredOtherwise at the first difference, told by names alone."""
    if stored.definition != end.definition.digest:
        raise StoredOtherwise("the version of the process that it began on", "another one")
    if stored.about != end.about:
        raise StoredOtherwise("what it began about", "something else")
    if stored.state is None:
        raise StoredOtherwise("a saved state", "one that cannot be put together")
    pairs = compare_trees(end.live.dump(), stored.state)
    known = {name for part in definitions.parts(end.definition) for name in part.model.elements}
    for kind, wanted, kept in (
        ("task", _tasks(end, pairs, stored), stored.tasks),
        ("timer", _timers(end, pairs, stored), stored.timers),
        ("subscription", _subscriptions(end, pairs, stored), stored.subscriptions),
    ):
        _compare_rows(kind, wanted, kept, known)


def _tasks(end: Ending, pairs: Pairs, stored: Stored) -> dict[str, tuple[str, str, str | None]]:
    """By who has it. A task's id is by chance, and stands in the record once somebody takes it."""
    wanted = {}
    for place, at in _waiting(end, pairs, end.live.open_user_tasks()):
        kept = stored.tasks.get(place)
        task = kept[1] if kept else ""
        wanted[place] = (at.element, task, end.holders.get(task))
    return wanted


def _timers(end: Ending, pairs: Pairs, stored: Stored) -> dict[str, tuple[str, datetime | None]]:
    """By when they are due as recorded. One that failed to be told anew is due at no time, which
    stands in the record as an incident and no more."""
    return {
        place: (at.element, None if _is_untold(end, at, place, stored) else end.due.get(place))
        for place, at in _waiting(end, pairs, end.live.awaited_timers())
    }


def _is_untold(end: Ending, at: Position, place: str, stored: Stored) -> bool:
    return place in stored.untold and at.element in end.failed


def _subscriptions(end: Ending, pairs: Pairs, stored: Stored) -> dict[str, tuple[str, str, str]]:
    """By name and key. A key that is not among the values was looked up among what is known of the
    thing, which is no part of the record: it may be any, or none if an incident was opened."""
    wanted = {}
    for place, at in _waiting(end, pairs, end.live.awaited_messages()):
        name, key = _awaited(end, place, at)
        kept = stored.subscriptions.get(place)
        if key is not None:
            wanted[place] = (at.element, name, key)
        elif kept is not None or at.element not in end.failed:
            wanted[place] = (at.element, name, kept[2] if kept else "")
    return wanted


def _awaited(end: Ending, place: str, at: Position) -> tuple[str, str | None]:
    element = definitions.part(end.definition, at.process).model.elements[at.element]
    if element.event == "signal":
        return messages.signal_name(element.code or ""), f"{end.instance}:{place}"
    try:
        return element.message or "", correlation_key(element, at.variables)
    except (EngineError, ValueError):
        return element.message or "", None


def _waiting(
    end: Ending, pairs: Pairs, positions: Iterable[Position]
) -> Iterator[tuple[str, Position]]:
    """With the numbers of the stored ones; nothing waits in an instance that has ended."""
    if end.is_running:
        yield from ((pairs[at.task], at) for at in positions)


def _compare_rows(
    kind: str, wanted: Mapping[str, Any], kept: Mapping[str, Any], known: set[str]
) -> None:
    for place in [*wanted, *(kept.keys() - wanted.keys())]:
        if place not in wanted:
            at = kept[place][0] if kept[place][0] in known else "(no element)"
            raise StoredOtherwise(f"no {kind} for {at}, for it does not wait", "one", at)
        element = wanted[place][0]
        if place not in kept:
            raise StoredOtherwise(f"a {kind} for {element}", "none", element)
        if wanted[place] != kept[place]:
            raise StoredOtherwise(f"the {kind} for {element} as it was set", "another one", element)
