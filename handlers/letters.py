"""Letters: written once, put in the outbox, proved by a receipt or by a person's word."""

from __future__ import annotations

from typing import Any

from cases import confirmation, dispatch, letter, letter_writing, notice
from cases.letter import Letter
from engine.context import ServiceTaskContext
from engine.values import Scalar

Values = dict[str, Scalar]


def prepare_confirmation(ctx: ServiceTaskContext, letter: str, decision: str) -> Values:
    """Write the confirmation once; a notice that is matched anew keeps the one it has."""
    registered = notice.get(ctx.session, ctx.business_key)
    written = confirmation.existing(ctx.session, registered, letter)
    if written is None:
        drafted = confirmation.to_sender(
            ctx.session,
            registered,
            decision,
            municipality=ctx.constant("municipality"),
            now=ctx.now,
        )
        written = keep(ctx, drafted)
    return {"letter_id": written.public_id, "channel": written.channel}


def keep(ctx: ServiceTaskContext, drafted: letter_writing.Written) -> Letter:
    """Keep a letter and record it."""
    kept = letter_writing.keep(ctx.session, drafted, public_id=ctx.new_id(), now=ctx.now)
    ctx.record("letter.prepared", letter_writing.event_of(kept))
    return kept


def dispatch_letter(ctx: ServiceTaskContext, letter_id: str, channel: str) -> Values:
    """Put the letter in the outbox; one that went out before is reported at once.

    By hand nothing is put there: it waits for a person to state how it went.
    """
    prepared = letter.get(ctx.session, letter_id)
    if prepared.state == "sent":
        _report_dispatched(ctx, letter_id, "sent")
        return {}
    attempt = dispatch.ask(
        ctx.session,
        prepared,
        channel=channel,
        address=prepared.address,
        asked_by=ctx.actor.id,
        deadline_at=confirmation.deadline(ctx.now),
        now=ctx.now,
    )
    ctx.record(
        "dispatch.asked", {"letter": letter_id, "channel": channel, "number": attempt.number}
    )
    if attempt.state == "handed_over":
        _report_dispatched(ctx, letter_id, "handed_over")
        return {}
    ctx.submit_job(
        dispatch.JOB_KIND,
        {"letter": letter_id, "number": attempt.number, "channel": channel},
        key=dispatch.job_key(prepared, attempt),
        deadline_at=attempt.deadline_at,
    )
    return {}


def state_posting(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """A person states how and when the letter went out: that is its proof."""
    written = letter.get(ctx.session, str(ctx.variables["letter_id"]))
    proof = confirmation.stated_proof(answers, ctx.actor.id)
    letter.change(
        ctx.session, written, state="sent", channel=answers["way"], proof=proof, sent_at=ctx.now
    )
    ctx.record("dispatch.stated", {"letter": written.public_id, "statement": answers})
    return {}


def _report_dispatched(ctx: ServiceTaskContext, letter_id: str, outcome: str) -> None:
    ctx.send_message(
        "letter_dispatched",
        letter_id,
        {"outcome": outcome, "delivered": outcome == "sent"},
        once=f"dispatched-again:{ctx.instance}:{letter_id}:{ctx.new_id()}",
    )
