"""The whole product, as for the vectors, for those who mean it harm."""

from __future__ import annotations

from tests.vectors.conftest import product

__all__ = ["product"]
