"""One task: look at it, take it, give it back, write, save as one types, complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import commitment_terms, people
from cases.lists import inbox
from cases.lists.inbox import TaskView
from cases.lists.task_story import last_deed
from cases.policy import TASK_ROLES, StaffMember
from db.session import Session
from engine import task_variables
from engine.commands import ClaimTask, CompleteTask, ReleaseTask
from engine.errors import (
    ConcurrentChange,
    FormInvalid,
    Refused,
    TaskAlreadyCompleted,
    TaskNotFound,
)
from engine.forms import Answer, FieldError, bind, blank
from engine.texts import Text
from engine.values import Scalar
from web import (
    about,
    about_assessment,
    about_match,
    form_input,
    letter_previews,
    prefilled,
    send_again,
    stale,
    task_letters,
)
from web.access import current_actor, database, engine, log_read, now, requires
from web.formats import time_short
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell
from web.opened_task import (
    OpenedTask,
    keep_typed,
    keeping_typed,
    open_task,
    require_reason,
    typed_in,
)
from web.security import CSRF_FIELD, TokenRefused, check_csrf, checks_csrf
from web.sent_version import is_current, is_free, number

bp = Blueprint("tasks", __name__)

WORKERS = TASK_ROLES
OWN_FIELDS = frozenset({CSRF_FIELD, "version"})

_TOLD = {"choose_measure": commitment_terms.told}
"""Form -> what is known already, for its questions to begin with."""

_TOLD_WHEN = {"measure": "commitment"}
"""The answer that asks those questions; it is nobody's until she gives it."""

_OLD_PAGE = Text(
    "Sidan var för gammal. Inget har skickats. Det du skrev finns kvar: kontrollera det och "
    "slutför uppgiften igen.",
    "The page was too old. Nothing has been sent. What you wrote is still here: check it and "
    "complete the task again.",
)
_TAKE_IT_FIRST = Text(
    "Ta uppgiften först. Det du skrev är sparat som utkast och finns där när du har tagit den.",
    "Take the task first. What you wrote is saved as a draft and is there when you have taken it.",
)


