"""A letter as a person may see it, and how far each attempt to send it has come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from cases.letters import dispatch, letter, receipt_mail
from cases.letters.dispatch import Dispatch
from cases.letters.letter import Letter
from cases.policy import StaffMember, in_closed_case, visible_cases, visible_notices
from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from db.session import Session
from engine import jobs
from engine.jobs import JobStanding

WAITING = ("prepared", "queued", "handed_over", "failed")
"""States of a letter that has no proof of having been sent."""


@dataclass(frozen=True)
class Attempt:
    """An attempt to send a letter. job: None when no machine sends it, as by hand."""

    dispatch: Dispatch
    job: JobStanding | None


def find(session: Session, actor: StaffMember, public_id: str) -> Letter | None:
    """The letter, if the actor may see what it is about."""
    seen = session.execute(
        select(letters.c.id).where(letters.c.public_id == public_id, visible_letters(actor))
    ).first()
    return letter.get(session, public_id) if seen is not None else None


def visible_letters(actor: StaffMember) -> ColumnElement[bool]:
    """Letters about what she may see: a letter about a notice goes with the notice, wherever that
    is matched; the others with their case. What was written in a case that is sealed to her stays
    there, also when the notice is taken out of it."""
    of_notice = select(notices.c.id).where(visible_notices(actor))
    of_case = select(cases.c.id).where(visible_cases(actor))
    about = or_(
        letters.c.notice_id.in_(of_notice),
        and_(letters.c.notice_id.is_(None), letters.c.case_id.in_(of_case)),
    )
    return and_(about, ~in_closed_case(letters.c.case_id, actor))


def place(session: Session, found: Letter) -> tuple[str, str]:
    """Where the page of a letter stands: ``case`` or ``notice``, and the public id of that."""
    of_notice = select(notices.c.case_id, notices.c.public_id).where(
        notices.c.id == found.notice_id
    )
    row = session.execute(of_notice).one_or_none()
    case_id = found.case_id if row is None else row.case_id
    if case_id is None:
        return "notice", "" if row is None else str(row.public_id)
    of_case = select(cases.c.public_id).where(cases.c.id == case_id)
    return "case", str(session.execute(of_case).scalar_one())


def is_of(session: Session, found: Letter, kind: str, thing: str) -> bool:
    """Whether the page of a letter may stand under this case or this notice."""
    own = {"notice": [found.about], "case": []}
    if kind == "notice":
        of_notice = select(notices.c.public_id).where(notices.c.id == found.notice_id)
        own["notice"] = list(session.execute(of_notice).scalars())
    return (kind, thing) == place(session, found) or thing in own.get(kind, [])


def attempts(session: Session, found: Letter) -> list[Attempt]:
    """Every attempt to send the letter, in order, with how far its job has come."""
    return [
        Attempt(one, jobs.standing(session, dispatch.job_key(found, one)))
        for one in dispatch.of_letter(session, found)
    ]


def waiting_about(session: Session, actor: StaffMember, key: str) -> list[Letter]:
    """The letters about a notice, a case or a referral that are not sent yet, and that she sees; no
    receipt, which is nobody's work."""
    is_waiting = letters.c.state.in_(WAITING) & (letters.c.kind != receipt_mail.KIND)
    rows = session.execute(
        select(letters.c.public_id)
        .where(letters.c.about == key, is_waiting, visible_letters(actor))
        .order_by(letters.c.id)
    )
    return [letter.get(session, public_id) for public_id in rows.scalars()]


def of_notice(session: Session, actor: StaffMember, notice_id: int) -> list[Letter]:
    """The letters about one notice that the actor may see, oldest first."""
    seen = select(letters.c.id).where(letters.c.notice_id == notice_id, visible_letters(actor))
    ids = set(session.execute(seen).scalars())
    return [one for one in letter.of_notices(session, [notice_id]) if one.id in ids]
