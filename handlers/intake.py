"""From a message to a registered notice: its facts, its type, what is amiss, whom it resembles."""

from __future__ import annotations

from cases import (
    flag,
    matching,
    notice,
    notice_limits,
    notice_reading,
    notice_types,
    quality_flags,
    recognising,
    same_day,
    same_day_words,
    waiting_files,
    warning,
)
from cases.law.deadlines import Kind
from cases.reclassifying import MISDIRECTED_TIME
from engine import messages
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from ledger import events

Values = dict[str, Scalar]

TWO_CASES = Text(
    "Underrättelsen liknar hushållen i flera öppna ärenden. Välj det som den hör till.",
    "The notice resembles the households of several open cases. Choose the one it belongs to.",
)


@gives(
    "notice",
    "sender_kind",
    "ground",
    "premises",
    "tenure",
    "in_municipality",
    "stated_termination",
    "kfm_document",
    "measure",
    "states_time",
)
def register_notice(ctx: ServiceTaskContext, message: str) -> Values:
    """Enter the notice in the register; a notice that is matched anew is already there."""
    registered = notice.find(ctx.session, message) or _register(ctx, message)
    values = notice_reading.routing_values(ctx.session, registered.facts)
    return {"notice": registered.public_id, **values}


@gives("starts_duty")
def record_classification(
    ctx: ServiceTaskContext, type_code: str, track: str, statutory: bool
) -> Values:
    """Note the type (domain 2.3) and the track that the decision table gave, and what is amiss."""
    classify(ctx, type_code, track)
    _warn_of_misdirected_time(ctx, type_code)
    return {"starts_duty": statutory and begins_duty(ctx)}


def classify(ctx: ServiceTaskContext, type_code: str, track: str) -> None:
    """Set the type and the track, and raise the flags of table D12 that go with them."""
    registered = notice.get(ctx.session, ctx.business_key)
    notice.change(ctx.session, registered, type_code=type_code, track=track)
    ctx.record(
        "notice.classified",
        {
            "before": {"type_code": registered.type_code, "track": registered.track},
            "after": {"type_code": type_code, "track": track},
        },
    )
    done = quality_flags.evaluate(
        ctx.session,
        notice.get(ctx.session, ctx.business_key),
        by=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    quality_flags.tell(ctx.record, registered, done)


def begins_duty(ctx: ServiceTaskContext) -> bool:
    """Whether the duty to confirm the same day begins now: once for each notice, also when a
    match is undone (the duty is ours whoever the notice concerns); and again for what was taken
    for a removal, of which the evictee gets no copy."""
    changes = notice_limits.recompute(
        ctx.session,
        notice.get(ctx.session, ctx.business_key),
        cause="notice.classified",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, changes)
    is_new = any(c.is_new and c.kind == Kind.SAME_DAY_CONFIRMATION for c in changes)
    return is_new or _owes_copy_after_all(ctx)


@gives("suggestions")
def suggest_match(ctx: ServiceTaskContext) -> Values:
    """Look for households that the notice may be about; nothing is decided."""
    registered = notice.get(ctx.session, ctx.business_key)
    found = matching.suggest(ctx.session, registered)
    suggested = matching.suggestions(ctx.session, registered.id)
    reasons = [{"household": s.household, "reasons": list(s.reasons)} for s in suggested]
    ctx.record("match.suggested", {"suggestions": reasons})
    if sum(s.case_number is not None for s in suggested) > 1:
        _flag_two_cases(ctx)
    return {"suggestions": found}


def _register(ctx: ServiceTaskContext, message: str) -> notice.Notice:
    received = messages.by_public_id(ctx.session, message)
    if received is None or received.receipt is None:
        raise LookupError("The message of the notice is not there.")
    waiting_files.take(ctx.session, received.payload, message, ctx.now)
    registered = notice.register(
        ctx.session,
        public_id=received.public_id,
        receipt=received.receipt,
        stream_id=events.open_stream(
            ctx.session, f"message:{received.public_id}", "message", now=ctx.now
        ),
        channel=received.payload["channel"],
        facts=received.payload["facts"],
        arrival=notice.arrival_of(
            received.payload["channel"], received.payload["facts"], received.received_at
        ),
    )
    ctx.record("notice.registered", {"receipt": registered.receipt, "facts": registered.facts})
    _recognise_landlord(ctx, registered)
    return registered


def _recognise_landlord(ctx: ServiceTaskContext, registered: notice.Notice) -> None:
    """Say whose the notice is when its organisation number is in the register of landlords."""
    found = recognising.by_number(ctx.session, registered, by=ctx.actor.id, now=ctx.now)
    if found is not None:
        ctx.record("notice.landlord_recognised", {"landlord": found.public_id})


def _warn_of_misdirected_time(ctx: ServiceTaskContext, type_code: str) -> None:
    """A time of an eviction that the table takes for somebody else's is confirmed by nobody: if a
    postal code is only mistyped the day passes, so that those on duty look at it today."""
    registered = notice.get(ctx.session, ctx.business_key)
    if type_code != notice_types.MISDIRECTED or not notice_reading.is_time(registered.facts):
        return
    for audience in same_day.audiences(ctx.session, registered.authority_id):
        warning.raise_warning(
            ctx.session,
            registered.public_id,
            MISDIRECTED_TIME,
            audience,
            same_day_words.misdirected(registered),
            public_id=ctx.new_id(),
            now=ctx.now,
        )
    ctx.record("warning.raised", {"code": MISDIRECTED_TIME})


def _owes_copy_after_all(ctx: ServiceTaskContext) -> bool:
    """A removal that turns out to be an eviction: the evictee shall have her copy (SOF 11:3 second
    paragraph), so that what runs is stopped and begun anew; what was sent is not sent again."""
    registered = notice.get(ctx.session, ctx.business_key)
    duty = same_day.find(ctx.session, registered)
    is_eviction = registered.type_code != same_day.REMOVAL
    if duty is None or duty.needs_copy == "yes" or not is_eviction:
        return False
    same_day.require_copy(ctx.session, registered)
    ctx.cancel(registered.public_id, same_day.PROCESS, "an eviction after all")
    ctx.record("same_day.copy_required", {"before": "no", "after": "yes"})
    return True


def _flag_two_cases(ctx: ServiceTaskContext) -> None:
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        "TVA_ARENDEN",
        TWO_CASES,
        public_id=ctx.new_id(),
        now=ctx.now,
    )
    if is_new:
        ctx.record("flag.raised", {"flags": ["TVA_ARENDEN"]})
