"""The letters of the contact ladder: L01, L05 and L07 to the tenant, from what the form says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cases import track
from cases.letters import letters_household
from cases.letters.letter_writing import Written
from cases.track import Track
from db.session import Session


def to_household(
    session: Session,
    worked: Track,
    answers: Mapping[str, Any],
    *,
    municipality: str,
    now: datetime,
    purpose: str,
) -> Written:
    """The letter that was chosen, to the tenant first named."""
    common: dict[str, Any] = {
        "municipality": municipality,
        "now": now,
        "language": answers.get("language", "sv"),
        "purpose": purpose,
    }
    if answers["letter"] == "L05":
        return _meeting(session, worked, answers, common)
    is_second = answers["letter"] == "L07"
    write = letters_household.second_letter if is_second else letters_household.first_letter
    return write(session, worked.about, tenant(session, worked), **common)


def tenant(session: Session, worked: Track) -> int:
    """The person whom the ladder seeks."""
    return int(track.tenants(session, worked.of, worked.about)[0].id)


def _meeting(
    session: Session, worked: Track, answers: Mapping[str, Any], common: Mapping[str, Any]
) -> Written:
    return letters_household.meeting(
        session,
        worked.of,
        tenant(session, worked),
        day=date.fromisoformat(answers["meeting_on"]),
        time=answers["meeting_at"],
        place=answers["place"],
        **common,
    )
