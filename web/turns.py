"""Which of several tasks of one step a task is, in words: "2 av 3"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from db.session import Session
from engine import turns
from engine.definitions import Definition
from engine.spiff.repeating import Turn
from web import loaded
from web.access import engine
from web.i18n import gettext as _


class Task(Protocol):
    """A task, and the version of the process that it was made by."""

    @property
    def public_id(self) -> str: ...
    @property
    def definition_id(self) -> int: ...


def of_tasks(session: Session, tasks: Iterable[Task]) -> Mapping[str, str]:
    """For each task of something that is done more than once, which time it is."""
    several = [
        task.public_id
        for task in tasks
        if turns.has_some(loaded.definition(session, task.definition_id))
    ]
    return _told(session, several)


def of_task(session: Session, definition: Definition, task: str) -> str:
    """Which time a task is, of the version that it was made by; empty for what is done once."""
    return _told(session, [task]).get(task, "") if turns.has_some(definition) else ""


def titled(title: str, which: str) -> str:
    """The title of a task with which time it is, if it is done more than once."""
    return f"{title} ({which})" if which else title


def told(which: Iterable[Turn]) -> str:
    """The turns in words, the outermost first."""
    return ", ".join(_one(turn) for turn in which)


def _told(session: Session, tasks: Sequence[str]) -> dict[str, str]:
    found = turns.of_tasks(engine(), session, tasks) if tasks else {}
    return {task: told(which) for task, which in found.items() if which}


def _one(turn: Turn) -> str:
    if turn.of is None:
        return _("gång %(number)s", number=turn.number)
    return _("%(number)s av %(total)s", number=turn.number, total=turn.of)
