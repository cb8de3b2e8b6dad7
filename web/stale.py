"""The page for whoever comes second: who did what, when, and all that was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template

from cases.lists.inbox import TaskView
from cases.lists.task_story import last_deed, ran_out_at
from db.session import Session
from engine.forms import Form
from engine.texts import Text
from web import facts
from web.access import current_actor
from web.i18n import current_language
from web.i18n import gettext as _


def page(
    session: Session,
    view: TaskView,
    title: str,
    typed: Mapping[str, Sequence[str]],
    form: Form,
    why: Text | None = None,
) -> str:
    """The page of a task that has been changed by someone else, or by the time that has run out.
    why: what the refusal itself says happened."""
    is_open = view.state == "open"
    deed = last_deed(session, view.public_id)
    if is_open and deed is not None and deed.actor == current_actor().id:
        # Her own claim is no news: the task has changed by itself, as when its time has run out.
        deed = None
    ran_out = ran_out_at(session, view.public_id) if view.state == "cancelled" else None
    if view.state == "cancelled":
        deed = None
    return render_template(
        "stale.html",
        title=title,
        what=_ran_out() if ran_out else _sentence(deed.kind if deed else "", view.state, why),
        who=deed.who if deed else "",
        when=deed.when if deed else ran_out,
        kept=facts.typed(form, typed),
        task_href=f"/uppgifter/{view.public_id}" if is_open else "",
    )


def _ran_out() -> str:
    return _("Tiden för uppgiften har gått ut.")


def _sentence(kind: str, state: str, why: Text | None) -> str:
    if state == "cancelled":
        return _("Uppgiften behövs inte längre.")
    changed = _("Uppgiften har ändrats sedan du öppnade den.")
    otherwise = why.in_language(current_language()) if why else changed
    return {
        "task.completed": _("Uppgiften är redan slutförd."),
        "task.claimed": _("Uppgiften har tagits av någon annan."),
        "task.released": _("Uppgiften har lämnats tillbaka."),
    }.get(kind, otherwise)
