"""Whom a notice may be about, as options: households that resemble it, and notices it may copy."""

from __future__ import annotations

from cases import copies, matching, notice
from cases.law.calendar import local_day
from cases.law.day_words import weekday_words
from cases.notice import Notice
from db.session import Session
from engine.forms import Option
from engine.texts import Text

_REASONS = {
    "same_number": Text("samma personnummer", "same personal number"),
    "same_name": Text("samma namn", "same name"),
    "similar_name": Text("liknande namn", "similar name"),
    "same_dwelling": Text("samma adress och lägenhetsnummer", "same address and apartment"),
    "same_street_address": Text("samma adress", "same street address"),
    "other_apartment": Text("annat lägenhetsnummer", "another apartment number"),
    matching.FOUND: Text("hittat genom sökning", "found by a search"),
    "other_number": Text("annat personnummer", "another personal number"),
}


def suggestions(session: Session, business_key: str) -> list[Option]:
    """The households that were suggested, then the notices that it may be another copy of."""
    registered = notice.find(session, business_key)
    if registered is None:
        return []
    found = [_household(one) for one in matching.suggestions(session, registered.id)]
    return found + [_copy(one) for one in copies.candidates(session, registered)]


def _household(found: matching.Suggestion) -> Option:
    """A household in words. Neither name nor address: its protection is not known (2.5)."""
    reasons = [_REASONS[reason] for reason in found.reasons]
    sv, en = (", ".join(getattr(text, code) for text in reasons) for code in ("sv", "en"))
    if found.case_number is None:
        return Option(
            found.household,
            Text(
                f"Hushåll som vi känner sedan tidigare, utan öppet ärende: {sv}",
                f"A household known from before, without an open case: {en}",
            ),
        )
    return Option(
        found.household,
        Text(
            f"Hushållet i ärende {found.case_number}: {sv}",
            f"The household of case {found.case_number}: {en}",
        ),
    )


def _copy(first: Notice) -> Option:
    came = weekday_words(local_day(first.arrived_at))
    return Option(
        first.public_id,
        Text(
            f"Samma underrättelse som kom {came.sv}, kvitto {first.receipt}",
            f"The same notice as came on {came.en}, receipt {first.receipt}",
        ),
        Text(
            "Den sparas som ett exemplar till. Den tidigaste ankomsten räknas.",
            "It is kept as one more copy. The earliest arrival counts.",
        ),
    )
