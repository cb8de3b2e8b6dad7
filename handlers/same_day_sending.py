"""Sending the confirmation and its copy: one act of the duty officer, and what proves it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases import channel_approval, flag, notice, same_day, sealing
from cases import same_day_protection as protection
from cases.choices.same_day import EMAIL_TO, NOT_NEEDED, WAIT
from cases.law.calendar import local_day
from cases.letters import channels, letter
from cases.letters.letter import Letter
from cases.letters.same_day_letters import evictee_of, last_copy
from cases.notice import Notice
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import same_day as duties

Values = dict[str, Scalar]

NOT_TO_KRONOFOGDEN = Text(
    "Det sättet går inte till Kronofogden, eller så saknas adressen. Välj ett annat.",
    "That way does not lead to Kronofogden, or its address is missing. Choose another.",
)
MUST_WAIT = Text(
    "Kopian får vänta: skyddet är inte kontrollerat, eller personen har skyddade uppgifter. Välj "
    "Vänta med kopian. Bekräftelsen till Kronofogden kan skickas ändå.",
    "The copy must wait: the protection has not been checked, or the person is protected. Choose "
    "Let the copy wait. The confirmation to Kronofogden can be sent all the same.",
)
NOT_ALLOWED = Text(
    "Det sättet är inte tillåtet för kopian, eller så saknas adressen. Välj ett annat.",
    "That way is not allowed for the copy, or its address is missing. Choose another.",
)
STILL_PROTECTED = Text(
    "Personen har skyddade uppgifter sedan tidigare. Det ändras inte här: välj vilket skydd det "
    "gäller, eller låt någon ändra skyddet på ärendet först.",
    "The person is protected from before. That is not changed here: choose which protection it is, "
    "or let somebody change the protection on the case first.",
)
DIGITAL_NOT_SAFE = Text(
    "Digital post får inte användas när personen har skyddade uppgifter.",
    "Digital mail may not be used when the person is protected.",
)
PROVED_AFTERWARDS = Text(
    "Att brevet skickades samma dag uppgavs först när dagen var slut. Kontrollera vad som styrker "
    "det.",
    "That the letter was sent the same day was stated when the day had ended. Check what proves "
    "it.",
)


@gives("confirmation_channel", "copy_step", "copy_channel")
def approve_sending(
    ctx: ServiceTaskContext, answers: dict[str, Any], confirmation_id: str
) -> Values:
    """One act sends both letters; the copy waits when it must. Raises Refused with the reason."""
    received = notice.get(ctx.session, ctx.business_key)
    way = _way_of_confirmation(ctx, answers, confirmation_id)
    ctx.record("same_day.approved", {"channel": way, "copy": answers["copy"]})
    return {
        "confirmation_channel": way,
        **_decide_copy(ctx, received, answers),
    }


@gives("copy_step", "copy_channel")
def approve_copy(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """A person says how the copy may reach an evictee whose protection was not known, or who is
    protected, and why; the reason is kept. Raises Refused."""
    received = notice.get(ctx.session, ctx.business_key)
    found, way = answers["protection"], answers["channel"]
    if found in sealing.PROTECTED and way == "digital_mail":
        raise Refused(DIGITAL_NOT_SAFE)
    _state_protection(ctx, received, found)
    if found in sealing.PROTECTED:
        _approve_way(ctx, received, way, answers["reason"])
    ctx.record("copy.approved", {"channel": way, "reason": answers["reason"]})
    return {"copy_step": "send", "copy_channel": _usable(ctx, received, way)}


@gives("letter_id", "channel")
def take_confirmation(
    _ctx: ServiceTaskContext, confirmation_id: str, confirmation_channel: str
) -> Values:
    """What is sent now is the confirmation to Kronofogden."""
    return {"letter_id": confirmation_id, "channel": confirmation_channel}


@gives("letter_id", "channel")
def take_copy(ctx: ServiceTaskContext, copy_channel: str) -> Values:
    """What is sent now is the copy to the evictee, as it reads now."""
    received = notice.get(ctx.session, ctx.business_key)
    copy = last_copy(ctx.session, received)
    if copy is None:
        raise LookupError("The copy has not been written.")
    return {"letter_id": copy.public_id, "channel": copy_channel}


@gives()
def record_confirmed(ctx: ServiceTaskContext, letter_id: str) -> Values:
    """The confirmation is proved to be sent: in time or late, by both days."""
    return _prove(ctx, letter_id, is_copy=False)


@gives()
def record_copied(ctx: ServiceTaskContext, letter_id: str) -> Values:
    """The copy is proved to be sent."""
    return _prove(ctx, letter_id, is_copy=True)


def _way_of_confirmation(
    ctx: ServiceTaskContext, answers: dict[str, Any], confirmation_id: str
) -> str:
    """The channel that was chosen, with the address that was stated for it. Raises Refused."""
    confirmation = letter.get(ctx.session, confirmation_id)
    way = str(answers["confirmation_channel"])
    if way == EMAIL_TO:
        letter.change(ctx.session, confirmation, address=answers["kfm_address"])
        confirmation, way = letter.get(ctx.session, confirmation.public_id), "email"
    if way not in channels.ways(ctx.session, confirmation):
        raise Refused(NOT_TO_KRONOFOGDEN)
    return way


def _decide_copy(ctx: ServiceTaskContext, received: Notice, answers: dict[str, Any]) -> Values:
    choice = answers["copy"]
    if choice == NOT_NEEDED:
        return {"copy_step": "none"}
    found = answers.get("protection") or "unknown"
    if choice != WAIT and found != "none":
        raise Refused(MUST_WAIT)
    if found != "unknown":
        _state_protection(ctx, received, found)
    if choice == WAIT:
        return {"copy_step": "wait"}
    return {"copy_step": "send", "copy_channel": _usable(ctx, received, choice)}


def _state_protection(ctx: ServiceTaskContext, received: Notice, found: str) -> None:
    """Keep what was found; a protection that is known is never taken away here. Raises Refused."""
    known = evictee_of(ctx.session, received).protection
    if known in sealing.PROTECTED and found not in sealing.PROTECTED:
        raise Refused(STILL_PROTECTED)
    stated = protection.state(ctx.session, received, found, actor=ctx.actor.id, now=ctx.now)
    ctx.record("protection.stated", {"before": stated.before, "after": found})
    for sealed in stated.sealed:
        sealing.tell(ctx.record, sealed, cause="same_day")


def _approve_way(ctx: ServiceTaskContext, received: Notice, way: str, reason: str) -> None:
    evictee = evictee_of(ctx.session, received)
    if evictee.person_id is not None:
        channel_approval.approve(
            ctx.session, evictee.person_id, way, reason, by=ctx.actor.id, now=ctx.now
        )


def _usable(ctx: ServiceTaskContext, received: Notice, way: str) -> str:
    """The way, if the copy as it reads now may go by it. Raises Refused."""
    again = notice.get(ctx.session, received.public_id)
    copy = duties.rewrite_copy(ctx, again, same_day.get(ctx.session, again))
    if way not in channels.ways(ctx.session, copy):
        raise Refused(NOT_ALLOWED)
    return way


def _prove(ctx: ServiceTaskContext, letter_id: str, *, is_copy: bool) -> Values:
    received = notice.get(ctx.session, ctx.business_key)
    sent = _proved(letter.get(ctx.session, letter_id))
    results = same_day.prove(ctx.session, received, copy=is_copy, sent_at=sent)
    facts = {"letter": letter_id, "sent_at": sent.isoformat(), **results}
    ctx.record("copy.proved" if is_copy else "confirmation.proved", facts)
    _flag_if_proved_afterwards(ctx, received, letter_id, sent)
    if not same_day.get(ctx.session, received).is_in_time_so_far:
        duties.open_missed(ctx, received)
    duties.retell_warnings(ctx, received)
    return {}


def _flag_if_proved_afterwards(
    ctx: ServiceTaskContext, received: Notice, letter_id: str, sent: datetime
) -> None:
    """A statement that is made when the day has ended, of what was sent before it did: it counts
    (I03), and stands out until somebody has looked at what proves it."""
    day = date.fromisoformat(received.physical_day)
    if not local_day(sent) <= day < local_day(ctx.now):
        return
    is_new = flag.raise_flag(
        ctx.session,
        received.public_id,
        "BEKRAFTELSE_STYRKT_EFTERAT",
        PROVED_AFTERWARDS,
        public_id=ctx.new_id(),
        now=ctx.now,
        place=letter_id,
    )
    if is_new:
        ctx.record("flag.raised", {"code": "BEKRAFTELSE_STYRKT_EFTERAT"})


def _proved(sent: Letter) -> datetime:
    if sent.sent_at is None:
        raise LookupError("The letter has no proof.")
    return sent.sent_at
