"""What has been done before an eviction, beside the tasks that check it."""

from __future__ import annotations

from typing import Any

from cases import journal as entries
from cases import notice
from cases.lists.inbox import TaskView
from db.session import Session
from web import journal
from web.formats import date_full

PREPARING = "prepare_for_eviction"


def sections(session: Session, view: TaskView) -> list[dict[str, Any]]:
    """What the caseworker and the section head wrote in the steps before this one, newest first."""
    about = notice.find(session, view.business_key)
    if view.process != PREPARING or about is None or about.case_id is None:
        return []
    written = [
        one
        for one in entries.of_case(session, about.case_id)
        if (one.form or "").startswith(f"{PREPARING}/")
    ]
    return [
        {
            "title": f"{journal.title(session, one)}, {date_full(one.written_at)}",
            "note": "",
            "rows": journal.rows(session, one),
        }
        for one in reversed(written)
    ]
