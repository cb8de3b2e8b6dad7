"""What has become urgent since its case was given a priority: the days go by and nobody says so.

The rows of table D3 that count days, as a condition for lists; the table itself is read when a
case changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from cases.deadlines import Kind
from cases.limit_models import time_limits
from cases.limits import OPEN
from cases.models import notices
from cases.track_models import case_marks

DAYS, DAYS_WITH_CHILDREN = timedelta(days=2), timedelta(days=5)
"""So near to our own last day a case is of the highest priority."""


def is_pressing(case_id: ColumnElement[Any], today: date) -> ColumnElement[bool]:
    """Whether a recovery period of the case is that near to our own last day, or past it."""
    of_case = notices.alias("pressing_notice")
    marked = select(case_marks.c.case_id).where(
        case_marks.c.case_id == of_case.c.case_id, case_marks.c.has_children
    )
    has_children = or_(of_case.c.facts.like('%"children": "yes"%'), marked.exists())
    last = time_limits.c.internal_day
    return (
        select(time_limits.c.id)
        .join(of_case, of_case.c.public_id == time_limits.c.about)
        .where(
            of_case.c.case_id == case_id,
            time_limits.c.kind == Kind.RECOVERY_PERIOD,
            time_limits.c.state.in_(OPEN),
            or_(
                last <= (today + DAYS).isoformat(),
                and_(last <= (today + DAYS_WITH_CHILDREN).isoformat(), has_children),
            ),
        )
        .exists()
    )
