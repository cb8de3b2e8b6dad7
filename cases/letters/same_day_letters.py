"""Whom an eviction concerns, and the copy of the confirmation that she is sent (L03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cases import notice as notices
from cases import notice_facts, party, sealing, tenants
from cases.household import UNNAMED
from cases.letters import letter, letters_kronofogden
from cases.letters.letter import Letter
from cases.letters.letter_writing import Written
from cases.notice import Notice
from cases.roster import Officer
from cases.tables.models import persons
from db.session import Session

CONFIRMATION, COPY = "L02", "L03"

PROTECTION = notice_facts.TENANT_PROTECTION


@dataclass(frozen=True)
class Evictee:
    """Whom the eviction concerns. person_id: None until the notice is matched to a household."""

    name: str
    person_id: int | None
    protection: str


def draft_copy(
    session: Session, notice: Notice, officer: Officer, *, municipality: str, now: datetime
) -> Written:
    """L03 to the evictee, without an address when she is protected."""
    evictee = evictee_of(session, notice)
    drafted = letters_kronofogden.eviction_copy(
        session,
        notice,
        officer,
        person_id=evictee.person_id,
        municipality=municipality,
        now=now,
    )
    return _without_address(drafted) if evictee.protection in sealing.PROTECTED else drafted


def last_copy(session: Session, notice: Notice) -> Letter | None:
    """The copy that holds: the last one written, if any."""
    copies = [one for one in _copies(session, notice) if one.state != "void"]
    return copies[-1] if copies else None


def standing(session: Session, written: Letter) -> Letter:
    """The letter that holds in place of one that a task is about: a copy that was written anew for
    whom the notice turned out to be about, else the letter itself."""
    if written.kind != COPY or written.notice_id is None:
        return written
    return last_copy(session, notices.by_id(session, written.notice_id)) or written


def next_copy(session: Session, notice: Notice, drafted: Written) -> Written:
    """A further copy is a letter of its own: one is written once for each purpose."""
    count = len(_copies(session, notice))
    return replace(drafted, purpose=f"{COPY}:{count + 1}" if count else COPY)


def evictee_of(session: Session, notice: Notice) -> Evictee:
    """The tenant whom the notice names: as a person of the matched household, else as somebody whom
    we know by number, else as stated. Her protection is what anybody has found of her.

    Who is not named is never taken for her: a letter of an eviction would reach somebody else.
    """
    named = next(iter(tenants.of_facts(notice.facts)), tenants.Tenant(UNNAMED))
    stated = notice_facts.text(notice.facts, PROTECTION) or "unknown"
    known = _known(session, notice, named)
    if known is None:
        return Evictee(named.name or UNNAMED, None, stated)
    found = known.protection if known.protection != "unknown" else stated
    return Evictee(known.name, known.id, found)


def _copies(session: Session, notice: Notice) -> list[Letter]:
    written = letter.of_notices(session, [notice.id])
    return [one for one in written if one.kind == COPY]


def _without_address(drafted: Written) -> Written:
    facts: Mapping[str, Any] = drafted.facts
    recipient = {**facts["recipient"], "address": None}
    return replace(drafted, facts={**facts, "recipient": recipient})


def _known(session: Session, notice: Notice, named: tenants.Tenant) -> Any:
    if notice.household_id is not None:
        members = party.members(session, notice.household_id)
        is_nobody = named.number is None and named.name in ("", UNNAMED)
        same = members if is_nobody else [m for m in members if tenants.is_member(named, m)]
        if same:
            return same[0]
    return _known_by_number(session, named) if named.number is not None else None


def _known_by_number(session: Session, named: tenants.Tenant) -> Any:
    """Protected in one row is protected; not protected only when every row says so."""
    rows = session.execute(
        select(persons)
        .where(persons.c.personal_number == named.number, persons.c.number_confirmed)
        .order_by(persons.c.protection.in_(sealing.PROTECTED).desc(), persons.c.id)
    ).all()
    found = {row.protection for row in rows}
    is_known = found == {"none"} or bool(found & set(sealing.PROTECTED))
    return rows[0] if is_known else None
