"""The letter before a booked eviction: L13, to the household, once its time is known."""

from __future__ import annotations

from datetime import datetime

from cases import case, letters_household, notice_facts, party
from cases.eviction import Eviction
from cases.letter_writing import Written
from cases.notice import Notice
from db.session import Session
from engine.errors import Refused
from engine.texts import Text

NO_TIME = Text(
    "Tiden för avhysningen är inte känd, så brevet kan inte skrivas.",
    "The time of the eviction is not known, so the letter cannot be written.",
)


def require_time(given: Notice) -> None:
    """Raises Refused when the notice states no day."""
    if notice_facts.eviction_day(given.facts) is None:
        raise Refused(NO_TIME)


def before(
    session: Session, booked: Eviction, given: Notice, *, municipality: str, now: datetime
) -> Written:
    """L13 to the first of the household."""
    about = case.by_id(session, booked.case_id)
    tenant = party.members(session, about.household_id)[0]
    return letters_household.before_eviction(
        session, given, tenant.id, municipality=municipality, now=now
    )
