"""An operation that fails until it is mended, to see what becomes of its incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.errors import NotAnswered
from tests.product import Product


class Broken:
    """Stands in for an operation; what it says when it fails names a person."""

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self.is_mended = False
        self.failure: Exception = NotAnswered("Åsa Prov has no such thing.")

    def __call__(self, ctx: Any, **given: Any) -> Mapping[str, Any]:
        if not self.is_mended:
            raise self.failure
        found: Mapping[str, Any] = self._operation(ctx, **given)
        return found


def break_operation(product: Product, patch: pytest.MonkeyPatch, name: str) -> Broken:
    """From now on the operation fails."""
    operation = Broken(product.engine.operations[name])
    patch.setattr(product.engine, "operations", {**product.engine.operations, name: operation})
    return operation


def give_up(product: Product) -> None:
    """Every try fails until none is left."""
    for day in range(2, 4):
        for hour in range(24):
            product.at(f"2026-12-{day:02} {hour:02}:30")
