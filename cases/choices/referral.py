"""The options of a referral and of consent: recipients, consents, and facts one by one."""

from __future__ import annotations

from datetime import date

from cases import case, consent, referral, referral_facts
from cases.case import Case
from cases.consent import Consent
from cases.law.day_words import day_words
from cases.referral import LANDLORD, Recipient
from db.session import Session
from engine.forms import Option
from engine.texts import Text

OUTSIDE = Option(
    LANDLORD,
    Text("Hyresvärden eller någon annan utanför kommunen", "The landlord or someone else outside"),
    Text(
        "Kräver samtycke, också för att bekräfta att hushållet har kontakt med oss.",
        "Needs consent, even to confirm that the household is in contact with us.",
    ),
)


def recipients(session: Session, business_key: str) -> list[Option]:
    """Who may be told: the units of other authorities that answer referrals, and those outside."""
    about = _case(session, business_key)
    if about is None:
        return []
    inside = referral.recipients(session, but_not=about.authority_id)
    return [*map(_recipient, inside), OUTSIDE]


def consents(session: Session, business_key: str) -> list[Option]:
    """The consents of the case that are not withdrawn; whether one covers is decided by table."""
    about = _case(session, business_key)
    if about is None:
        return []
    names = {one.unit_key: one.unit for one in referral.recipients(session, about.authority_id)}
    standing = [c for c in consent.of_case(session, about.id) if c.withdrawn_at is None]
    return [_consent(one, names) for one in standing]


def facts(session: Session, business_key: str) -> list[Option]:
    """Each fact of the case that may go into the referral, with what it says now.

    With consent only what it covers is there to choose.
    """
    about = _case(session, business_key)
    sharing = referral.find(session, business_key)
    if about is None or sharing is None:
        return []
    given = consent.by_id(session, sharing.consent_id) if sharing.consent_id else None
    return [
        Option(
            fact.key,
            Text(f"{fact.label.sv}: {fact.value.sv}", f"{fact.label.en}: {fact.value.en}"),
        )
        for fact in referral_facts.of_case(session, about)
        if given is None or fact.is_covered(given)
    ]


def kinds(_session: Session, _business_key: str) -> list[Option]:
    """The kinds of facts that a consent may cover."""
    return [Option(key, text) for key, text in referral_facts.KINDS.items()]


def _case(session: Session, business_key: str) -> Case | None:
    sharing = referral.find(session, business_key)
    if sharing is not None:
        return case.by_id(session, sharing.case_id)
    return case.find(session, business_key)


def _recipient(one: Recipient) -> Option:
    words = f"{one.unit}, {one.authority}"
    return Option(one.unit_key, Text(words, words))


def _consent(one: Consent, names: dict[str, str]) -> Option:
    sv = names.get(one.recipient, OUTSIDE.label.sv)
    en = names.get(one.recipient, OUTSIDE.label.en)
    first = day_words(date.fromisoformat(one.valid_from))
    last = day_words(date.fromisoformat(one.valid_to)) if one.valid_to else None
    return Option(
        one.public_id,
        Text(
            f"{sv}, från {first.sv}" + (f" till {last.sv}" if last else ""),
            f"{en}, from {first.en}" + (f" to {last.en}" if last else ""),
        ),
    )
