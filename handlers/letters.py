"""Letters: each is written once for its purpose, and kept."""

from __future__ import annotations

from cases import notice, roster
from cases.law.calendar import local_day
from cases.letters import channels, confirmation, letter_writing, letters_kronofogden
from cases.letters.letter import Letter
from cases.notice import Notice
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar

Values = dict[str, Scalar]


@gives("letter_id", "channel", "sender_role")
def prepare_confirmation(ctx: ServiceTaskContext, letter: str, decision: str) -> Values:
    """Write the confirmation once; a notice that is matched anew keeps the one it has."""
    registered = notice.get(ctx.session, ctx.business_key)
    written = confirmation.existing(ctx.session, registered, letter)
    if written is None:
        written = keep(ctx, _confirmation(ctx, registered, letter, decision))
    return to_send(ctx, written, "registrar")


def _confirmation(
    ctx: ServiceTaskContext, registered: Notice, kind: str, decision: str
) -> letter_writing.Written:
    municipality = ctx.constant("municipality")
    if kind == "L02":
        named = roster.officer(ctx.session, registered.authority_id, local_day(ctx.now))
        return letters_kronofogden.kfm_confirmation(
            ctx.session, registered, named, municipality=municipality, now=ctx.now
        )
    return confirmation.to_sender(
        ctx.session,
        registered,
        decision,
        municipality=municipality,
        public_address=ctx.constant("public_address"),
        now=ctx.now,
    )


def to_send(ctx: ServiceTaskContext, kept: Letter, sender_role: str) -> Values:
    """What the process ``send_letter`` needs: the letter, its preferred channel, and whose task it
    is when a person is needed."""
    return {
        "letter_id": kept.public_id,
        "channel": preferred(ctx, kept),
        "sender_role": sender_role,
    }


def preferred(ctx: ServiceTaskContext, kept: Letter) -> str:
    """The channel that comes first of those that may be taken and exist here, or ``none``."""
    return channels.preferred(ctx.session, kept, ctx.constant("outlets").split())


def keep(ctx: ServiceTaskContext, drafted: letter_writing.Written) -> Letter:
    """Keep a letter and record it."""
    kept = letter_writing.keep(ctx.session, drafted, public_id=ctx.new_id(), now=ctx.now)
    ctx.record("letter.prepared", letter_writing.event_of(kept))
    return kept
