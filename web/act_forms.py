"""The form of an act as it is drawn for one thing: without what that thing cannot have.

Only what is asked is left out. What is sent is read by the whole form, whoever sends it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from cases.notice import Notice
from engine.forms import Form, Group

_OF_KRONOFOGDEN: Mapping[str, frozenset[str]] = {
    "correct_notice": frozenset({"kfm_case_number"}),
}
_OF_OTHERS: Mapping[str, frozenset[str]] = {
    "correct_notice": frozenset({"termination_date", "amount"}),
}
"""Form -> one question of each group that is asked of notices from these senders only."""


def drawn(form: Form, about: Notice | None, typed: Collection[str]) -> Form:
    """The form with the groups that fit the sender of the notice; whole for any other thing. A
    group in which something was typed is always there, so that nothing is lost."""
    if about is None:
        return form
    is_kfm = about.facts.get("sender_kind") == "kfm"
    others = (_OF_OTHERS if is_kfm else _OF_KRONOFOGDEN).get(form.id, frozenset())
    groups = tuple(group for group in form.groups if not _is_left_out(group, others, typed))
    return replace(form, groups=groups)


def _is_left_out(group: Group, others: frozenset[str], typed: Collection[str]) -> bool:
    is_of_others = any(field.name in others for field in group.fields)
    return is_of_others and not any(set(field.controls) & set(typed) for field in group.fields)
