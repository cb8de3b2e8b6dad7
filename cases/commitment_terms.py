"""What a commitment is for: as a caseworker proposes it, and as a delegate may decide on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cases import commitment_authority, notice, notice_facts, recovery
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
PAYMENT_DAY_PASSED = Text(
    "Betalningsdagen har redan passerat. Ange en dag från och med i dag.",
    "The day of payment has passed already. Enter today or a later day.",
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


def told(session: Session, notice_key: str) -> dict[str, Any]:
    """What the notice says of the debt, as answers of the form that proposes a commitment."""
    about = notice.get(session, notice_key)
    return {
        "commitment_amount": notice_facts.whole_number(about.facts, "amount"),
        "commitment_months": about.facts.get("arrears_months"),
    }


def proposed(answers: Mapping[str, Any], today: date) -> Terms:
    """What the caseworker wrote. Raises Refused for a day of payment that has passed."""
    terms = Terms(
        amount=answers.get("commitment_amount"),
        months=tuple(answers["commitment_months"]),
        payment_day=answers["commitment_payment_day"],
    )
    _require_payable(terms, today)
    return terms


def is_below_debt(worked: Track, terms: Terms) -> bool:
    """Whether the amount is less than the notice asks for: the home is not kept by a part."""
    owed = notice_facts.whole_number(worked.about.facts, "amount")
    return bool(owed and terms.amount and terms.amount < owed)


def of(commitment: Commitment) -> Terms:
    """The terms as they stand."""
    return Terms(commitment.amount, commitment.months, commitment.payment_day)


def decided(
    session: Session,
    worked: Track,
    deciding: Commitment,
    answers: Mapping[str, Any],
    level: str,
    today: date,
) -> Terms:
    """The proposal, or what the delegate wrote in its place. Raises Refused for more than she may
    decide, and for a day of payment that has passed."""
    amount = int(answers.get("amount") or deciding.amount or 0)
    highest = commitment_authority.highest(session, worked.about, level)
    if highest is not None and amount > highest:
        raise Refused(OVER_LIMIT)
    terms = Terms(
        amount=amount,
        months=tuple(answers.get("months", deciding.months)),
        payment_day=answers.get("payment_day", deciding.payment_day),
    )
    _require_payable(terms, today)
    return terms


def _require_payable(terms: Terms, today: date) -> None:
    if terms.payment_day is not None and terms.payment_day < today.isoformat():
        raise Refused(PAYMENT_DAY_PASSED)
