"""Whose a notice is by the organisation number that it states, when it comes or is corrected."""

from __future__ import annotations

from datetime import datetime

from cases import landlord, notice_facts
from cases.landlord import Landlord
from cases.notice import Notice
from db.session import Session

NUMBER = "sender_org_number"
"""The fact that a landlord is recognised by."""


def by_number(session: Session, of: Notice, *, by: str, now: datetime) -> Landlord | None:
    """Link the notice to the landlord of the register that has its number; the one it is, if it is
    new. What a person has said stands."""
    number = notice_facts.text(of.facts, NUMBER)
    found = landlord.by_number(session, number) if number else None
    if found is None:
        return None
    is_new = landlord.link(session, of.id, found, found_by="number", by=by, now=now)
    return found if is_new else None


def anew(session: Session, of: Notice, *, by: str, now: datetime) -> Landlord | None:
    """The same when the number has been corrected: what the old one said is forgotten."""
    landlord.free_if_by_number(session, of.id)
    return by_number(session, of, by=by, now=now)
