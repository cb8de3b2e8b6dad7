"""The letters of a commitment: L09 with its terms and last day, and L10 that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cases import people, recovery
from cases.letters import letters_landlord
from cases.letters.letter_writing import Written
from cases.letters.letters_landlord import CommitmentTerms
from cases.pledge import Terms
from cases.recovery import Recovery
from cases.track import Track
from db.session import Session


@dataclass(frozen=True)
class Delegate:
    """Who decides, as the letter says, and the day of the decision."""

    name: str
    title: str
    decided_on: date


def delegate(session: Session, actor: str, decided_on: date) -> Delegate:
    """A member of staff who decides. Raises LookupError."""
    name, title = people.name_and_title(session, actor)
    return Delegate(name, title, decided_on)


def undecided(today: date) -> Delegate:
    """Stands in the letter, when it is looked at before anybody has decided."""
    return Delegate("Utkast", "inte beslutat", today)


def approved(
    session: Session,
    worked: Track,
    terms: Terms,
    by: Delegate,
    *,
    municipality: str,
    now: datetime,
    purpose: str,
) -> Written:
    """L09: what the board answers for, and the last day in law."""
    period = period_of(session, worked.about.public_id, now)
    whole = CommitmentTerms(
        amount=terms.amount or 0,
        months=terms.months,
        payment_day=date.fromisoformat(terms.payment_day or ""),
        last_day=period.last_day,
        basis=period.limit.sentence.sv,
        decided_on=by.decided_on,
        delegate_name=by.name,
        delegate_title=by.title,
    )
    return letters_landlord.commitment(
        session,
        worked.about,
        worked.of,
        whole,
        municipality=municipality,
        now=now,
        purpose=purpose,
    )


def refused(
    session: Session, worked: Track, *, municipality: str, now: datetime, purpose: str
) -> Written:
    """L10, without a reason (OSL 26:1)."""
    return letters_landlord.no_commitment(
        session, worked.about, municipality=municipality, now=now, purpose=purpose
    )


def period_of(session: Session, notice_key: str, now: datetime) -> Recovery:
    """The recovery period that a commitment must keep. Raises LookupError."""
    found = recovery.of_notice(session, notice_key, now)
    if found is None:
        raise LookupError("The notice has no recovery period.")
    return found
