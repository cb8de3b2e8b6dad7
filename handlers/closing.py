"""Closing a case: only when nothing is left undone."""

from __future__ import annotations

from typing import Any

from cases import case, closing, journal
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.values import Scalar

Values = dict[str, Scalar]


def decide_outcome(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker closes the case with an outcome, or keeps it open.

    Raises Refused with a sentence when something in the case is still undone (P14's guards).
    """
    deciding = case.get(ctx.session, ctx.business_key)
    closes = answers["decision"] == "close"
    hindrance = closing.hindrance(ctx.session, deciding, ctx.instance) if closes else None
    if hindrance is not None:
        raise Refused(hindrance)
    journal.write(ctx.session, deciding.id, "closing", ctx.actor.id, answers, ctx.now)
    return {"closed": closes, "outcome": answers.get("outcome")}


def close_record(ctx: ServiceTaskContext, outcome: str) -> Values:
    """Close the case with the outcome that was decided."""
    closed = case.get(ctx.session, ctx.business_key)
    case.change(ctx.session, closed, state="closed", outcome=outcome, closed_at=ctx.now)
    ctx.record(
        "case.closed",
        {"before": {"state": closed.state}, "after": {"state": "closed", "outcome": outcome}},
    )
    return {}
