"""Closing a case: only when nothing is left undone, with an outcome that the facts bear out."""

from __future__ import annotations

from typing import Any

from cases import case, closing, journal, ladder, limits, warning
from cases import outcome as outcomes
from cases.case import Case
from cases.law.deadlines import Kind
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar

Values = dict[str, Scalar]

ANYWAY = Text(
    "Stämmer utfallet ändå, skriv varför under frågan om avvikelse.",
    "If the outcome is right all the same, write why under the question about a deviation.",
)


@gives("closed", "outcome")
def decide_outcome(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker closes the case with an outcome, or keeps it open.

    Raises Refused with a sentence when something in the case is still undone (P14's guards), or
    when the facts speak against the outcome (D10).
    """
    deciding = case.get(ctx.session, ctx.business_key)
    closes = answers["decision"] == "close"
    if closes:
        _require_ready(ctx, deciding, answers)
    journal.write(ctx.session, deciding.id, "closing", ctx.actor.id, answers, ctx.now)
    return {"closed": closes, "outcome": answers.get("outcome")}


@gives()
def close_record(ctx: ServiceTaskContext, outcome: str) -> Values:
    """Close the case with the outcome that was decided, and end what waits because it was open."""
    closed = case.get(ctx.session, ctx.business_key)
    _end_tracks(ctx, closed)
    case.change(ctx.session, closed, state="closed", outcome=outcome, closed_at=ctx.now)
    ctx.record(
        "case.closed",
        {"before": {"state": closed.state}, "after": {"state": "closed", "outcome": outcome}},
    )
    return {}


def _require_ready(ctx: ServiceTaskContext, deciding: Case, answers: dict[str, Any]) -> None:
    chosen = answers["outcome"]
    hindrance = closing.hindrance(ctx.session, deciding, ctx.instance, chosen)
    if hindrance is not None:
        raise Refused(hindrance)
    found = outcomes.contradiction(ctx.session, deciding, chosen)
    if found is None:
        return
    if found.is_final:
        raise Refused(found.why)
    if not answers.get("anyway"):
        raise Refused(Text(f"{found.why.sv} {ANYWAY.sv}", f"{found.why.en} {ANYWAY.en}"))
    facts = {"outcome": chosen, "contradiction": found.why.en, "reason": answers["anyway"]}
    ctx.record("outcome.against_facts", facts)


def _end_tracks(ctx: ServiceTaskContext, closed: Case) -> None:
    for key in closing.keys(ctx.session, closed):
        for process in closing.ENDS_WITH_CASE:
            ctx.cancel(key, process, "case closed")
        kinds = [kind for kind in Kind if kind is not Kind.SAME_DAY_CONFIRMATION]
        ended = limits.end(ctx.session, key, kinds, "cancelled", "case closed", ctx.now)
        if ended:
            ctx.record("limits.ended", {"kinds": ended, "cause": "case closed"}, subject=key)
        warning.end_about(ctx.session, key, ctx.now)
        ctx.retime(key)
    for about, begun in ladder.open_of_case(ctx.session, closed.id):
        ladder.change(ctx.session, begun, ended="case closed", due_at=None)
        ctx.record("ladder.ended", {"why": "case closed"}, subject=about.public_id)
