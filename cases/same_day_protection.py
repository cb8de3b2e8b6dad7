"""What a person on duty finds when she looks up whether an evictee is protected, and what follows.

A protected person's case is sealed at once, or, when the notice is not matched yet, at the match.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from cases import case as cases
from cases import notice as notices
from cases import sealing
from cases.letters.same_day_letters import PROTECTION, evictee_of
from cases.notice import Notice
from cases.sealing import Sealing
from cases.tables.models import persons
from db.session import Session


@dataclass(frozen=True)
class Found:
    """What was changed: the protection before, and the cases that were sealed because of it."""

    before: str
    sealed: tuple[Sealing, ...]


def state(session: Session, notice: Notice, protection: str, *, actor: str, now: datetime) -> Found:
    """Keep what was found of the evictee: on the person, or on the notice until it is matched."""
    before = evictee_of(session, notice)
    notices.correct(session, notice, {**notice.facts, PROTECTION: protection})
    if before.person_id is not None:
        _set(session, before.person_id, protection)
    if protection not in sealing.PROTECTED:
        return Found(before.protection, ())
    return Found(before.protection, _seal(session, notice, before.person_id, actor, now))


def carry_over(session: Session, notice: Notice, household_id: int) -> Found | None:
    """A notice that is matched gives its evictee the protection that was found before; what was
    changed, for the caller to record.

    Only what nobody has looked up is filled in, and what protects: in doubt she is protected.
    """
    stated = str(notice.facts.get(PROTECTION) or "unknown")
    matched = notices.get(session, notice.public_id)
    if stated == "unknown" or matched.household_id != household_id:
        return None
    person_id = evictee_of(session, matched).person_id
    known = None if person_id is None else _protection(session, person_id)
    protects = stated in sealing.PROTECTED and known not in sealing.PROTECTED
    if person_id is None or not (known == "unknown" or protects):
        return None
    _set(session, person_id, stated)
    return Found(str(known), ())


def _set(session: Session, person_id: int, protection: str) -> None:
    same = sealing.same_persons(session, person_id)
    session.execute(update(persons).where(persons.c.id.in_(same)).values(protection=protection))


def _protection(session: Session, person_id: int) -> str:
    found = select(persons.c.protection).where(persons.c.id == person_id)
    return str(session.execute(found).scalar_one())


def _seal(
    session: Session, notice: Notice, person_id: int | None, actor: str, now: datetime
) -> tuple[Sealing, ...]:
    """Every case of the person, and the one that the notice is in, also if it has her not."""
    hers = sealing.cases_of_person(session, person_id) if person_id is not None else []
    own = [] if notice.case_id is None else [cases.by_id(session, notice.case_id)]
    every = {case.id: case for case in (*hers, *own)}
    found = [case for case in every.values() if not case.sealed]
    return tuple(sealing.seal(session, case, actor=actor, now=now) for case in found)
