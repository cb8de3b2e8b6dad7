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
    warning,
)
from cases.doors import reported
from cases.law import deadlines_policy
from cases.law.calendar import local_day
from cases.law.deadlines import Kind, TimeLimit
from cases.letters import letters_landlord
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]


@gives("asks_sender")
def check_complement(ctx: ServiceTaskContext, decision: str) -> Values:
    """Whether the notice's track asks its sender for what is missing as soon as it begins: not
    while an answer of hers waits to be judged."""
    about = notice.get(ctx.session, ctx.business_key)
    begins = decision in ("open", "join") and about.type_code in recovery.UNPAID_TYPES
    is_missing = bool(complement.missing(about, local_day(ctx.now)))
    return {"asks_sender": begins and is_missing and not reported.is_waiting(ctx.session, about)}


@gives("remains")
def look_for_answer(ctx: ServiceTaskContext, enters_words: bool = False) -> Values:
    """What remains to be done before the sender is asked: ``judge`` what she has told, ``enter``
    what she has told in her own words, ``nothing``; else ``ask``."""
    about = notice.get(ctx.session, ctx.business_key)
    if reported.is_waiting(ctx.session, about):
        _await_judgement(ctx)
        return {"remains": "judge"}
    if not complement.missing(about, local_day(ctx.now)):
        return {"remains": "nothing"}
    # Only an answer that was judged brings the value; once it has, a person sees to the rest.
    return {"remains": "enter" if enters_words else "ask"}


def _await_judgement(ctx: ServiceTaskContext) -> None:
    """The day by which it is to be judged stands from the first answer on."""
    set_before = limits.find(ctx.session, ctx.business_key, Kind.COMPLEMENT)
    if set_before is None or not set_before.is_open:
        limit = deadlines_policy.complement_answered(local_day(ctx.now))
        _set_day(ctx, limit, cause="complement_answered")


@gives("notice", "letter_id", "channel", "sender_role")
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
    _set_day(ctx, limit, cause="complement_asked")
    warning.end_all(ctx.session, ctx.business_key, [complement.LATE], ctx.now)
    return {
        "notice": ctx.business_key,
        "letter_id": kept.public_id,
        "channel": letters.preferred(ctx, kept),
        "sender_role": "registrar",
    }


def _set_day(ctx: ServiceTaskContext, limit: TimeLimit, *, cause: str) -> None:
    change = limits.put(
        ctx.session,
        ctx.business_key,
        limit,
        cause=cause,
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, [change] if change else [])


@gives()
def remind_complement(ctx: ServiceTaskContext) -> Values:
    """The day has passed: warn the registrars of what is to be done now."""
    track.warn(
        ctx.session,
        ctx.business_key,
        complement.LATE,
        "registrar",
        complement.late(ctx.session, notice.get(ctx.session, ctx.business_key)),
        public_id=ctx.new_id(),
        now=ctx.now,
    )
    return {}


@gives()
def record_complement(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar ends the watch, and says how it went."""
    state = "met" if answers["result"] == "came" else "cancelled"
    complement.end(ctx.session, ctx.business_key, state, ctx.now)
    ctx.record("complement.ended", answers)
    return {}


@gives()
def end_complement(ctx: ServiceTaskContext) -> Values:
    """Everything has come."""
    complement.end(ctx.session, ctx.business_key, "met", ctx.now)
    ctx.record("complement.ended", {"result": "all_came"})
    return {}
