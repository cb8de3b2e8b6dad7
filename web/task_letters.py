"""The letter that a task is about, or those that it will send, as links to their previews."""

from __future__ import annotations

from collections.abc import Mapping

from cases.letters import letter, same_day_letters
from cases.letters.letter import Letter
from cases.letters.same_day_letters import CONFIRMATION, COPY
from cases.lists import inbox_letters, letter_view
from cases.lists.inbox import TaskView
from cases.policy import StaffMember
from db.session import Session
from engine.values import Scalar
from web import letter_pages, letters

_SENDS: Mapping[str, tuple[str, ...]] = {
    "approve_sending": (CONFIRMATION, COPY),
    "take_over_confirmation": (CONFIRMATION, COPY),
    "approve_copy": (COPY,),
}
"""Task -> the kinds of those letters that are written already when it comes."""


def links(
    session: Session, actor: StaffMember, view: TaskView, variables: Mapping[str, Scalar]
) -> list[dict[str, str]]:
    """The letter that the task is about, or those that it will send; for other tasks none."""
    found = _letters(session, actor, view, variables)
    titles = [letters.title(one.kind) for one in found]
    return [
        {
            "href": letter_pages.href(session, one),
            "text": title,
            "recipient": "" if one.recipient in title else one.recipient,
        }
        for one, title in zip(found, titles, strict=True)
    ]


def _letters(
    session: Session, actor: StaffMember, view: TaskView, variables: Mapping[str, Scalar]
) -> list[Letter]:
    """A process that has sent a letter still knows its id: it is asked of one that sends only."""
    if view.process == inbox_letters.PROCESS:
        given = letter.find_by_id(session, str(variables.get("letter_id") or ""))
        holds = same_day_letters.standing(session, given).public_id if given else ""
        own = letter_view.find(session, actor, holds)
        return [own] if own is not None else []
    kinds = _SENDS.get(view.element, ())
    waiting = letter_view.waiting_about(session, actor, view.business_key) if kinds else []
    return [one for one in waiting if one.kind in kinds]
