"""What a re-execution came to: the same as recorded, or the first difference, by names alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.errors import EngineError
from engine.values import is_name


class Outcome(StrEnum):
    """FAITHFUL: every transition came out as recorded, and it is stored where it ended. DIVERGED:
    one did not, or it is not. ERASED: what is needed to go on has been erased; all before it came
    out as recorded. UNTOLD: it cannot be tried.
    """

    FAITHFUL = "faithful"
    DIVERGED = "diverged"
    ERASED = "erased"
    UNTOLD = "could not tell"


@dataclass(frozen=True)
class Difference:
    """The first event that is not what the engine makes of those before it.

    stream, seq: where it stands in the ledger; when something is missing, where the last event
    stands. expected: what the engine makes of it. found: what is recorded. Both tell names of
    elements and variables, and no values. is_stored: all that is recorded came out the same, and
    it is what is stored outside the ledger that is otherwise; then seq is the last event, and
    element the id of where it is so, if it is not the instance as a whole.
    """

    stream: str
    seq: int
    expected: str
    found: str
    is_stored: bool = False
    element: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one instance came to. compared: how many recorded events came out the same, before the
    first that did not, if any. reason: why it could not be told, or what was erased."""

    instance: str
    process: str
    outcome: Outcome
    compared: int
    difference: Difference | None = None
    reason: str = ""


class ReplayDiverged(EngineError):
    """What is recorded is not what the engine makes of it; told as a Difference, never shown."""

    is_stored = False
    element = ""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found


class StoredOtherwise(ReplayDiverged):
    """What is recorded comes out the same, and the database says that the instance stands
    elsewhere. element: where, by its id; empty when it is the instance as a whole."""

    is_stored = True

    def __init__(self, expected: str, found: str, element: str = "") -> None:
        super().__init__(expected, found)
        self.element = element


def is_same(one: Any, other: Any) -> bool:
    """Whether two routing values are the same; true is not the number 1."""
    return type(one) is type(other) and bool(one == other)


def names_that_differ(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names of the values that are not the same in both, or are in only one of them."""
    return sorted(
        name
        for name in {*expected, *found}
        if name not in expected or name not in found or not is_same(expected[name], found[name])
    )


def told_names(names: Iterable[str]) -> str:
    """Names as they may be told: what is no name of a variable may be anything."""
    return ", ".join(sorted({n if is_name(n) else "(a name that is none)" for n in names}))
