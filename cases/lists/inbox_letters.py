"""Which letter a task in an inbox is about, and to whom in words that name nobody (domain 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from cases import case as case_rows
from cases import notice, party
from cases.letters import dispatch, letter
from cases.letters.letter import TO_HOUSEHOLD, Letter
from db.session import Session
from engine.models import message_subscriptions, user_tasks

PROCESS = "send_letter"
"""The process whose tasks are about one letter each."""


@dataclass(frozen=True)
class Addressed:
    """A letter by its kind. to: ``household``, ``municipality``, ``sender`` or ``other``; number:
    which of several members of the household, by the order in which the case shows them."""

    kind: str
    to: str
    number: int | None = None


def of_tasks(
    session: Session, tasks: Sequence[str], letter_of: Callable[[str], str]
) -> Mapping[str, Addressed]:
    """Task -> its letter, for those tasks that are about one.

    letter_of: gives the letter's id at a task, from its instance; asked only where an instance has
    several letters on their way, for it reads the whole state.
    """
    found = _waited_for(session, tasks)
    ids = {task: found.get(task) or letter_of(task) for task in tasks}
    letters = {task: letter.find_by_id(session, key) for task, key in ids.items() if key}
    return {task: _addressed(session, one) for task, one in letters.items() if one is not None}


def _waited_for(session: Session, tasks: Sequence[str]) -> dict[str, str]:
    """The letter whose proof the instance of a task waits for, where it waits for one only."""
    waits = message_subscriptions
    rows = session.execute(
        select(user_tasks.c.public_id, func.min(waits.c.correlation_key).label("letter"))
        .join(waits, waits.c.instance_id == user_tasks.c.instance_id)
        .where(user_tasks.c.public_id.in_(tasks), waits.c.name == dispatch.REPORTED)
        .group_by(user_tasks.c.public_id)
        .having(func.count() == 1)
    )
    return {row.public_id: row.letter for row in rows}


def _addressed(session: Session, one: Letter) -> Addressed:
    if one.kind in TO_HOUSEHOLD:
        return Addressed(one.kind, "household", _number(session, one))
    to = one.purpose.partition(":")[2] if one.kind == "L16" else ""
    return Addressed(one.kind, to if to in ("municipality", "sender") else "other")


def _number(session: Session, one: Letter) -> int | None:
    about = notice.find(session, one.about)
    home = about.household_id if about else None
    if about is None and one.case_id is not None:
        home = case_rows.by_id(session, one.case_id).household_id
    members = [member.id for member in party.members(session, home)] if home else []
    is_one_of_several = len(members) > 1 and one.person_id in members
    return members.index(one.person_id) + 1 if is_one_of_several else None
