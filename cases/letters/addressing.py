"""To whom a letter is addressed: names and postal addresses, and when none may stand on it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cases import household, notice_facts, sealing
from cases.case import Case
from cases.letters import channels
from cases.letters.letterhead import postal_lines
from cases.notice import Notice
from cases.tables.models import persons
from db.session import Session

FLAGGED = frozenset({"marked", "protected_registration", "assumed_identity"})
"""Protection under which no address is printed, whoever the letter is for."""


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for. address: None when none is known, or none may stand on the letter."""

    name: str
    address: list[str] | None
    person_id: int | None = None
    person: str = ""


def tenant(session: Session, about: Notice, person_id: int | None) -> Addressee:
    """The tenant: as matched, else as the notice names her. No address when she is protected."""
    if person_id is None:
        name = notice_facts.text(about.facts, "tenant_name") or UNKNOWN_TENANT
        return Addressee(name, None if _is_secret(session, about) else _dwelling_of_notice(about))
    row = session.execute(
        select(persons.c.name, persons.c.public_id, persons.c.protection).where(
            persons.c.id == person_id
        )
    ).one()
    is_secret = row.protection in FLAGGED or _is_secret(session, about)
    address = None if is_secret else _dwelling_of_notice(about)
    return Addressee(row.name, address, person_id, row.public_id)


def member(session: Session, of: Case, person_id: int) -> Addressee:
    """Somebody of a case's household, at its dwelling; no address when she is protected."""
    row = session.execute(
        select(persons.c.name, persons.c.public_id).where(persons.c.id == person_id)
    ).one()
    # The home of one is the home of all: nobody's letter tells where somebody protected lives.
    if sealing.is_home_secret(session, None, of.id):
        return Addressee(row.name, None, person_id, row.public_id)
    home = household.dwelling_of(session, of.household_id)
    lines = postal_lines(
        _with_apartment(home.street, home.apartment_number), home.postal_code, home.town
    )
    return Addressee(row.name, lines or None, person_id, row.public_id)


def sender(about: Notice) -> Addressee:
    """Who sent the notice, at the address that the notice states."""
    name = notice_facts.text(about.facts, "sender_name") or "Avsändaren"
    stated = [
        notice_facts.text(about.facts, f"sender_{part}") or ""
        for part in ("street", "postal_code", "town")
    ]
    return Addressee(name, postal_lines(*stated) or None)


def dwelling_for_landlord(session: Session, about: Notice, person_ids: list[int]) -> str:
    """How a commitment names the home: as the landlord's own notice does, never from our register;
    by the number of the notice alone when somebody who lives there is protected."""
    protections = {channels.protection_of(session, person_id) for person_id in person_ids}
    lines = _dwelling_of_notice(about)
    if protections & FLAGGED or not lines:
        return f"Bostaden i er underrättelse {about.receipt}"
    return "\n".join(lines)


def _is_secret(session: Session, about: Notice) -> bool:
    return sealing.is_home_secret(session, about.id, about.case_id)


def _dwelling_of_notice(about: Notice) -> list[str] | None:
    facts = about.facts
    street = _with_apartment(
        notice_facts.text(facts, "dwelling_street") or "",
        notice_facts.text(facts, "apartment_number"),
    )
    code = notice_facts.text(facts, "dwelling_postal_code") or ""
    return postal_lines(street, code, notice_facts.text(facts, "dwelling_town") or "") or None


def _with_apartment(street: str, apartment: str | None) -> str:
    return f"{street}, lgh {apartment}" if street and apartment else street


UNKNOWN_TENANT = "Hyresgästen"
