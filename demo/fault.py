"""A fault in one step of one case, so that the town has an incident that somebody must see to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.executor import Engine


class MadeUpFault(Exception):
    """What a step meets that fails in the demo."""


def break_step(engine: Engine, operation: str, keys: Collection[str]) -> None:
    """Let an operation fail about these things for as long as the year is made. A fault of the
    program is left to a person; the installation itself is whole, so there a retry succeeds."""
    whole = engine.operations[operation]

    def failing(ctx: Any, **given: Any) -> Mapping[str, Any]:
        if ctx.business_key in keys:
            raise MadeUpFault
        return whole(ctx, **given)

    engine.operations = {**engine.operations, operation: failing}
