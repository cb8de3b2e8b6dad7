"""The whole product for the vectors of domain 8.4, walked through the doors that people use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Database
from engine import deployment
from tests.engine.house import lint_here
from tests.product import Product, running


@pytest.fixture
def product(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Product]:
    """A product with the shipped processes, linted in this process, and the demo people."""
    monkeypatch.setattr(deployment, "lint_confined", lint_here)
    with running(database, tmp_path) as product:
        yield product
