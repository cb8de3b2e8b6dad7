"""Marks of a case that its lists and tables of rules may read: neutral words, nothing of why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.track_models import case_marks
from db.session import Session


@dataclass(frozen=True)
class Marks:
    """What is known of a case; nothing is known of a case without a row."""

    has_children: bool = False
    is_repeated: bool = False
    declined_help: bool = False


def of(session: Session, case_id: int) -> Marks:
    """The marks of a case."""
    row = session.execute(
        select(
            case_marks.c.has_children, case_marks.c.is_repeated, case_marks.c.declined_help
        ).where(case_marks.c.case_id == case_id)
    ).one_or_none()
    return Marks() if row is None else Marks(**row._mapping)


def mark(session: Session, case_id: int, **values: bool) -> bool:
    """Set some of the marks; tells whether anything changed. The caller records it."""
    before = of(session, case_id)
    if all(getattr(before, name) == value for name, value in values.items()):
        return False
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(case_marks)
        .values(case_id=case_id, **values)
        .on_conflict_do_update(index_elements=["case_id"], set_=values)
    )
    return True
