"""What the track of a notice works on: the notice, its case and the people to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import case, case_marks, notice, party, routing, warning
from cases.case import Case
from cases.notice import Notice
from cases.tenants import named_first
from db.session import Session
from engine.texts import Text


@dataclass(frozen=True)
class Track:
    """A notice in its case."""

    about: Notice
    of: Case


def of_notice(session: Session, public_id: str) -> Track:
    """The notice and the case that it belongs to. Raises LookupError without a case."""
    about = notice.get(session, public_id)
    if about.case_id is None:
        raise LookupError("The notice belongs to no case.")
    return Track(about, case.by_id(session, about.case_id))


def tenants(session: Session, of: Case, about: Notice | None = None) -> list[Any]:
    """The rows of the persons who have the contract, the one first named first; for what a notice
    says, those whom it names before the others."""
    found = [row for row in party.members(session, of.household_id) if row.role == "tenant"]
    return found if about is None else named_first(found, about.facts)


def has_children(session: Session, track: Track) -> bool:
    """Whether children are known of: from the notice, or found since."""
    stated = track.about.facts.get("children") == "yes"
    return stated or case_marks.of(session, track.of.id).has_children


def warn(
    session: Session,
    key: str,
    code: str,
    role: str,
    text: Text,
    *,
    public_id: str,
    now: datetime,
    instead_of: Sequence[str] = (),
) -> None:
    """Warn those with a role in the unit that the thing belongs to, instead of what warned them of
    it in milder words."""
    audience = routing.candidate_group(session, role, key, {})
    warning.end_told(session, key, instead_of, audience, now)
    warning.raise_warning(session, key, code, audience, text, public_id=public_id, now=now)
