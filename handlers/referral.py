"""A referral to another authority: its ground, the facts one by one, the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import (
    case,
    consent,
    journal,
    limits,
    notice_limits,
    referral,
    referral_choice,
    referral_terms,
    warning,
)
from cases.consent import Consent
from cases.law import referral_grounds
from cases.law.calendar import local_day
from cases.law.deadlines import Kind, fixed
from cases.law.references import POLICY
from cases.letters import letter, letters_landlord
from cases.referral import Recipient, Referral
from engine.context import ServiceTaskContext
from engine.decisions import DecisionFailed
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

DELIVERED = "Lämnad i Bokvar"
"""The proof of a referral: it lies as a task with the receiving unit."""

GROUND_TABLE = "legal_ground"
"""Table D8."""

NOT_ALLOWED = Text(
    "Remissen får inte skickas på den grunden. Välj en annan.",
    "The referral may not be sent on that ground. Choose another.",
)
LATE = Text(
    "Svaret på en remiss har inte kommit i tid.", "The answer to a referral has not come in time."
)
VERY_LATE = Text(
    "En remiss är fortfarande obesvarad. Kontakta den andra enhetens chef.",
    "A referral is still unanswered. Contact the manager of the other unit.",
)


@gives("is_inside", "ground", "consent_covers", "has_reason")
def choose_ground(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """To whom and on what ground. Raises Refused for what table D8 does not allow: whoever chose
    it hears why at once, and the table is asked once more as a step of its own."""
    asked = referral.get(ctx.session, ctx.business_key)
    recipient, ground = answers["recipient"], answers["ground"]
    chosen = _consent(ctx, answers.get("consent"))
    to = _recipient(ctx, asked, recipient)
    reason = str(answers.get("reason") or "").strip()
    tried: Values = {
        "is_inside": to is not None,
        "ground": ground,
        "consent_covers": chosen is not None and chosen.covers(recipient, local_day(ctx.now)),
        "has_reason": bool(reason),
    }
    _require_allowed(ctx, tried)
    referral.change(
        ctx.session,
        asked,
        authority_id=to.authority_id if to else None,
        unit_id=to.unit_id if to else None,
        legal_ground=ground,
        ground_reason=reason or None,
        consent_id=chosen.id if chosen else None,
    )
    ctx.record("referral.ground_chosen", {"recipient": recipient, "ground": ground})
    return tried


@gives("next")
def choose_facts(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The facts that were ticked, checked against the consent at this very moment."""
    asked = referral.get(ctx.session, ctx.business_key)
    if answers["next"] == "cancel":
        referral.change(ctx.session, asked, state="withdrawn")
        ctx.record("referral.withdrawn", {})
    if answers["next"] != "send":
        return {"next": answers["next"]}
    _send(ctx, asked, answers)
    return {"next": "send"}


@gives()
def deliver_referral(ctx: ServiceTaskContext) -> Values:
    """Keep the referral as a letter too; it is delivered inside the system, as the task."""
    sent = referral.get(ctx.session, ctx.business_key)
    drafted = letters_landlord.referral(
        ctx.session,
        case.by_id(ctx.session, sent.case_id),
        referral_terms.terms(ctx.session, sent),
        key=sent.public_id,
        municipality=ctx.constant("municipality"),
        now=ctx.now,
    )
    kept = letters.keep(ctx, drafted)
    letter.change(ctx.session, kept, state="sent", proof=DELIVERED, sent_at=ctx.now)
    ctx.record("letter.delivered_inside", {"letter": kept.public_id})
    return {}


