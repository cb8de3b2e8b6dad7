"""A misdirected notice: sent on to where it belongs, and its sender told (FL 6 §)."""

from __future__ import annotations

from typing import Any

from cases import letter, letters_landlord, notice
from engine.context import ServiceTaskContext
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

BY_REGISTRAR = "registrar"


def decide_forwarding(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar has said whether another municipality shall have it, and which."""
    ctx.record("notice.forwarding_decided", answers)
    return {
        "forwards": answers["action"] == "forward",
        "other_municipality": answers.get("other_municipality"),
    }


def prepare_forwarding(ctx: ServiceTaskContext, addressee: str, other_municipality: str) -> Values:
    """Write L16 to the other municipality, or to the sender, once each. The notice itself goes with
    the first by hand: its facts are secret, and no message of ours may carry them."""
    about = notice.get(ctx.session, ctx.business_key)
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
