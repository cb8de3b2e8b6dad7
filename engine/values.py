"""What may stand in a process variable: ids and neutral routing values, nothing else."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

Scalar = None | bool | int | str
"""A routing value. No floats (they do not survive), no dates (ISO text), nothing nested (A5)."""

_SCALARS = (type(None), bool, int, str)
MAX_LENGTH = 500
TOO_LARGE = 10**34
"""Whole numbers are smaller: an expression reckons with 34 digits, and JSON readers stop before."""
_NOT_STORED = re.compile(r"[\0\ud800-\udfff]")
"""What not both databases take: NUL, and half of a character (a surrogate)."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_RESERVED = frozenset({"typename"})


def checked(values: Mapping[str, Any]) -> dict[str, Scalar]:
    """The values, if each may stand in a process variable.

    Raises ValueError naming the variable, never its value. ``typename`` is refused because the
    library's own serializer reads it as a type (engine.md A2).
    """
    return {name: _checked(name, value) for name, value in values.items()}


def copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, sharing nothing that can change. Nearly all are scalars, which never do; the
    library's own notes of a repetition hold lists."""
    return {
        name: value if isinstance(value, _SCALARS) else copy.deepcopy(value)
        for name, value in values.items()
    }


def is_name(name: str) -> bool:
    """Whether a process variable may be called so."""
    return bool(_NAME.match(name)) and name not in _RESERVED


def _checked(name: str, value: Any) -> Scalar:
    if not is_name(name):
        raise ValueError(f"{name!r} is not a name of a process variable.")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < TOO_LARGE:
        return value
    if isinstance(value, str) and len(value) <= MAX_LENGTH and not _NOT_STORED.search(value):
        return value
    raise ValueError(f"The variable {name!r} holds something that is not a short routing value.")
