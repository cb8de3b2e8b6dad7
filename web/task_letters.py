"""The letters that a task is about or will send, as links to their previews."""

from __future__ import annotations

from collections.abc import Mapping

from cases import letter_view
from cases.policy import StaffMember
from db.session import Session
from engine.values import Scalar
from web import letter_pages, letters


def links(
    session: Session, actor: StaffMember, key: str, variables: Mapping[str, Scalar]
) -> list[dict[str, str]]:
    """The letter that the task is about, else every unsent one about its notice or case."""
    waiting = letter_view.waiting_about(session, actor, key)
    own = [one for one in waiting if one.public_id == variables.get("letter_id")]
    return [
        {"href": letter_pages.href(session, one), "text": letters.title(one.kind)}
        for one in own or waiting
    ]
