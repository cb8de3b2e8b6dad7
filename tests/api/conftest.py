"""The whole product over each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Database
from tests.product import Product, running


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    """A product with the shipped processes and the demo people."""
    with running(database, tmp_path) as product:
        yield product
