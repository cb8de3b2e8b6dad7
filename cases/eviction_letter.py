"""The letter before an eviction (L13): the day, keys, belongings, animals and whom to call."""

from __future__ import annotations

from datetime import datetime

from cases import case, configuration, household, party, sealing
from cases.calendar import STOCKHOLM, local_day
from cases.eviction import Eviction
from cases.letter_writing import Written
from cases.letterhead import letterhead, postal_lines
from db.session import Session
from engine.errors import Refused
from engine.texts import Text

NO_TIME = Text(
    "Tiden för avhysningen är inte känd, så brevet kan inte skrivas.",
    "The time of the eviction is not known, so the letter cannot be written.",
)


def before_eviction(
    session: Session, booked: Eviction, *, channel: str, municipality: str, now: datetime
) -> Written:
    """The letter to the tenant, without an address when somebody is protected. Raises Refused."""
    if booked.eviction_at is None:
        raise Refused(NO_TIME)
    of = case.by_id(session, booked.case_id)
    tenant = party.members(session, of.household_id)[0]
    head = letterhead(
        session,
        municipality=municipality,
        authority_id=of.authority_id,
        unit_id=of.unit_id,
        recipient=tenant.name,
        address=_address(session, of.household_id),
        now=now,
    )
    contact = configuration.value(session, "letters.contact", local_day(now))
    local = booked.eviction_at.astimezone(STOCKHOLM)
    return Written(
        kind="L13",
        about=of.public_id,
        purpose=f"L13:{booked.public_id}",
        recipient=tenant.name,
        subject="Inför avhysning",
        body="Brevet finns i den bifogade filen.\n",
        facts={
            **head,
            "case_number": of.number,
            "language": "sv",
            "eviction_on": local.date().isoformat(),
            "eviction_at": f"{local:%H:%M}",
            "emergency_contact": {"phone": contact["phone"], "hours": contact["hours"]},
        },
        channel=channel,
        address=tenant.personal_number if channel == "digital_mail" else None,
        case_id=of.id,
    )


def _address(session: Session, household_id: int) -> list[str] | None:
    if sealing.has_protected(session, household_id):
        return None
    dwelling = household.dwelling_of(session, household_id)
    return postal_lines(dwelling.street, dwelling.postal_code, dwelling.town)
