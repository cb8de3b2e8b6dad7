"""What a commitment is for: as a caseworker proposes it, and as a delegate may decide on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases import commitment_authority, recovery
from cases.pledge import Commitment, Terms
from cases.track import Track
from db.session import Session
from engine.errors import Refused
from engine.texts import Text

OVER_LIMIT = Text(
    "Beloppet ligger över din beloppsgräns. Godta förslaget eller avslå det; ett högre belopp "
    "måste föreslås på nytt.",
    "The amount is above your limit. Accept the proposal or refuse it; a higher amount has to be "
    "proposed anew.",
)
DECIDED_ALREADY = Text(
    "Åtagandet är redan beslutat.", "The commitment has been decided on already."
)


def require_possible(session: Session, worked: Track, now: datetime) -> None:
    """Raises Refused, with the reason in law, when the board cannot take on the rent now."""
    hindrance = recovery.why_no_commitment(session, worked.about, now)
    if hindrance is not None:
        raise Refused(hindrance)


def require_undecided(deciding: Commitment) -> None:
    """Raises Refused when somebody has decided."""
    if deciding.state != "proposed":
        raise Refused(DECIDED_ALREADY)


def proposed(answers: Mapping[str, Any]) -> Terms:
    """What the caseworker wrote."""
    return Terms(
        amount=answers.get("commitment_amount"),
        months=tuple(answers["commitment_months"]),
        payment_day=answers["commitment_payment_day"],
    )


def of(commitment: Commitment) -> Terms:
    """The terms as they stand."""
    return Terms(commitment.amount, commitment.months, commitment.payment_day)


def decided(
    session: Session, worked: Track, deciding: Commitment, answers: Mapping[str, Any], level: str
) -> Terms:
    """The proposal, or what the delegate wrote in its place. Raises Refused for more than she may
    decide."""
    amount = int(answers.get("amount") or deciding.amount or 0)
    highest = commitment_authority.highest(session, worked.about, level)
    if highest is not None and amount > highest:
        raise Refused(OVER_LIMIT)
    return Terms(
        amount=amount,
        months=tuple(answers.get("months", deciding.months)),
        payment_day=answers.get("payment_day", deciding.payment_day),
    )
