"""What an operation is: a function from a context and named values to routing values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from engine.context import ServiceTaskContext
from engine.values import Scalar


class ServiceTask(Protocol):
    """Reads and writes our own tables and returns; it never leaves the house.

    It is called by name only. The ``args`` stand here because a type checker reads the pair of
    them as "any parameters"; without them no function that names its parameters would fit.
    """

    def __call__(
        self, ctx: ServiceTaskContext, /, *args: Any, **parameters: Any
    ) -> Mapping[str, Scalar]: ...
