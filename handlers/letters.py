"""Confirmations: written from the notice, put in the outbox, proved."""

from __future__ import annotations

from typing import Any

from cases import confirmation, letter, notice
from engine.context import ServiceTaskContext
from engine.values import Scalar

Values = dict[str, Scalar]

DISPATCH_EMAIL = "dispatch_email"
"""The kind of job that sends a prepared letter by e-mail."""


def prepare_confirmation(ctx: ServiceTaskContext, letter: str, decision: str) -> Values:
    """Write the confirmation once; a notice that is matched anew keeps the one it has."""
    registered = notice.get(ctx.session, ctx.business_key)
    written = confirmation.existing(ctx.session, registered, letter)
    if written is None:
        written = confirmation.write(
            ctx.session, registered, letter, decision, public_id=ctx.new_id(), now=ctx.now
        )
        ctx.record(
            "letter.prepared",
            {
                "letter": written.public_id,
                "kind": letter,
                "channel": written.channel,
                "recipient": written.recipient,
                "subject": written.subject,
                "body": written.body,
            },
        )
    return {"letter_id": written.public_id, "channel": written.channel}


def dispatch_letter(ctx: ServiceTaskContext, letter_id: str) -> Values:
    """Put the letter in the outbox; one that went out or failed before is reported at once."""
    prepared = letter.get(ctx.session, letter_id)
    if prepared.state in ("sent", "failed"):
        _report_dispatched(ctx, letter_id, delivered=prepared.state == "sent")
        return {}
    letter.change(ctx.session, prepared, state="queued")
    ctx.submit_job(
        DISPATCH_EMAIL,
        {"letter": letter_id},
        key=f"{DISPATCH_EMAIL}:{letter_id}",
        deadline_at=confirmation.deadline(prepared.created_at),
    )
    return {}


def state_posting(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """A person states how and when the confirmation went out: that is its proof."""
    registered = notice.get(ctx.session, ctx.business_key)
    written = confirmation.existing(ctx.session, registered, "L04")
    if written is None:
        raise LookupError("The notice has no confirmation to state the posting of.")
    letter.change(
        ctx.session,
        written,
        state="sent",
        channel=answers["way"],
        proof=confirmation.stated_proof(answers, ctx.actor.id),
        sent_at=ctx.now,
    )
    ctx.record("dispatch.stated", {"letter": written.public_id, "statement": answers})
    return {}


def _report_dispatched(ctx: ServiceTaskContext, letter_id: str, *, delivered: bool) -> None:
    ctx.send_message(
        "letter_dispatched",
        letter_id,
        {"delivered": delivered},
        once=f"dispatched-again:{ctx.instance}:{letter_id}",
    )
