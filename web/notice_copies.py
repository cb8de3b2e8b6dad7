"""The copies of a notice, or the notice that it is a copy of, for the page of a notice."""

from __future__ import annotations

from typing import Any

from cases import deliveries, notice
from cases.notice import Notice
from db.session import Session


def listed(session: Session, found: Notice) -> dict[str, Any]:
    """``copies``: the further receipts with their way and time. ``first``: the notice it copies."""
    first = deliveries.original(session, found)
    return {
        "copies": [_copy(one) for one in deliveries.copies(session, found)],
        "first": _copy(notice.get(session, first)) if first else None,
    }


def _copy(one: Notice) -> dict[str, Any]:
    return {
        "number": one.receipt,
        "href": f"/anmalningar/{one.public_id}",
        "arrived_at": one.arrived_at,
    }
