"""What an operation needs and what it gives: the first stands in its signature, the second above
it, in ``gives``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import Parameter
from typing import Any, TypeVar

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_GIVES = "__gives__"
ANSWERS = "answers"
"""What an operation that completes a user task is called with, beside values of the process."""
_Operation = TypeVar("_Operation", bound=Callable[..., object])


@dataclass(frozen=True)
class OperationSignature:
    """The names that an operation is called with: those it needs and those it can do without.

    takes_any: it accepts other names too, as an operation that completes a user task may. gives:
    the names of the values that it may give, None where it does not say.
    """

    parameters: frozenset[str]
    optional: frozenset[str] = frozenset()
    takes_any: bool = False
    gives: frozenset[str] | None = None

    @property
    def completes(self) -> bool:
        """Whether it takes the answers of a form, so that a user task can end with it."""
        return self.takes_any or ANSWERS in self.parameters | self.optional

    @property
    def reads(self) -> frozenset[str]:
        """The values of the process that it needs to complete a user task."""
        return self.parameters - {ANSWERS}

    def arguments(self, said: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """What it is called with: what the step says, and else the value of the same name.

        So the completion of a user task gets what it needs; and what a diagram from before it had
        to be said there does not say.
        """
        names = (self.parameters | self.optional) - said.keys()
        return {**{name: variables[name] for name in names if name in variables}, **said}

    def undeclared(self, given: Iterable[str]) -> list[str]:
        """Names of values that it gave and does not say that it gives, in order."""
        return [] if self.gives is None else sorted(set(given) - self.gives)

    def missing(self, given: frozenset[str]) -> list[str]:
        """Names that it needs and was not given, in order."""
        return sorted(self.parameters - given)

    def unknown(self, given: frozenset[str]) -> list[str]:
        """Names that it was given and does not know, in order."""
        return [] if self.takes_any else sorted(given - self.parameters - self.optional)


def gives(*names: str) -> Callable[[_Operation], _Operation]:
    """Declare which values an operation may give; without names none.

    What it gives and does not declare is a fault of the program, and fails the step.
    """

    def _declare(operation: _Operation) -> _Operation:
        setattr(operation, _GIVES, frozenset(names))
        return operation

    return _declare


def signature_of(function: Callable[..., object]) -> OperationSignature:
    """Read a signature: the first parameter is the context, the rest are called by name.

    Raises TypeError when the function takes no context, or takes what has no name.
    """
    return _read(function)


def signatures_of(
    operations: Mapping[str, Callable[..., object]],
) -> dict[str, OperationSignature]:
    """The signature of every operation in a table."""
    return {name: signature_of(function) for name, function in operations.items()}


@cache
def _read(function: Any) -> OperationSignature:
    """Once for each function: it is asked for at every step."""
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
        gives=getattr(function, _GIVES, None),
    )
