"""Figures of a period: notices by type and month (indicator I01, domain 5.5).

A notice belongs to the month of its legal day of arrival. Further copies of a notice are not
counted. Every other notice of the authority is, those of sealed cases too: they have no row of
their own, and small numbers are hidden by whoever shows this (``small_numbers``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from cases.tables.models import notices
from db.session import Session


@dataclass(frozen=True)
class Scope:
    """What is counted: whose notices, and from which day of arrival to which."""

    authority_ids: Collection[int]
    first: date
    last: date

    @property
    def condition(self) -> ColumnElement[bool]:
        return (
            notices.c.authority_id.in_(self.authority_ids)
            & notices.c.arrival_day.between(self.first.isoformat(), self.last.isoformat())
            & (notices.c.state != "duplicate")
        )


def by_type_and_month(session: Session, scope: Scope) -> dict[str | None, Counter[str]]:
    """Type -> month as ``YYYY-MM`` -> notices; no type: not decided yet."""
    month = func.substr(notices.c.arrival_day, 1, len("2026-01"))
    rows = session.execute(
        select(notices.c.type_code, month, func.count())
        .where(scope.condition)
        .group_by(notices.c.type_code, month)
    )
    found: dict[str | None, Counter[str]] = {}
    for type_code, when, count in rows:
        found.setdefault(type_code, Counter())[when] = count
    return found


def first_day(session: Session, authority_ids: Collection[int]) -> date | None:
    """The first day of arrival that there is."""
    found = session.execute(
        select(func.min(notices.c.arrival_day)).where(notices.c.authority_id.in_(authority_ids))
    ).scalar_one()
    return date.fromisoformat(found) if found else None
