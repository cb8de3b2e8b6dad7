"""What the letter of a referral (L12) says: the facts, the ground and the day for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from cases import referral
from cases.law.referral_grounds import BASIS
from cases.letters.letters_landlord import ReferralTerms
from cases.referral import Fact, Referral
from cases.tables.models import units
from db.session import Session


def terms(session: Session, sent: Referral) -> ReferralTerms:
    """What its snapshot holds and no more."""
    answer_by = date.fromisoformat(sent.answer_by or "")
    facts = referral.snapshot(session, sent)
    return of_facts(session, sent, facts, purpose=sent.purpose or "", answer_by=answer_by)


def of_facts(
    session: Session, of: Referral, facts: Sequence[Fact], *, purpose: str, answer_by: date
) -> ReferralTerms:
    """These facts and no more, to the unit and on the ground that the referral has."""
    unit = session.execute(select(units.c.name).where(units.c.id == of.unit_id)).scalar_one()
    chosen = [(fact.label, fact.value) for fact in facts]
    return ReferralTerms(
        recipient=unit,
        chosen=[("Vad vi ber om", purpose), *chosen],
        legal_basis=ground(of),
        answer_by=answer_by,
    )


def ground(sent: Referral) -> str:
    """The ground with its written reason, as the receiver reads it."""
    basis = BASIS[sent.legal_ground or "consent"]
    return f"{basis}. {sent.ground_reason}" if sent.ground_reason else f"{basis}."