@gives()
def answer_referral(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The receiving unit accepts or declines with its reason; nothing else goes back."""
    sent = referral.get(ctx.session, ctx.business_key)
    state = answers["decision"]
    referral.change(
        ctx.session,
        sent,
        state=state,
        answered_at=ctx.now,
        answered_by=ctx.actor.id,
        answer=answers["answer"],
    )
    limits.end(ctx.session, sent.public_id, [Kind.REFERRAL_ANSWER], "met", "answered", ctx.now)
    warning.end_all(ctx.session, sent.public_id, ("REFERRAL_LATE", "REFERRAL_VERY_LATE"), ctx.now)
    ctx.record("referral.answered", {"before": sent.state, "after": state})
    _note(ctx, sent, "answer_referral", answers)
    ctx.retime(sent.public_id)
    return {}


@gives()
def read_answer(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has read the answer and says what it leads to."""
    answered = referral.get(ctx.session, ctx.business_key)
    ctx.record("referral.read", {"state": answered.state})
    _note(ctx, answered, "read_answer", answers)
    return {}


@gives()
def remind_receiver(ctx: ServiceTaskContext) -> Values:
    """The day for the answer has passed: both sides see it."""
    sent = referral.get(ctx.session, ctx.business_key)
    _warn(ctx, sent, "REFERRAL_LATE", LATE, ("receiver", "caseworker"))
    return {}


@gives()
def escalate_referral(ctx: ServiceTaskContext) -> Values:
    """Two weekdays later the managers of both units see it; a unit without one sees it itself."""
    sent = referral.get(ctx.session, ctx.business_key)
    there, _here = referral.unit_keys(ctx.session, sent)
    above = "manager" if referral.has_manager(ctx.session, there) else "receiver"
    _warn(ctx, sent, "REFERRAL_VERY_LATE", VERY_LATE, (above, "manager"))
    return {}


@gives()
def close_outside(ctx: ServiceTaskContext) -> Values:
    """The consent covers somebody outside the municipality, to whom no referral goes."""
    asked = referral.get(ctx.session, ctx.business_key)
    referral.change(ctx.session, asked, state="withdrawn")
    ctx.record("referral.outside", {})
    return {}


def _require_allowed(ctx: ServiceTaskContext, tried: Values) -> None:
    """A table edited here that cannot answer is an incident of the step that asks it."""
    try:
        answer = ctx.foresee(GROUND_TABLE, tried)
    except DecisionFailed:
        return
    if answer["verdict"] == "no":
        raise Refused(referral_grounds.REFUSED.get(str(answer["why"]), NOT_ALLOWED))


def _send(ctx: ServiceTaskContext, asked: Referral, answers: dict[str, Any]) -> None:
    today = local_day(ctx.now)
    choice = referral_choice.of(ctx.session, asked, answers, today)
    referral.copy_facts(
        ctx.session, asked, choice.copied, authority_id=asked.authority_id or 0, now=ctx.now
    )
    referral.change(
        ctx.session,
        asked,
        state="sent",
        purpose=choice.purpose,
        sent_at=ctx.now,
        answer_by=choice.answer_by.isoformat(),
    )
    ctx.record(
        "referral.sent",
        {
            "unit": asked.unit_id,
            "ground": asked.legal_ground,
            "facts": [fact.key for fact in choice.facts],
            "answer_by": choice.answer_by.isoformat(),
        },
    )
    _watch(ctx, asked, today, choice.answer_by)


def _watch(ctx: ServiceTaskContext, asked: Referral, today: date, answer_by: date) -> None:
    limit = fixed(
        Kind.REFERRAL_ANSWER,
        POLICY,
        today,
        answer_by,
        {"referral_sent_on": today.isoformat()},
    )
    change = limits.put(
        ctx.session,
        asked.public_id,
        limit,
        cause="Remissen skickades",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, [change] if change else [])


def _consent(ctx: ServiceTaskContext, public_id: str | None) -> Consent | None:
    return consent.get(ctx.session, public_id) if public_id else None


def _recipient(ctx: ServiceTaskContext, asked: Referral, key: str) -> Recipient | None:
    about = case.by_id(ctx.session, asked.case_id)
    inside = referral.recipients(ctx.session, but_not=about.authority_id)
    return next((one for one in inside if one.unit_key == key), None)


def _note(ctx: ServiceTaskContext, of: Referral, form: str, answers: dict[str, Any]) -> None:
    journal.write(
        ctx.session,
        of.case_id,
        "referral",
        ctx.actor.id,
        answers,
        ctx.now,
        form=f"refer_case/{form}",
    )


def _warn(
    ctx: ServiceTaskContext, of: Referral, code: str, text: Text, roles: tuple[str, str]
) -> None:
    there, here = referral.unit_keys(ctx.session, of)
    for audience in (f"{roles[0]}:{there}", f"{roles[1]}:{here}"):
        warning.raise_warning(
            ctx.session,
            of.public_id,
            code,
            audience,
            text,
            public_id=ctx.new_id(),
            now=ctx.now,
        )
    ctx.record("warning.raised", {"code": code})
