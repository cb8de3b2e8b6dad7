"""What an operation is called with, read from its signature: what a diagram must give it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class OperationSignature:
    """The names that an operation is called with: those it needs and those it can do without.

    takes_any: it accepts other names too, as an operation that completes a user task may.
    """

    parameters: frozenset[str]
    optional: frozenset[str] = frozenset()
    takes_any: bool = False

    def missing(self, given: frozenset[str]) -> list[str]:
        """Names that it needs and was not given, in order."""
        return sorted(self.parameters - given)

    def unknown(self, given: frozenset[str]) -> list[str]:
        """Names that it was given and does not know, in order."""
        return [] if self.takes_any else sorted(given - self.parameters - self.optional)


def signature_of(function: Callable[..., object]) -> OperationSignature:
    """Read a signature: the first parameter is the context, the rest are called by name.

    Raises TypeError when the function takes no context, or takes what has no name.
    """
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind not in _POSITIONAL:
        raise TypeError(f"{function!r} takes no context.")
    rest = parameters[1:]
    if any(p.kind in (Parameter.POSITIONAL_ONLY, Parameter.VAR_POSITIONAL) for p in rest):
        raise TypeError(f"{function!r} takes values that have no name.")
    named = [p for p in rest if p.kind is not Parameter.VAR_KEYWORD]
    return OperationSignature(
        parameters=frozenset(p.name for p in named if p.default is Parameter.empty),
        optional=frozenset(p.name for p in named if p.default is not Parameter.empty),
        takes_any=len(named) < len(rest),
    )


def signatures_of(
    operations: Mapping[str, Callable[..., object]],
) -> dict[str, OperationSignature]:
    """The signature of every operation in a table."""
    return {name: signature_of(function) for name, function in operations.items()}
