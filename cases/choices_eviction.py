"""The ways in which the letter before an eviction may go to the household."""

from __future__ import annotations

from cases import case, notice, party, sealing
from cases.channel_approval import approved_channels
from db.session import Session
from engine.forms import Option
from engine.texts import Text

_WAYS = {
    "print": Option("print", Text("Brev med posten", "Letter by post")),
    "digital_mail": Option("digital_mail", Text("Digital brevlåda", "Digital mailbox")),
    "by_hand": Option("by_hand", Text("Lämnas för hand", "Handed over")),
}


def letter_channels(session: Session, business_key: str) -> list[Option]:
    """The ways to the tenant of the notice's case; for a protected one those approved, no other."""
    found = notice.find(session, business_key)
    if found is None or found.case_id is None:
        return []
    household_id = case.by_id(session, found.case_id).household_id
    tenant = party.members(session, household_id)[0]
    if sealing.has_protected(session, household_id):
        approved = approved_channels(session, tenant.id)
        return [option for way, option in _WAYS.items() if way in approved]
    has_number = bool(tenant.personal_number) and tenant.number_confirmed
    return [option for way, option in _WAYS.items() if has_number or way != "digital_mail"]
