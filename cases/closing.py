"""What must be done before a case may be closed."""

from __future__ import annotations

from sqlalchemy import select

from cases.case import Case
from cases.letter_models import letters
from cases.models import notices
from db.session import Session
from engine.models import process_instances, user_tasks
from engine.texts import Text


def hindrance(session: Session, case: Case, instance: str) -> Text | None:
    """Why the case cannot be closed now, or None. ``instance`` is the one that asks."""
    if _has_open_task(session, case, instance):
        return Text(
            "Ärendet har en annan uppgift som inte är klar. Gör klart den först.",
            "The case has another task that is not done. Complete that one first.",
        )
    if _has_unsent_letter(session, case):
        return Text(
            "En bekräftelse i ärendet är inte skickad ännu. Ärendet kan avslutas när den är det.",
            "A confirmation in the case has not been sent yet. Close the case when it has.",
        )
    return None


def _has_open_task(session: Session, case: Case, instance: str) -> bool:
    of_case = select(notices.c.public_id).where(notices.c.case_id == case.id)
    statement = (
        select(user_tasks.c.id)
        .join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
        .where(
            user_tasks.c.state == "open",
            process_instances.c.public_id != instance,
            (user_tasks.c.business_key == case.public_id) | user_tasks.c.business_key.in_(of_case),
        )
        .limit(1)
    )
    return session.execute(statement).first() is not None


def _has_unsent_letter(session: Session, case: Case) -> bool:
    statement = (
        select(letters.c.id)
        .join(notices, notices.c.id == letters.c.notice_id)
        .where(notices.c.case_id == case.id, letters.c.state.in_(("prepared", "queued")))
        .limit(1)
    )
    return session.execute(statement).first() is not None
