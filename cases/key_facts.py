"""What is known of the thing that a process is about, for the key of a message that it waits for.

By the names that diagrams use. Read from our own tables, so no message of another case is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cases.tables.models import cases, notices
from db.session import Session
from engine.values import Scalar


def known_about(session: Session, business_key: str) -> Mapping[str, Scalar]:
    """``case`` of a case; ``notice`` of a notice, and its ``case`` once it has been matched."""
    is_case = select(cases.c.public_id).where(cases.c.public_id == business_key)
    if session.execute(is_case).first() is not None:
        return {"case": business_key}
    row = session.execute(
        select(notices.c.public_id, cases.c.public_id.label("case"))
        .outerjoin(cases, cases.c.id == notices.c.case_id)
        .where(notices.c.public_id == business_key)
    ).one_or_none()
    if row is None:
        return {}
    return {"notice": business_key, **({"case": row.case} if row.case else {})}


def known_by(session: Session, key: str) -> Sequence[str]:
    """The notices that are known by their case, when the key is that of a case."""
    of_case = (
        select(notices.c.public_id)
        .join(cases, cases.c.id == notices.c.case_id)
        .where(cases.c.public_id == key)
    )
    return session.execute(of_case).scalars().all()
