"""Deviations: a duty that was missed, and the reason somebody gave; never changed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.office_models import deviations
from db.session import Session
from engine.errors import Refused
from engine.texts import Text


def open_deviation(
    session: Session, about: str, code: str, *, public_id: str, now: datetime
) -> bool:
    """Note that a duty was missed, once; tells whether it is new."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(deviations)
        .values(public_id=public_id, about=about, code=code, opened_at=now)
        .on_conflict_do_nothing(index_elements=["about", "code"])
        .returning(deviations.c.id)
    )
    return session.execute(statement).first() is not None


def give_reason(
    session: Session, about: str, code: str, reason: str, by: str, now: datetime
) -> None:
    """Write down why, once. Raises Refused when a reason stands there already."""
    changed = session.execute(
        update(deviations)
        .where(
            deviations.c.about == about, deviations.c.code == code, deviations.c.reason.is_(None)
        )
        .values(reason=reason, reason_by=by, reason_at=now)
        .returning(deviations.c.id)
    ).first()
    if changed is None:
        raise Refused(
            Text(
                "Avvikelsen har redan en orsak, och den ändras inte.",
                "The deviation has a reason already, and that is not changed.",
            )
        )


def about(session: Session, keys: list[str]) -> list[Any]:
    """The deviations of these things, oldest first."""
    return list(
        session.execute(
            select(deviations).where(deviations.c.about.in_(keys)).order_by(deviations.c.id)
        )
    )
