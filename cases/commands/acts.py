"""What a person may do about a case or a notice outside a task: each a form and a command.

An act is offered on the page of what it is about. Its form is a file in processes/shared/forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.case import Case
from cases.commands import access as access_commands
from cases.commands import case_letter as case_letter_commands
from cases.commands import contact as contact_commands
from cases.commands import correction as correction_commands
from cases.commands import eviction as eviction_commands
from cases.commands import flag as flag_commands
from cases.commands import household as household_commands
from cases.commands import payment as payment_commands
from cases.commands import protection as protection_commands
from cases.commands import service as service_commands
from cases.commands import sharing as sharing_commands
from cases.commands.act import Act
from cases.notice import Notice
from db.session import Session

__all__ = ["CASE_ACTS", "NOTICE_ACTS", "Act", "of_case", "of_notice"]


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


CASE_ACTS: Mapping[str, Act] = {
    **sharing_commands.acts(),
    **protection_commands.case_acts(),
    **access_commands.acts(),
    **case_letter_commands.acts(),
    **flag_commands.acts(),
    **household_commands.acts(),
    **contact_commands.case_acts(),
}
NOTICE_ACTS: Mapping[str, Act] = {
    **protection_commands.notice_acts(),
    **eviction_commands.acts(),
    **service_commands.acts(),
    **payment_commands.acts(),
    **contact_commands.notice_acts(),
    **correction_commands.acts(),
    **flag_commands.acts(),
}
