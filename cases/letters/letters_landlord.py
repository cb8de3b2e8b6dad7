"""Letters to whoever sent a notice, and to other authorities: L08, L09, L10, L12 and L16.

That a household is known to the social services is secret (OSL 26:1): only a commitment, which is
made for the household, names anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import notice_facts, party, tenants
from cases.case import Case
from cases.letters import addressing, complement_place
from cases.letters.addressing import Addressee
from cases.letters.letter_head_facts import (
    Frame,
    enclosed,
    head,
    of_case,
    of_notice,
    received,
    written,
)
from cases.letters.letter_writing import Written
from cases.notice import Notice
from db.session import Session
from engine.texts import Text


@dataclass(frozen=True)
class CommitmentTerms:
    """What the board answers for. amount: öre. basis: one sentence on how last_day was counted."""

    amount: int
    months: Sequence[str]
    payment_day: date
    last_day: date
    basis: str
    decided_on: date
    delegate_name: str
    delegate_title: str


@dataclass(frozen=True)
class ReferralTerms:
    """What another authority is told: label and value of each chosen fact, and on what ground."""

    recipient: str
    chosen: Sequence[tuple[str, str]]
    legal_basis: str
    answer_by: date


def complement_request(
    session: Session,
    about: Notice,
    *,
    missing: Sequence[str],
    answer_by: date,
    municipality: str,
    now: datetime,
    public_address: str = "",
    purpose: str = "",
) -> Written:
    """L08: what the notice lacks, each fact as it is to be read, and by when we ask for it."""
    frame = of_notice(session, about, municipality=municipality, now=now)
    language = notice_facts.sender_language(about.facts)
    facts = {
        "missing_fields": list(missing),
        "answer_by": answer_by.isoformat(),
        "where_to_answer": complement_place.words(public_address).in_language(language),
    }
    subject = Text(
        f"Uppgifter saknas i underrättelse {about.receipt}",
        f"Facts are missing in notice {about.receipt}",
    )
    return _to_sender("L08", frame, about, facts, subject, purpose)


def no_commitment(
    session: Session, about: Notice, *, municipality: str, now: datetime, purpose: str = ""
) -> Written:
    """L10: that there will be no commitment. No reason is given: it would tell of a person."""
    frame = of_notice(session, about, municipality=municipality, now=now)
    subject = Text(
        f"Besked om underrättelse {about.receipt}", f"Answer about notice {about.receipt}"
    )
    return _to_sender("L10", frame, about, {}, subject, purpose)


def commitment(
    session: Session,
    about: Notice,
    of: Case,
    terms: CommitmentTerms,
    *,
    municipality: str,
    now: datetime,
    purpose: str = "",
) -> Written:
    """L09: the board's commitment to answer for the rent (JB 12:44), to the landlord in writing.

    It names the tenants whom the notice names: who else lives there is secret (OSL 26:1).
    """
    frame = of_notice(session, about, municipality=municipality, now=now)
    to = addressing.sender(about)
    members = party.members(session, of.household_id)
    named = [one.name for one in tenants.of_facts(about.facts) if one.name]
    facts = {
        **head(frame, to),
        "case_number": of.number,
        "dwelling": addressing.dwelling_for_landlord(session, about, [row.id for row in members]),
        "tenants": named or [addressing.UNKNOWN_TENANT],
        "months": list(terms.months),
        "amount_ore": terms.amount,
        "payment_on": terms.payment_day.isoformat(),
        "last_day": terms.last_day.isoformat(),
        "deadline_basis": terms.basis,
        "decided_on": terms.decided_on.isoformat(),
        "delegate_name": terms.delegate_name,
        "delegate_title": terms.delegate_title,
    }
    subject = f"Åtagande om betalningsansvar, underrättelse {about.receipt}"
    return written(frame, "L09", to, facts, subject=subject, body=enclosed(), purpose=purpose)


def referral(
    session: Session,
    about: Case,
    terms: ReferralTerms,
    *,
    key: str,
    municipality: str,
    now: datetime,
) -> Written:
    """L12: a referral with the chosen facts and nothing else. key: the referral's public id, for
    a case may be referred several times."""
    frame = of_case(session, about, municipality=municipality, now=now)
    to = Addressee(terms.recipient, None)
    facts = {
        **head(frame, to),
        "case_number": about.number,
        "chosen_facts": [{"label": label, "value": value} for label, value in terms.chosen],
        "legal_basis": terms.legal_basis,
        "answer_by": terms.answer_by.isoformat(),
    }
    return written(
        frame,
        "L12",
        to,
        facts,
        subject=f"Remiss {about.number}",
        body=enclosed(),
        purpose=f"L12:{key}",
    )


def forwarding(
    session: Session,
    about: Notice,
    *,
    addressee: str,
    other_municipality: str,
    address: str | None = None,
    municipality: str,
    now: datetime,
) -> Written:
    """L16: a notice is passed on. addressee: ``municipality`` for the letter to the other one, with
    its e-mail address if that is known, or ``sender`` for the one that tells the sender."""
    frame = of_notice(session, about, municipality=municipality, now=now)
    to_sender = addressee == "sender"
    to = addressing.sender(about) if to_sender else Addressee(other_municipality, None)
    facts = {
        **head(frame, to, from_reception=True),
        **_reference(about),
        "addressee": addressee,
        "other_municipality": other_municipality,
    }
    own = notice_facts.text(about.facts, "sender_email") if to_sender else address
    return written(
        frame,
        "L16",
        to,
        facts,
        subject=f"Vidarebefordrad underrättelse {about.receipt}",
        body=enclosed(),
        purpose=f"L16:{addressee}",
        address=own,
    )


def _to_sender(
    kind: str, frame: Frame, about: Notice, facts: dict[str, Any], subject: Text, purpose: str
) -> Written:
    """In the language that the sender gave the notice in."""
    to, language = addressing.sender(about), notice_facts.sender_language(about.facts)
    own = {**_reference(about), **facts, "language": language}
    return written(
        frame,
        kind,
        to,
        {**head(frame, to, from_reception=True), **own},
        subject=subject.in_language(language),
        body=enclosed(language=language),
        purpose=purpose,
        address=notice_facts.text(about.facts, "sender_email"),
        language=language,
    )


def _reference(about: Notice) -> dict[str, str]:
    return {"received_on": received(about)["received_on"], "receipt_number": about.receipt}
