"""A misdirected notice: sent on to where it belongs, and its sender told (FL 6 §)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases import limits, notice, notice_limits
from cases.law import deadlines_policy
from cases.law.calendar import local_day
from cases.law.deadlines import Kind
from cases.letters import letter, letters_landlord
from cases.notice import Notice
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

BY_REGISTRAR = "registrar"


def set_limit(ctx: ServiceTaskContext, misdirected: Notice) -> None:
    """What is not ours is sent on the weekday that it came (P19, T34); no other limit runs here."""
    came_on = notice_limits.arrival(ctx.session, misdirected).physical_day
    change = limits.put(
        ctx.session,
        misdirected.public_id,
        deadlines_policy.forwarding(came_on),
        cause="notice.misdirected",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, [change] if change else [])


@gives("forwards", "other_municipality")
def decide_forwarding(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar has said whether another municipality shall have it, and which."""
    ctx.record("notice.forwarding_decided", answers)
    forwards = answers["action"] == "forward"
    if not forwards:
        _end_limit(ctx, "met" if _is_in_time(ctx, ctx.now) else "missed", "nothing_to_forward")
    return {
        "forwards": forwards,
        "other_municipality": answers.get("other_municipality"),
    }


@gives("letter_id", "channel", "sender_role")
def prepare_forwarding(ctx: ServiceTaskContext, addressee: str, other_municipality: str) -> Values:
    """Write L16 to the other municipality, or to the sender, once each. The notice itself goes with
    the first by hand: its facts are secret, and no message of ours may carry them."""
    about = notice.get(ctx.session, ctx.business_key)
    if addressee == "sender":
        _end_when_proved(ctx)
    kept = letter.find(ctx.session, about.public_id, f"L16:{addressee}")
    if kept is None:
        drafted = letters_landlord.forwarding(
            ctx.session,
            about,
            addressee=addressee,
            other_municipality=other_municipality,
            municipality=ctx.constant("municipality"),
            now=ctx.now,
        )
        kept = letters.keep(ctx, drafted)
    values = letters.to_send(ctx, kept, BY_REGISTRAR)
    return values if addressee == "sender" else {**values, "channel": "by_hand"}


def _end_when_proved(ctx: ServiceTaskContext) -> None:
    """The other municipality's letter is out, by the day of its proof."""
    sent = letter.find(ctx.session, ctx.business_key, "L16:municipality")
    if sent is not None and sent.sent_at is not None:
        _end_limit(ctx, "met" if _is_in_time(ctx, sent.sent_at) else "missed", "forwarded")


def _is_in_time(ctx: ServiceTaskContext, done_at: datetime) -> bool:
    found = limits.find(ctx.session, ctx.business_key, Kind.FORWARDING)
    last = found.day("legal") if found else None
    return last is None or local_day(done_at) <= last


def _end_limit(ctx: ServiceTaskContext, state: str, cause: str) -> None:
    ended = limits.end(ctx.session, ctx.business_key, [Kind.FORWARDING], state, cause, ctx.now)
    if ended:
        ctx.record("limit.ended", {"kinds": ended, "state": state, "cause": cause})
