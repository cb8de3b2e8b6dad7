"""The ways in which the letter before an eviction may go to the household."""

from __future__ import annotations

from cases import case, notice
from cases.choices.letters import HINTS
from cases.letters import channels, eviction_letters
from db.session import Session
from engine.forms import Option


def letter_channels(session: Session, business_key: str) -> list[Option]:
    """The ways to the tenant of the notice's case; for a protected one those approved, no other."""
    found = notice.find(session, business_key)
    if found is None or found.case_id is None:
        return []
    evictee = eviction_letters.person(session, case.by_id(session, found.case_id), found)
    allowed = channels.allowed_channels(session, "L13", evictee)
    has_digital = channels.has_digital_mail(session, evictee)
    return [
        Option(channel, channels.NAMES[channel], HINTS.get(channel))
        for channel in allowed
        if has_digital or channel != "digital_mail"
    ]
