"""Sending a letter: into the outbox, and what a person states or chooses beside it."""

from __future__ import annotations

from typing import Any

from cases.letters import channels, dispatch, dispatch_stating, letter, same_day_letters
from cases.letters.letter import Letter
from engine import messages
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar

Values = dict[str, Scalar]

NOT_ALLOWED = Text(
    "Det sättet är inte tillåtet för brevet, eller så saknas adressen. Välj ett annat.",
    "That way is not allowed for the letter, or its address is missing. Choose another.",
)


@gives()
def dispatch_letter(ctx: ServiceTaskContext, letter_id: str, channel: str) -> Values:
    """Put the letter in the outbox; one that went out before is reported at once.

    By hand nothing is put there: it waits for a person to state how it went. A channel that is not
    allowed any longer (someone was found to be protected) fails, and a person chooses anew.
    """
    prepared = letter.get(ctx.session, letter_id)
    _forget_old_reports(ctx, letter_id)
    if prepared.is_out:
        _report(ctx, letter_id, "sent")
        return {}
    ways = channels.ways(ctx.session, prepared)
    if channel not in ways:
        ctx.record("dispatch.refused", {"letter": letter_id, "channel": channel})
        _report(ctx, letter_id, "failed")
        return {}
    attempt = dispatch.ask(
        ctx.session,
        prepared,
        channel=channel,
        address=ways[channel],
        asked_by=ctx.actor.id,
        deadline_at=dispatch.deadline_for(ctx.session, prepared, ctx.now),
        now=ctx.now,
    )
    asked = {"letter": letter_id, "channel": channel, "number": attempt.number}
    ctx.record("dispatch.asked", asked)
    if attempt.state == "handed_over":
        _report(ctx, letter_id, "handed_over")
    else:
        _submit(ctx, prepared, attempt)
    return {}


@gives("way", "letter_state")
def state_posting(ctx: ServiceTaskContext, answers: dict[str, Any], letter_id: str) -> Values:
    """A person states how and when the letter went out: that is its proof.

    Raises Refused for a time ahead or before the letter was written, and for a call where the law
    wants a letter.
    """
    return _state(ctx, letter.get(ctx.session, letter_id), answers)


@gives("way", "letter_id", "channel", "letter_state")
def choose_way(ctx: ServiceTaskContext, answers: dict[str, Any], letter_id: str) -> Values:
    """A person sends a letter that did not go by another channel, or states that it has gone.

    What was written anew meanwhile takes its place from here on. Raises Refused for a channel that
    may not be used for the letter.
    """
    given = letter.get(ctx.session, letter_id)
    written = same_day_letters.standing(ctx.session, given)
    if answers["choice"] == "stated":
        return {**_state(ctx, written, answers), "letter_id": written.public_id}
    if answers["choice"] not in channels.ways(ctx.session, written):
        raise Refused(NOT_ALLOWED)
    chosen = {"letter": written.public_id, "channel": answers["choice"]}
    ctx.record("dispatch.way_chosen", chosen)
    return {"way": "channel", "letter_id": written.public_id, "channel": answers["choice"]}


def _state(ctx: ServiceTaskContext, written: Letter, answers: dict[str, Any]) -> Values:
    dispatch_stating.require_way(answers["way"], written)
    at = dispatch_stating.stated_at(answers, written, ctx.now)
    proof = dispatch_stating.proof(answers, ctx.actor.id)
    dispatch.state_sent(
        ctx.session,
        written,
        channel=answers["way"],
        proof=proof,
        sent_at=at,
        by=ctx.actor.id,
    )
    stated = {name: value for name, value in answers.items() if name != "choice"}
    ctx.record("dispatch.stated", {"letter": written.public_id, "statement": stated})
    return {"way": "stated", "letter_state": "sent"}


def _submit(ctx: ServiceTaskContext, prepared: Letter, attempt: dispatch.Dispatch) -> None:
    ctx.submit_job(
        dispatch.JOB_KIND,
        {
            "letter": prepared.public_id,
            "number": attempt.number,
            "channel": attempt.channel,
        },
        key=dispatch.job_key(prepared, attempt),
        deadline_at=attempt.deadline_at,
    )


def _forget_old_reports(ctx: ServiceTaskContext, letter_id: str) -> None:
    """What was reported while nobody waited is about an attempt before this one."""
    while (old := messages.early(ctx.session, dispatch.REPORTED, letter_id)) is not None:
        messages.mark(ctx.session, old, "correlated")


def _report(ctx: ServiceTaskContext, letter_id: str, outcome: str) -> None:
    ctx.send_message(
        dispatch.REPORTED,
        letter_id,
        dispatch.report(outcome),
        once=f"dispatched-again:{ctx.instance}:{letter_id}:{ctx.new_id()}",
    )
