"""Whether a form that was sent is about the task as it stands now."""

from __future__ import annotations

from cases.lists.inbox import TaskView
from cases.policy import StaffMember


def is_current(view: TaskView, actor: StaffMember, version: str) -> bool:
    """Hers, and as it was when the page was drawn."""
    return (view.state, view.assignee, view.version) == ("open", actor.id, number(version))


def is_free(view: TaskView) -> bool:
    """Open and nobody's."""
    return view.state == "open" and view.assignee is None


def number(text: str) -> int:
    """The version that a page sent along; -1, which none has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1
