"""Indicator I03: how many times of eviction were confirmed the same day (domain 5.5).

Measured twice: by the day on which the notice was in hand, and by its legal day of arrival (T18).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from cases.same_day import IN_TIME
from cases.tables.models import notices
from cases.tables.office_models import confirmations
from db.session import Session


@dataclass(frozen=True)
class Rate:
    """So many in time of so many; nothing to count gives no share."""

    in_time: int
    total: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.in_time / self.total) if self.total else None


@dataclass(frozen=True)
class Figures:
    """I03 for the confirmation to Kronofogden and for the copy to the evictee, by both days."""

    physical: Rate
    legal: Rate
    copy_physical: Rate
    copy_legal: Rate


def same_day_figures(
    session: Session,
    authority_ids: Collection[int],
    first: date,
    today: date,
    last: date = date.max,
) -> Figures:
    """The figures of the duties whose notice was in hand from a day on, to a day.

    What is not sent yet on its own day is neither in time nor late, and is not counted; nor is a
    further copy of a notice, which is confirmed with the first.
    """
    rows = session.execute(
        select(notices.c.physical_day, *confirmations.c)
        .join(confirmations, confirmations.c.notice_id == notices.c.id)
        .where(
            notices.c.authority_id.in_(authority_ids),
            notices.c.physical_day.between(first.isoformat(), last.isoformat()),
            notices.c.state != "duplicate",
        )
    ).all()
    sent = [row for row in rows if row.result_physical or row.physical_day < today.isoformat()]
    copied = [
        row
        for row in rows
        if row.needs_copy == "yes"
        and (row.copy_result_physical or row.physical_day < today.isoformat())
    ]
    return Figures(
        _rate([row.result_physical for row in sent]),
        _rate([row.result_legal for row in sent]),
        _rate([row.copy_result_physical for row in copied]),
        _rate([row.copy_result_legal for row in copied]),
    )


def count_undone(session: Session) -> int:
    """How many same-day duties wait to be done, in the whole installation; for the operator."""
    wanted = (
        select(func.count())
        .select_from(confirmations)
        .join(notices, notices.c.id == confirmations.c.notice_id)
        .where(confirmations.c.confirmed_at.is_(None), notices.c.state != "duplicate")
    )
    return session.scalar(wanted) or 0


def _rate(results: Sequence[str | None]) -> Rate:
    return Rate(sum(1 for one in results if one == IN_TIME), len(results))
