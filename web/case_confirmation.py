"""How the times of eviction in a case, or of a notice, were confirmed the same day."""

from __future__ import annotations

from typing import Any

from cases.lists.same_day_list import of_notices
from cases.notice import Notice
from cases.policy import StaffMember
from db.session import Session
from web import same_day


def listed(session: Session, actor: StaffMember, notices: list[Notice]) -> list[dict[str, Any]]:
    """A row for each notice that had to be confirmed the same day; see web/same_day.row."""
    return [same_day.row(session, actor, one) for one in of_notices(session, actor, notices)]
