"""What caseworkers decide and write down in a case."""

from __future__ import annotations

from typing import Any

from cases import case, journal, notice
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar

Values = dict[str, Scalar]


@gives()
def allocate_case(ctx: ServiceTaskContext) -> Values:
    """Record which unit has the case; it was chosen by the area of the dwelling."""
    opened = case.get(ctx.session, ctx.business_key)
    ctx.record("case.allocated", {"unit": opened.unit_id})
    return {}


@gives("next_step")
def record_assessment(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """Write the assessment into the journal and go on or towards closing."""
    _write(ctx, case.get(ctx.session, ctx.business_key), "assessment", answers)
    return {"next_step": answers["next_step"]}


@gives()
def record_review(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has read a notice that was added to an open case."""
    registered = notice.get(ctx.session, ctx.business_key)
    if registered.case_id is None:
        raise LookupError("The notice belongs to no case.")
    _write(ctx, case.by_id(ctx.session, registered.case_id), "review", answers)
    return {}


def _write(ctx: ServiceTaskContext, of: case.Case, kind: str, facts: dict[str, Any]) -> None:
    journal.write(ctx.session, of.id, kind, ctx.actor.id, facts, ctx.now)
    ctx.record(f"journal.{kind}", {"case": of.public_id})
