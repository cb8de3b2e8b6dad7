"""Whether two saved states are one tree of tasks, however each engine has counted them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.replay.verdict import StoredOtherwise, names_that_differ, told_names
from engine.spiff.state import State, told_state

Task = Mapping[str, Any]
Pairs = dict[str, str]
"""Of each task of the re-execution, the number of the stored one: no number is compared."""


def compare_trees(made: State, found: State) -> Pairs:
    """Every task of both, from the root down, each called process below who calls it.

    Raises StoredOtherwise at the first difference, told by names alone.
    """
    try:
        return _compared(json.loads(json.dumps(made)), found)
    except (AttributeError, LookupError, TypeError, ValueError) as damaged:
        raise StoredOtherwise("a saved state", "one that cannot be read") from damaged


def _compared(made: State, found: State) -> Pairs:
    pairs: Pairs = {}
    _compare_whole("", made["meta"], found["meta"])
    left = [(made["meta"]["root"], found["meta"]["root"])]
    while left:
        mine, theirs = left.pop(0)
        pairs[mine] = theirs
        left += _compare_tasks(made, found, mine, pairs)
    _compare_count(made, found, pairs)
    return pairs


def _compare_count(made: State, found: State, pairs: Pairs) -> None:
    """That nothing more is there, which finished last, and that no number is given out twice."""
    keys = {key: key if key == "meta" else f"{key[:2]}{pairs[key[2:]]}" for key in made}
    for mine, theirs in keys.items():
        last = made[mine].get("last")
        if pairs.get(last, last) != found[theirs].get("last"):
            raise StoredOtherwise("the task that finished last", "another one")
    if strangers := found.keys() - set(keys.values()):
        raise StoredOtherwise("no further task", f"{len(strangers)} that nothing leads to")
    aged = _by_age(found)
    if [pairs[task] for task in _by_age(made)] != aged:
        raise StoredOtherwise("tasks in the order in which they moved", "another order")
    if found["meta"]["counter"] < max(found[f"t:{aged[-1]}"]["changed"], *map(int, aged)):
        raise StoredOtherwise("a count that goes on", "one that was set back")


def _by_age(state: State) -> list[str]:
    """The tasks, the one whose state has stood longest first."""
    tasks = [key[2:] for key in state if key.startswith("t:")]
    return sorted(tasks, key=lambda task: int(state[f"t:{task}"]["changed"]))


def _compare_tasks(made: State, found: State, mine: str, pairs: Pairs) -> Iterator[tuple[str, str]]:
    """What is below them, in pairs."""
    expected, kept = made[f"t:{mine}"], found[f"t:{pairs[mine]}"]
    where = expected["spec"]
    _compare_itself(where, expected, kept, pairs)
    _compare_values(where, expected["data"], kept["data"])
    if len(expected["children"]) != len(kept["children"]):
        count = len(expected["children"])
        raise StoredOtherwise(f"{where} with {count} below it", f"{len(kept['children'])}", where)
    yield from zip(expected["children"], kept["children"], strict=True)
    if (called := made.get(f"w:{mine}")) is not None:
        there = found[f"w:{pairs[mine]}"]
        _compare_whole(where, called, there)
        yield called["root"], there["root"]


def _compare_itself(where: str, expected: Task, kept: Task, pairs: Pairs) -> None:
    """Which element it stands at, in which state, and below what."""
    if not _is_same(where, kept["spec"]):
        raise StoredOtherwise(where, "another element", where)
    if not _is_same(expected["state"], kept["state"]):
        told = told_state(kept["state"])
        raise StoredOtherwise(
            f"{where} that is {told_state(expected['state'])}", f"it is {told}", where
        )
    for above in ("parent", "of"):
        if pairs.get(expected[above], expected[above]) != kept[above]:
            raise StoredOtherwise(
                f"{where} below what came before it", "it below something else", where
            )
    for inner in ("triggered", "internal"):
        if not _is_same(expected[inner], kept[inner]):
            raise StoredOtherwise(f"{where} with what it keeps for itself", "something else", where)


def _compare_whole(where: str, expected: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """A process as a whole, called at an element or not: which, whether it has ended, with what."""
    for name in ("spec", "completed", "success"):
        if not _is_same(expected.get(name), kept.get(name)):
            raise StoredOtherwise(
                "a process as a whole as it came out", f"it is otherwise {name}", where
            )
    _compare_values(where, expected["data"], kept["data"])


def _compare_values(where: str, expected: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    if names := names_that_differ(expected, kept):
        raise StoredOtherwise(
            f"{where or 'the instance'} with what came out",
            f"other values of {told_names(names)}",
            where,
        )


def _is_same(one: Any, other: Any) -> bool:
    """As they are saved, so that true is not the number 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
