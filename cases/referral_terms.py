"""What the letter of a referral (L12) says: the facts, the ground and the day for the answer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from cases import referral
from cases.letters_landlord import ReferralTerms
from cases.models import units
from cases.referral import Referral
from cases.referral_grounds import BASIS
from db.session import Session


def terms(session: Session, sent: Referral) -> ReferralTerms:
    """What its snapshot holds and no more."""
    unit = session.execute(select(units.c.name).where(units.c.id == sent.unit_id)).scalar_one()
    chosen = [(fact.label, fact.value) for fact in referral.snapshot(session, sent)]
    return ReferralTerms(
        recipient=unit,
        chosen=[("Vad vi ber om", sent.purpose or ""), *chosen],
        legal_basis=ground(sent),
        answer_by=date.fromisoformat(sent.answer_by or ""),
    )


def ground(sent: Referral) -> str:
    """The ground with its written reason, as the receiver reads it."""
    basis = BASIS[sent.legal_ground or "consent"]
    return f"{basis}. {sent.ground_reason}" if sent.ground_reason else f"{basis}."
