"""The letter before a booked eviction: L13, to the household, once its time is known."""

from __future__ import annotations

from datetime import datetime

from cases import case, notice_facts, party, tenants
from cases.case import Case
from cases.eviction import Eviction
from cases.letters import letters_household
from cases.letters.letter_writing import Written
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
    """L13 to whom the notice names, else to the first of the household."""
    evictee = person(session, case.by_id(session, booked.case_id), given)
    return letters_household.before_eviction(
        session, given, evictee, municipality=municipality, now=now
    )


def person(session: Session, of: Case, given: Notice) -> int:
    """The member of the household whom the letter is for."""
    members = party.members(session, of.household_id)
    return int(tenants.named_first(members, given.facts)[0].id)
