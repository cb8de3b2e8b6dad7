"""Asking the sender of a notice for what it lacks, and watching for the answer."""

from __future__ import annotations

from typing import Any

from cases import (
    asked_facts,
    complement,
    limits,
    notice,
    notice_facts,
    notice_limits,
    recovery,
    track,
)
from cases.law import deadlines_policy
from cases.law.calendar import local_day
from cases.letters import letters_landlord
from engine.context import ServiceTaskContext
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]


def check_complement(ctx: ServiceTaskContext, decision: str) -> Values:
    """Whether the notice's track asks its sender for what is missing as soon as it begins."""
    about = notice.get(ctx.session, ctx.business_key)
    begins = decision in ("open", "join") and about.type_code in recovery.UNPAID_TYPES
    return {"asks_sender": begins and bool(complement.missing(about, local_day(ctx.now)))}


def prepare_complement(ctx: ServiceTaskContext) -> Values:
    """Write L08 with what is missing, and set the day by which we ask for an answer."""
    about = notice.get(ctx.session, ctx.business_key)
    today = local_day(ctx.now)
    limit = deadlines_policy.complement(today)
    drafted = letters_landlord.complement_request(
        ctx.session,
        about,
        missing=asked_facts.in_words(
            complement.missing(about, today), notice_facts.sender_language(about.facts)
        ),
        answer_by=limit.legal_end,
        municipality=ctx.constant("municipality"),
        public_address=ctx.constant("public_address"),
        now=ctx.now,
        purpose=f"L08:{ctx.new_id()}",
    )
    kept = letters.keep(ctx, drafted)
    change = limits.put(
        ctx.session,
        ctx.business_key,
        limit,
        cause="complement_asked",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, [change] if change else [])
    return {
        "notice": ctx.business_key,
        "letter_id": kept.public_id,
        "channel": letters.preferred(ctx, kept),
        "sender_role": "registrar",
    }


def remind_complement(ctx: ServiceTaskContext) -> Values:
    """The answer is late: warn the registrars."""
    track.warn(
        ctx.session,
        ctx.business_key,
        complement.LATE,
        "registrar",
        complement.answer_is_late(notice.get(ctx.session, ctx.business_key)),
        public_id=ctx.new_id(),
        now=ctx.now,
    )
    return {}


def record_complement(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar ends the watch, and says how it went."""
    state = "met" if answers["result"] == "came" else "cancelled"
    complement.end(ctx.session, ctx.business_key, state, ctx.now)
    ctx.record("complement.ended", answers)
    return {}


def end_complement(ctx: ServiceTaskContext) -> Values:
    """Everything has come."""
    complement.end(ctx.session, ctx.business_key, "met", ctx.now)
    ctx.record("complement.ended", {"result": "all_came"})
    return {}
