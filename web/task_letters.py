"""The letters that a task is about or will send, as links to their previews."""

from __future__ import annotations

from collections.abc import Mapping

from cases import letter, letter_view, same_day_letters
from cases.policy import StaffMember
from db.session import Session
from engine.values import Scalar
from web import letter_pages, letters


def links(
    session: Session, actor: StaffMember, key: str, variables: Mapping[str, Scalar]
) -> list[dict[str, str]]:
    """The letter that the task is about, else every unsent one about its notice or case."""
    given = letter.find_by_id(session, str(variables.get("letter_id") or ""))
    holds = same_day_letters.standing(session, given).public_id if given else ""
    own = letter_view.find(session, actor, holds)
    found = [own] if own is not None else letter_view.waiting_about(session, actor, key)
    titles = [letters.title(one.kind) for one in found]
    return [
        {
            "href": letter_pages.href(session, one),
            "text": title,
            "recipient": "" if one.recipient in title else one.recipient,
        }
        for one, title in zip(found, titles, strict=True)
    ]