@bp.get("/uppgifter/<public_id>")
@requires(*WORKERS)
def show(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with database().reading() as session:
        require_reason(session, open_task(session, actor, public_id).view)
    _log_read(actor, public_id)
    with database().reading() as session:
        opened = open_task(session, actor, public_id)
        if opened.view.state != "open":
            return stale.page(session, opened.view, opened.title, {}, opened.form), 200
        draft = inbox.draft(session, opened.view.id, actor)
        answer = _blank(session, opened, draft.fields) if draft else _fresh(session, actor, opened)
        return _draw(session, actor, opened, answer, draft.saved_at if draft else None)


@bp.post("/uppgifter/<public_id>/ta")
@requires(*WORKERS)
def claim(public_id: str) -> ResponseReturnValue:
    return _act(public_id, ClaimTask(public_id), f"/uppgifter/{public_id}", "")


@bp.post("/uppgifter/<public_id>/lamna")
@requires(*WORKERS)
def release(public_id: str) -> ResponseReturnValue:
    return _act(public_id, ReleaseTask(public_id), "/inkorg", _("Du har lämnat uppgiften."))


@bp.post("/uppgifter/<public_id>/utkast")
@requires(*WORKERS)
def save_draft(public_id: str) -> ResponseReturnValue:
    """Keep what is being typed. Answers the script, so in JSON."""
    actor, sent = current_actor(), form_input.read(request)
    with database().transaction() as session:
        opened = open_task(session, actor, public_id)
        if not is_current(opened.view, actor, sent.field("version")):
            said = _("Uppgiften har ändrats av någon annan. Det du skrivit finns kvar här.")
            return jsonify(message=said), 409
        inbox.save_draft(session, opened.view.id, actor, typed_in(opened.form, sent), now())
    return jsonify(saved_at=time_short(now()))


@bp.post(f"/uppgifter/<public_id>{letter_previews.SUFFIX}")
@requires(*WORKERS)
@checks_csrf
def preview(public_id: str) -> ResponseReturnValue:
    """Show the letter that the task would send; what was typed is kept, and nothing else."""
    actor, sent = current_actor(), form_input.read(request)
    with database().reading() as session:
        opened = open_task(session, actor, public_id)
        require_reason(session, opened.view)
    if not letter_previews.href(opened.operation, ""):
        raise TaskNotFound
    try:
        check_csrf()
    except TokenRefused:
        return _again(actor, public_id, sent.fields, _OLD_PAGE)
    opened = keep_typed(actor, public_id, sent)
    if is_free(opened.view):
        return _take_first(public_id)
    if not is_current(opened.view, actor, sent.field("version")):
        return _stale(actor, public_id, typed_in(opened.form, sent))
    return _show_letters(actor, opened, sent)


@bp.post("/uppgifter/<public_id>")
@requires(*WORKERS)
@checks_csrf
def complete(public_id: str) -> ResponseReturnValue:
    """Complete the task in one transaction. What was typed is kept whatever hinders it: as a draft,
    or by the page to send again when not even that could be written."""
    actor, sent = current_actor(), form_input.read(request)
    try:
        check_csrf()
    except TokenRefused:
        _ask_for_reason(actor, public_id)
        return _again(actor, public_id, sent.fields, _OLD_PAGE)
    if is_changed(sent):
        keep_typed(actor, public_id, sent)
        return redirect(f"/uppgifter/{public_id}", 303)
    return _answered(actor, public_id, sent)


def _answered(actor: StaffMember, public_id: str, sent: form_input.Sent) -> ResponseReturnValue:
    try:
        with keeping_typed(actor, public_id, sent):
            return _completed(actor, public_id, sent)
    except FormInvalid as invalid:
        return _wrong(actor, public_id, invalid.answer)
    except (TaskAlreadyCompleted, ConcurrentChange) as changed:
        if is_free(keep_typed(actor, public_id, sent).view):
            return _take_first(public_id)
        return _stale(actor, public_id, sent.fields, changed.text)
    except Refused as refused:
        return _again(actor, public_id, sent.fields, refused.text)


def _completed(actor: StaffMember, public_id: str, sent: form_input.Sent) -> ResponseReturnValue:
    """Complete it, and lead to the next task of the same case that she may take, else the inbox."""
    version = number(sent.field("version"))
    command = CompleteTask(public_id, sent.without(OWN_FIELDS), version)
    with database().transaction() as session:
        opened = open_task(session, actor, public_id)
        require_reason(session, opened.view)
        send_again.under_questions_of(opened.form)
        engine().execute(session, command, actor)
        next_task = _next(session, actor, opened) if opened.view.case is not None else None
    tell(_("Klart: %(task)s.", task=opened.title))
    return redirect(f"/uppgifter/{next_task}" if next_task else "/inkorg", 303)


def _next(session: Session, actor: StaffMember, done: OpenedTask) -> str | None:
    return inbox.next_task_of_case(session, actor, done.view, done.same_step)


def _take_first(public_id: str) -> ResponseReturnValue:
    tell(_TAKE_IT_FIRST.in_language(current_language()))
    return redirect(f"/uppgifter/{public_id}", 303)


def _show_letters(
    actor: StaffMember, opened: OpenedTask, sent: form_input.Sent
) -> ResponseReturnValue:
    """The letters of the answers, bound by the rules of completing."""
    public_id, typed = opened.view.public_id, sent.without(OWN_FIELDS)
    try:
        with database().reading() as session:
            given, key = _variables(session, opened.view), opened.view.business_key
            choices = engine().choices(session, opened.form, key, given)
            today = engine().local_day(now())
            answer = bind(opened.form, typed, today=today, choices=choices)
            if answer.errors:
                raise FormInvalid(answer)
            found = letter_previews.build(session, actor, opened.operation, key, answer.data, given)
    except FormInvalid as invalid:
        return _wrong(actor, public_id, invalid.answer)
    except Refused as refused:
        return _again(actor, public_id, typed, refused.text)
    back = {"href": f"/uppgifter/{public_id}", "text": _("Till uppgiften")}
    return letter_previews.show(actor, found, public_id, back)


def _ask_for_reason(actor: StaffMember, public_id: str) -> None:
    """Before anything of a sealed case is drawn again: an answer to a form shows what a page does.
    Whoever is sent to give the reason finds what she typed in the task."""
    with database().reading() as session:
        require_reason(session, open_task(session, actor, public_id).view)


def _act(public_id: str, command: object, to: str, said: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with database().transaction() as session:
            engine().execute(session, command, actor)
    except (TaskAlreadyCompleted, ConcurrentChange) as changed:
        return _stale(actor, public_id, {}, changed.text)
    if said:
        tell(said)
    return redirect(to, 303)


def _again(
    actor: StaffMember, public_id: str, typed: Mapping[str, list[str]], why: Text
) -> ResponseReturnValue:
    """The task once more with all that was typed, and why it was not accepted."""
    with database().reading() as session:
        kept = _blank(session, open_task(session, actor, public_id), typed)
    wrong = FieldError(None, "refused", why)
    shown = Answer(kept.data, kept.raw, (wrong,), kept.choices, kept.routing_names)
    return _wrong(actor, public_id, shown)


def _wrong(actor: StaffMember, public_id: str, answer: object) -> ResponseReturnValue:
    _log_read(actor, public_id)
    with database().reading() as session:
        opened = open_task(session, actor, public_id)
        draft = inbox.draft(session, opened.view.id, actor)
        shown = answer if isinstance(answer, Answer) else _blank(session, opened, {})
        page = _draw(session, actor, opened, shown, draft.saved_at if draft else None)
    return page, 422


def _log_read(actor: StaffMember, public_id: str) -> None:
    """Only what is shown is logged as read. Raises TaskNotFound."""
    with database().reading() as session:
        opened = open_task(session, actor, public_id)
        others = about.others_told_of(session, actor, opened.view)
        assessed = about_assessment.last(session, actor, opened.view, opened.form)
    told = {"households": others} if others else {}
    log_read(actor, "task", public_id, **told, **({"journal": "assessment"} if assessed else {}))


def _stale(
    actor: StaffMember,
    public_id: str,
    typed: Mapping[str, list[str]],
    why: Text | None = None,
) -> ResponseReturnValue:
    with database().reading() as session:
        opened = open_task(session, actor, public_id)
        return stale.page(session, opened.view, opened.title, typed, opened.form, why), 409


def _blank(session: Session, opened: OpenedTask, typed: Mapping[str, list[str]]) -> Answer:
    given = _variables(session, opened.view)
    choices = engine().choices(session, opened.form, opened.view.business_key, given)
    return blank(opened.form, typed, choices=choices)


def _fresh(session: Session, actor: StaffMember, opened: OpenedTask) -> Answer:
    """The form before anybody has typed in it."""
    empty = _blank(session, opened, {})
    today = engine().local_day(now())
    filled = prefilled.answers(opened.form, empty.choices, actor, today)
    if (told := _TOLD.get(opened.form.id)) is not None:
        known = told(session, opened.view.business_key)
        filled |= prefilled.of_values(opened.form, known, empty.choices, today, _TOLD_WHEN)
    return blank(opened.form, filled, choices=empty.choices)


def _variables(session: Session, view: TaskView) -> Mapping[str, Scalar]:
    return task_variables.of_task(engine(), session, view.public_id)


def _draw(
    session: Session,
    actor: StaffMember,
    opened: OpenedTask,
    answer: Answer,
    saved_at: object,
) -> str:
    view, names = opened.view, people.names(session, [opened.view.assignee])
    of_case = view.case is not None and bool(actor.roles & {"caseworker", "manager"})
    of_notice = view.notice if not of_case and actor.roles & {"registrar", "duty_officer"} else None
    return render_template(
        "task.html",
        task={
            "title": opened.title,
            "help": opened.help,
            "unit": people.unit_names(session).get(view.candidate_group.partition(":")[2], ""),
            "version": view.version,
            "claimed_by": names.get(view.assignee or "", ""),
            "claimed_at": _claimed_at(session, view),
            "is_mine": view.assignee == actor.id,
            "can_claim": view.assignee is None,
            "action": f"/uppgifter/{view.public_id}",
            "preview_href": letter_previews.href(opened.operation, f"/uppgifter/{view.public_id}"),
            "preview_when": letter_previews.offered_when(opened.operation),
            "claim_href": f"/uppgifter/{view.public_id}/ta",
            "release_href": f"/uppgifter/{view.public_id}/lamna",
            "draft_href": f"/uppgifter/{view.public_id}/utkast",
        },
        **about.of_task(session, view),
        assessed=about_assessment.last(session, actor, view, opened.form),
        letters=task_letters.links(session, actor, view, _variables(session, view)),
        case_href=f"/arenden/{view.case}" if of_case else "",
        notice_href=f"/anmalningar/{of_notice}" if of_notice else "",
        task_href=f"/uppgifter/{view.public_id}",
        searches_homes=about_match.searches(actor, view),
        form=opened.form,
        answer=answer,
        errors=[],
        draft_saved_at=saved_at,
        has_errors=bool(answer.errors),
        news=news(),
    )


def _claimed_at(session: Session, view: TaskView) -> datetime | None:
    """When the task was taken, if anyone has it."""
    deed = last_deed(session, view.public_id) if view.assignee else None
    return deed.when if deed else None
