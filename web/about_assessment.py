"""The last assessment of a case, to read above the form of the next one."""

from __future__ import annotations

from typing import Any

from cases import journal, people
from cases.lists import overview
from cases.lists.inbox import TaskView
from cases.policy import StaffMember
from db.session import Session
from engine.forms import Form
from web import facts

FORM = "assess_case"


def last(session: Session, actor: StaffMember, view: TaskView, form: Form) -> dict[str, Any] | None:
    """When, by whom and what was said; None above another form, before the first assessment, and
    for who may take the task and not open the case."""
    if form.id != FORM or view.case is None:
        return None
    of = overview.find_case(session, actor, view.case)
    found = journal.last(session, of.id, "assessment") if of else None
    if found is None:
        return None
    return {
        "when": found.written_at,
        "who": people.names(session, [found.author]).get(found.author, ""),
        "rows": [row for section in facts.sections(form, found.facts) for row in section["rows"]],
    }
