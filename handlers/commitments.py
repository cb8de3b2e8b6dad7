"""The board's commitment for a rent: who decides, the letter, and whether it came in time (P10).

JB 12:44 fourth paragraph 1: in writing, to the landlord, within the recovery period.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import commitment_authority, commitment_terms, flag, journal, pledge, recovery, track
from cases.arrears_words import AFTER_INTERNAL, ON_MOVED_DAY, PROVED_AFTERWARDS, UNCERTAIN_PERIOD
from cases.law.calendar import local_day
from cases.letters import commitment_letters, letter
from cases.pledge import IN_TIME, REFUSED, TOO_LATE, UNCERTAIN, Commitment
from cases.recovery import Recovery
from cases.track import Track
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import letters
from handlers.arrears import SETTLED, warn_of_arrears
from handlers.measures import terms_of

Values = dict[str, Scalar]


@gives(
    "tenure",
    "is_too_late",
    "amount_known",
    "amount",
    "earlier_commitments",
    "children",
    "economy",
    "section_head_limit",
    "unit_head_limit",
)
def check_commitment(ctx: ServiceTaskContext, commitment: str, economy: str | None) -> Values:
    """What decision table D7 asks for, with the limits of the notice's day of arrival."""
    proposed = pledge.get(ctx.session, commitment)
    return commitment_authority.inputs(
        ctx.session,
        track.of_notice(ctx.session, ctx.business_key),
        proposed,
        economy=economy or "uncertain",
        now=ctx.now,
    )


@gives()
def stop_commitment(ctx: ServiceTaskContext, commitment: str, level: str) -> Values:
    """It cannot be decided on: not for this home, too late, or the amount is not known."""
    stopped = pledge.get(ctx.session, commitment)
    state = "too_late" if level == "too_late" else "refused"
    pledge.change(ctx.session, stopped, state=state, result=level)
    ctx.record("commitment.stopped", {"commitment": commitment, "why": level})
    if level == "too_late":
        warn_of_arrears(ctx, TOO_LATE)
    if level == "complement":
        _flag(ctx, "BELOPP_SAKNAS", commitment_authority.AMOUNT_UNKNOWN, commitment)
    return {}


@gives("approved")
def decide_commitment(
    ctx: ServiceTaskContext, answers: dict[str, Any], commitment: str, level: str
) -> Values:
    """The delegate decides. Raises Refused after the last day in law, or above her limit."""
    deciding = pledge.get(ctx.session, commitment)
    worked = track.of_notice(ctx.session, ctx.business_key)
    commitment_terms.require_undecided(deciding)
    is_approved = answers["decision"] == "approve"
    if is_approved:
        commitment_terms.require_possible(ctx.session, worked, ctx.now)
        deciding = _with_terms(ctx, worked, deciding, answers, level)
    decided = pledge.change(
        ctx.session,
        deciding,
        state="approved" if is_approved else "refused",
        delegate_level=level,
        decided_by=ctx.actor.id,
        decided_at=ctx.now,
        result=None if is_approved else REFUSED,
    )
    form = "decide_commitment/decide_commitment"
    journal.write(
        ctx.session, worked.of.id, "commitment", ctx.actor.id, answers, ctx.now, form=form
    )
    ctx.record(
        "commitment.decided",
        {
            "commitment": decided.public_id,
            "before": "proposed",
            "after": decided.state,
            "level": decided.delegate_level,
            "terms": terms_of(commitment_terms.of(decided)),
        },
    )
    return {"approved": is_approved}


@gives("in_time", "letter_id", "channel", "sender_role")
def prepare_commitment(ctx: ServiceTaskContext, commitment: str) -> Values:
    """Write L09, unless the last day in law has passed."""
    approved = pledge.get(ctx.session, commitment)
    worked = track.of_notice(ctx.session, ctx.business_key)
    if recovery.why_no_commitment(ctx.session, worked.about, ctx.now) is not None:
        return {"in_time": False}
    decided_on = local_day(approved.decided_at or ctx.now)
    drafted = commitment_letters.approved(
        ctx.session,
        worked,
        commitment_terms.of(approved),
        commitment_letters.delegate(ctx.session, approved.decided_by or "", decided_on),
        municipality=ctx.constant("municipality"),
        now=ctx.now,
        purpose=f"L09:{commitment}",
    )
    kept = letters.keep(ctx, drafted)
    return {"in_time": True, **_sending(ctx, kept)}


