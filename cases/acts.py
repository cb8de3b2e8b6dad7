"""What a person may do about a case or a notice outside a task: each a form and a command.

An act is offered on the page of what it is about. Its form is a file in processes/shared/forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.case import Case
from cases.notice import Notice
from db.session import Session
from engine.texts import Text

Offer = Callable[[Session, Any], bool]


@dataclass(frozen=True)
class Act:
    """One thing to do. form: the name of its form. done: what the page says when it is done.

    command: from the public id of the thing and the answers to the command. offered: whether it
    makes sense now; the command's own rules decide in the end.
    """

    form: str
    roles: frozenset[str]
    command: Callable[[str, Mapping[str, Any]], object]
    done: Text
    offered: Offer = lambda _session, _thing: True


def of_case(session: Session, case: Case, roles: frozenset[str]) -> dict[str, Act]:
    """The acts that make sense for a case now, for somebody with these roles, by address word."""
    return _offered(session, case, CASE_ACTS, roles)


def of_notice(session: Session, notice: Notice, roles: frozenset[str]) -> dict[str, Act]:
    """The acts that make sense for a notice now."""
    return _offered(session, notice, NOTICE_ACTS, roles)


def _offered(
    session: Session, thing: Any, acts: Mapping[str, Act], roles: frozenset[str]
) -> dict[str, Act]:
    return {
        word: act for word, act in acts.items() if act.roles & roles and act.offered(session, thing)
    }


CASE_ACTS: Mapping[str, Act] = {}
NOTICE_ACTS: Mapping[str, Act] = {}
