"""What has become urgent since its case was given a priority: the days go by and nobody says so.

The rows of table D3 that count days, as a condition for lists. The days are the table's own, as it
is deployed now; the table itself is decided when a case changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select

from cases import priority
from cases.law.deadlines import Kind
from cases.limits import OPEN
from cases.tables.limit_models import time_limits
from cases.tables.models import notices
from cases.tables.track_models import case_marks
from db.session import Session

# Written out: SQLite makes its plan anew each time that a pattern is put in.
_SAYS_CHILDREN: ColumnElement[str] = literal_column("""'%"children": "yes"%'""")


def is_pressing(session: Session, case_id: ColumnElement[Any], today: date) -> ColumnElement[bool]:
    """Whether a recovery period of the case is so near to our own last day, or past it, that the
    table gives it the highest priority."""
    near, near_with_children = priority.most_urgent_days(session)
    of_case = notices.alias("pressing_notice")
    marked = select(case_marks.c.case_id).where(
        case_marks.c.case_id == of_case.c.case_id, case_marks.c.has_children
    )
    has_children = or_(of_case.c.facts.like(_SAYS_CHILDREN), marked.exists())
    last = time_limits.c.internal_day
    is_near = or_(
        _is_within(last, near, today),
        and_(_is_within(last, near_with_children, today), has_children),
    )
    # From the case's few notices to their days; a join begins with every open day there is.
    has_near_day = (
        select(time_limits.c.id)
        .where(
            time_limits.c.about == of_case.c.public_id,
            time_limits.c.kind == Kind.RECOVERY_PERIOD,
            time_limits.c.state.in_(OPEN),
            is_near,
        )
        .correlate(of_case)
        .exists()
    )
    return select(of_case.c.id).where(of_case.c.case_id == case_id, has_near_day).exists()


def _is_within(last: ColumnElement[Any], days: int | None, today: date) -> ColumnElement[bool]:
    return false() if days is None else last <= (today + timedelta(days=days)).isoformat()
