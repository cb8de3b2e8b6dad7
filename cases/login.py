"""Sessions: who is logged in where, so that logging out ends it whatever copies a browser keeps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from cases import on_duty
from cases.policy import STANDING, StaffMember, as_she_stands
from cases.tables.models import login_sessions, staff
from db.session import Session
from db.types import public_id

_IN_SESSION = STANDING.join(login_sessions, login_sessions.c.staff_id == staff.c.id).where(
    login_sessions.c.word == bindparam("word"), login_sessions.c.ended_at.is_(None)
)


def begin(session: Session, person: StaffMember, now: datetime) -> str:
    """A new session of a person; returns the unguessable word for her cookie."""
    word = public_id()
    of_person = select(staff.c.id).where(staff.c.public_id == person.public_id).scalar_subquery()
    session.execute(insert(login_sessions).values(word=word, staff_id=of_person, began_at=now))
    return word


def end(session: Session, word: str, now: datetime) -> None:
    """The session is over; its word opens nothing from here on."""
    session.execute(
        update(login_sessions)
        .where(login_sessions.c.word == word, login_sessions.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def person_of(session: Session, word: str, today: date) -> StaffMember | None:
    """The active person whose open session this is, with the roles she has at this moment, the
    duty of today among them."""
    person = as_she_stands(session.execute(_IN_SESSION, {"word": word}).all())
    return None if person is None else on_duty.as_of(session, person, today)
