"""The referral as a letter (L12): the copied facts, the ground and the day for the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cases import case, letter, referral
from cases.letter import Letter
from cases.letter_writing import Written
from cases.letterhead import letterhead
from cases.models import units
from cases.referral import Referral
from cases.referral_grounds import BASIS
from db.session import Session


def referral_letter(
    session: Session, sent: Referral, *, municipality: str, now: datetime
) -> Written:
    """The letter to the receiving unit; it holds what its snapshot holds and no more."""
    about = case.by_id(session, sent.case_id)
    unit = session.execute(select(units.c.name).where(units.c.id == sent.unit_id)).scalar_one()
    head = letterhead(
        session,
        municipality=municipality,
        authority_id=about.authority_id,
        unit_id=about.unit_id,
        recipient=unit,
        address=None,
        now=now,
    )
    facts = [{"label": f.label, "value": f.value} for f in referral.snapshot(session, sent)]
    if sent.purpose:
        facts.append({"label": "Vad vi ber om", "value": sent.purpose})
    return Written(
        kind="L12",
        about=sent.public_id,
        recipient=unit,
        subject="Remiss",
        body="Remissen finns i den bifogade filen.\n",
        facts={
            **head,
            "case_number": None,
            "chosen_facts": facts,
            "legal_basis": _basis(sent),
            "answer_by": sent.answer_by,
        },
        channel="by_hand",
        case_id=about.id,
    )


def prove(session: Session, kept: Letter, now: datetime) -> None:
    """It lies as a task with the receiving unit: that is its proof."""
    letter.change(session, kept, state="sent", proof="Lämnad i Bokvar", sent_at=now)


def _basis(sent: Referral) -> str:
    basis = BASIS[sent.legal_ground or "consent"]
    return f"{basis}. {sent.ground_reason}" if sent.ground_reason else f"{basis}."
