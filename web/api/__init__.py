"""The interface for senders' own systems: /api/v1, on the public door."""

from __future__ import annotations

from web.api import batches, notices, openapi, reports
from web.api.blueprint import bp

__all__ = ["batches", "bp", "notices", "openapi", "reports"]
