"""An application at Kronofogden: what came before it, its clocks, and how far it has come (P6)."""

from __future__ import annotations

from typing import Any

from cases import case, correcting, flag, journal, notice, notice_limits
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar

Values = dict[str, Scalar]

LANDLORDS_TYPES = frozenset({"U10", "U11", "U20", "U21", "U22", "U23"})
NO_EARLIER_NOTICE = Text(
    "Ingen tidigare underrättelse om hushållet är känd. Fråga hyresvärden hur och när "
    "socialnämnden underrättades; fristen för återvinning kan fortfarande löpa.",
    "No earlier notice about the household is known. Ask the landlord how and when the board was "
    "notified; the recovery period may still run.",
)
DAYS = (
    "order_served_on",
    "answer_days",
    "contest_sent_on",
    "judgment_on",
    "documents_in_on",
    "heard_on",
)
"""Answers that are facts of the notice, from which the clocks C4 to C9 run."""


@gives()
def set_application_limits(ctx: ServiceTaskContext) -> Values:
    """Set the clocks that the facts allow, and say when no earlier notice is known."""
    of = notice.get(ctx.session, ctx.business_key)
    changes = notice_limits.recompute(
        ctx.session,
        of,
        cause="application.notified",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, changes)
    ctx.retime(of.public_id)
    earlier = [
        one.public_id
        for one in notice.of_case(ctx.session, of.case_id or 0)
        if one.type_code in LANDLORDS_TYPES
    ]
    ctx.record("application.linked", {"earlier": earlier})
    if not earlier:
        _flag_no_earlier_notice(ctx)
    return {}


@gives("withdrawn")
def record_application(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has gone through the application; known days become facts of the notice."""
    of = notice.get(ctx.session, ctx.business_key)
    days = {name: answers[name] for name in DAYS if name in answers}
    if any(of.facts.get(name) != value for name, value in days.items()):
        correcting.apply(ctx.runtime, of, days, reason="review_application")
    in_case = case.by_id(ctx.session, of.case_id or 0)
    journal.write(
        ctx.session,
        in_case.id,
        "application",
        ctx.actor.id,
        answers,
        ctx.now,
        form="kfm_application/review_application",
    )
    ctx.record("journal.application", {"case": in_case.public_id})
    return {"withdrawn": answers["stage"] == "withdrawn"}


def _flag_no_earlier_notice(ctx: ServiceTaskContext) -> None:
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        "INGEN_TIDIGARE_UNDERRATTELSE",
        NO_EARLIER_NOTICE,
        public_id=ctx.new_id(),
        now=ctx.now,
    )
    if is_new:
        ctx.record("flag.raised", {"flags": ["INGEN_TIDIGARE_UNDERRATTELSE"]})
