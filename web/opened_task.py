"""A task that somebody has open: with its form, and what is typed in it kept as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from cases import notice
from cases.lists import inbox
from cases.lists.inbox import SameStep, TaskView
from cases.policy import StaffMember
from db.session import DATABASE_IS_GONE, Session
from engine import definitions
from engine.definitions import Definition
from engine.elements import Element
from engine.errors import TaskNotFound
from engine.forms import Form
from web import about, form_input, sealed, turns
from web.access import database, engine, now
from web.i18n import current_language
from web.sent_version import is_current, is_free


@dataclass(frozen=True)
class OpenedTask:
    """A task with the form of exactly the version that it was made by. same_step: when to go on
    with another task of the same step."""

    view: TaskView
    definition: Definition
    form: Form
    title: str
    help: str
    operation: str | None = None
    same_step: SameStep = SameStep.LAST


def open_task(session: Session, actor: StaffMember, public_id: str) -> OpenedTask:
    """The task, if the actor may see it. Raises TaskNotFound."""
    view = inbox.task(session, actor, public_id)
    if view is None:
        raise TaskNotFound
    definition = engine().definition(session, view.definition_id)
    part = definitions.part(definition, view.process)
    element = part.model.elements[view.element]
    which = turns.of_task(session, definition, public_id)
    title = turns.titled(about.task_title(part, view.element), which)
    return OpenedTask(
        view,
        definition,
        part.forms[element.form or ""],
        title,
        element.documentation.in_language(current_language()),
        element.operation,
        _same_step(element, which),
    )


def _same_step(element: Element, which: str) -> SameStep:
    """The others of several at once or in turn come first; within something that is repeated, what
    else this time asks for. What goes round until an answer is another can wait."""
    if element.repeats is not None:
        return SameStep.LAST if element.repeats.kind == "loop" else SameStep.FIRST
    return SameStep.AFTER_ITS_INSTANCE if which else SameStep.LAST


def require_reason(session: Session, view: TaskView) -> None:
    """Go on, unless the task is about somebody protected and no reason was given of late. Raises
    ReasonNeeded."""
    if view.is_sealed:
        sealed.require_reason(session, view.case)
    if view.case is None and view.notice is not None:
        sealed.require_reason_of(session, notice.get(session, view.notice))


def typed_in(form: Form, sent: form_input.Sent) -> dict[str, list[str]]:
    """What was sent of the form's own questions."""
    return {name: list(sent.fields[name]) for name in form.controls if name in sent.fields}


def keep_typed(actor: StaffMember, public_id: str, sent: form_input.Sent) -> OpenedTask:
    """The task, with what was typed kept as a draft if it is hers or nobody's."""
    with database().transaction() as session:
        opened = open_task(session, actor, public_id)
        is_hers = is_current(opened.view, actor, sent.field("version"))
        if is_hers or is_free(opened.view):
            draft = typed_in(opened.form, sent)
            inbox.save_draft(session, opened.view.id, actor, draft, now())
    return opened


@contextmanager
def keeping_typed(actor: StaffMember, public_id: str, sent: form_input.Sent) -> Iterator[None]:
    """What was typed is kept as a draft when the block does not succeed, whatever hinders it.

    Not when the database is gone or busy: then whoever answers shows it on the page.
    """
    with ExitStack() as otherwise:
        otherwise.callback(keep_typed, actor, public_id, sent)
        try:
            yield
        except DATABASE_IS_GONE:
            otherwise.pop_all()
            raise
        otherwise.pop_all()