@gives("letter_id", "channel", "sender_role")
def prepare_refusal(ctx: ServiceTaskContext, commitment: str) -> Values:
    """Write L10, without a reason (OSL 26:1)."""
    drafted = commitment_letters.refused(
        ctx.session,
        track.of_notice(ctx.session, ctx.business_key),
        municipality=ctx.constant("municipality"),
        now=ctx.now,
        purpose=f"L10:{commitment}",
    )
    return _sending(ctx, letters.keep(ctx, drafted))


@gives("commitment_result")
def record_commitment_sent(ctx: ServiceTaskContext, commitment: str, letter_id: str) -> Values:
    """The day of the proof decides: in time it settles the debt, afterwards it is too late."""
    sent = pledge.get(ctx.session, commitment)
    proved = letter.get(ctx.session, letter_id)
    day = local_day(proved.sent_at or ctx.now)
    period = commitment_letters.period_of(ctx.session, ctx.business_key, ctx.now)
    is_uncertain = period.is_uncertain_on(day)
    if day > period.last_day and not is_uncertain:
        return record_commitment_late(ctx, commitment)
    _warn_if_pressed(ctx, period, day, commitment)
    result = UNCERTAIN if is_uncertain else IN_TIME
    pledge.change(ctx.session, sent, state="sent", result=result)
    ctx.record(
        "commitment.sent",
        {"commitment": commitment, "on": day.isoformat(), "result": result},
    )
    ctx.send_message(
        SETTLED,
        ctx.business_key,
        {"settled_by": "commitment", "settled_on": day.isoformat()},
        once=f"arrears-ended:{commitment}",
    )
    return {"commitment_result": result}


@gives("commitment_result")
def record_commitment_late(ctx: ServiceTaskContext, commitment: str) -> Values:
    """Too late to have any effect; other ways are left."""
    late = pledge.get(ctx.session, commitment)
    pledge.change(ctx.session, late, state="too_late", result=TOO_LATE)
    ctx.record(
        "commitment.too_late",
        {"commitment": commitment, "before": late.state, "result": TOO_LATE},
    )
    warn_of_arrears(ctx, TOO_LATE)
    return {"commitment_result": TOO_LATE}


def _with_terms(
    ctx: ServiceTaskContext,
    worked: Track,
    deciding: Commitment,
    answers: dict[str, Any],
    level: str,
) -> Commitment:
    """The proposal, or what the delegate wrote in its place; never more than she may decide."""
    terms = commitment_terms.decided(
        ctx.session, worked, deciding, answers, level, local_day(ctx.now)
    )
    if terms == commitment_terms.of(deciding):
        return deciding
    return pledge.change_terms(ctx.session, deciding, terms)


def _sending(ctx: ServiceTaskContext, kept: letter.Letter) -> Values:
    return {
        "letter_id": kept.public_id,
        "channel": letters.preferred(ctx, kept),
        "sender_role": "caseworker",
    }


def _warn_if_pressed(ctx: ServiceTaskContext, period: Recovery, day: date, commitment: str) -> None:
    if day > period.internal_day:
        _flag(ctx, "ATAGANDE_EFTER_INTERN_SISTA_DAG", AFTER_INTERNAL, commitment)
    if period.is_uncertain_on(day):
        _flag(ctx, "ATAGANDE_OSAKER_FRIST", UNCERTAIN_PERIOD, commitment)
    if day <= period.last_day < local_day(ctx.now):
        _flag(ctx, "ATAGANDE_STYRKT_EFTERAT", PROVED_AFTERWARDS, commitment)
    if period.is_on_moved_day(day):
        _flag(ctx, "ATAGANDE_PA_FLYTTAD_DAG", ON_MOVED_DAY, commitment)


def _flag(ctx: ServiceTaskContext, code: str, text: Text, place: str) -> None:
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        code,
        text,
        public_id=ctx.new_id(),
        now=ctx.now,
        place=place,
    )
    if is_new:
        ctx.record("flag.raised", {"code": code})
