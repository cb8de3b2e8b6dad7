"""Cases: a household and its dwelling, from the first notice to the outcome."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.notice import STOCKHOLM
from cases.tables.models import case_numbers, cases
from db.session import Session
from db.turns import take_turn
from ledger import events


@dataclass(frozen=True)
class Case:
    """The row of a case."""

    id: int
    public_id: str
    number: str
    stream_id: int
    household_id: int
    authority_id: int
    unit_id: int
    state: str
    outcome: str | None
    sealed: bool
    priority: int | None
    opened_at: datetime
    closed_at: datetime | None


_BY_PUBLIC_ID = select(*(cases.c[field.name] for field in fields(Case))).where(
    cases.c.public_id == bindparam("case")
)


def open_case(
    session: Session,
    *,
    public_id: str,
    household_id: int,
    authority_id: int,
    unit_id: int,
    now: datetime,
) -> Case:
    """A new open case with a number and a stream of its own."""
    session.execute(
        insert(cases).values(
            public_id=public_id,
            number=_next_number(session, now),
            stream_id=events.open_stream(session, f"case:{public_id}", "case", now=now),
            household_id=household_id,
            authority_id=authority_id,
            unit_id=unit_id,
            state="open",
            opened_at=now,
        )
    )
    return get(session, public_id)


def find(session: Session, public_id: str) -> Case | None:
    """The case with this public id, if there is one."""
    row = session.execute(_BY_PUBLIC_ID, {"case": public_id}).one_or_none()
    return None if row is None else Case(*row)


def get(session: Session, public_id: str) -> Case:
    """The case with this public id. Raises LookupError."""
    found = find(session, public_id)
    if found is None:
        raise LookupError("There is no such case.")
    return found


def numbered(session: Session, number: str) -> Case | None:
    """The case that bears this number, if there is one."""
    return _one(session, cases.c.number == number)


def by_id(session: Session, case_id: int) -> Case:
    """The case with this id. Raises LookupError."""
    found = _one(session, cases.c.id == case_id)
    if found is None:
        raise LookupError("There is no such case.")
    return found


def open_case_of(session: Session, household_id: int) -> Case | None:
    """The open case of a household, if it has one."""
    return _one(session, (cases.c.household_id == household_id) & (cases.c.state == "open"))


def change(session: Session, case: Case, **values: Any) -> None:
    """Set columns of a case; the caller records it in the ledger."""
    session.execute(update(cases).where(cases.c.id == case.id).values(**values))


def _next_number(session: Session, now: datetime) -> str:
    """``BKV-2026-000123``: counted within the local year, without gaps: one at a time.

    In turn, for who waits for the row alone is passed by again and again, and waits ten seconds
    anew for each who passes.
    """
    take_turn(session, "case_numbers")
    year = now.astimezone(STOCKHOLM).year
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(case_numbers)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": case_numbers.c.last + 1})
        .returning(case_numbers.c.last)
    )
    return f"BKV-{year}-{session.execute(statement).scalar_one():06d}"


def _one(session: Session, condition: Any) -> Case | None:
    row = session.execute(select(cases).where(condition).order_by(cases.c.id).limit(1)).first()
    return None if row is None else Case(**row._mapping)
