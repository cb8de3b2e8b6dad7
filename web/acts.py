"""Acts: forms that report a fact or decide something about a case or a notice outside a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import case as case_rows
from cases import done_acts, typed_facts
from cases import notice as notice_rows
from cases.case import Case
from cases.commands import acts
from cases.commands.act import SEEN
from cases.commands.acts import Act
from cases.done_acts import Deed
from cases.lists import notice_view, overview
from cases.notice import Notice
from cases.policy import TASK_ROLES, StaffMember
from db.session import Session
from engine.errors import NotFound, NotPermitted, Refused
from engine.forms import Answer, Choices, FieldError, bind, blank
from engine.texts import Text
from web import about, act_forms, act_once, form_input, letter_previews, prefilled, sealed
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.i18n import current_language
from web.language import is_changed
from web.news import tell
from web.security import CSRF_FIELD, OLD_PAGE, SEND_FIELD, TokenRefused, check_csrf, checks_csrf

bp = Blueprint("acts", __name__)

OWN_FIELDS = frozenset({CSRF_FIELD, SEND_FIELD, SEEN})


@dataclass(frozen=True)
class Opened:
    """An act with the thing it is about. kind: ``case`` or ``notice``; href: the thing's page;
    back: the page to come back to, which is the case's own for those who may see it."""

    kind: str
    public_id: str
    href: str
    act: Act
    word: str
    back: str

    @property
    def action(self) -> str:
        """Where the form is sent."""
        return _action(self.kind, self.public_id, self.word)


@bp.get("/arenden/<public_id>/gor/<word>")
@requires(*TASK_ROLES)
def show_on_case(public_id: str, word: str) -> ResponseReturnValue:
    return _show("case", public_id, word)


@bp.get("/anmalningar/<public_id>/gor/<word>")
@requires(*TASK_ROLES)
def show_on_notice(public_id: str, word: str) -> ResponseReturnValue:
    return _show("notice", public_id, word)


@bp.post("/arenden/<public_id>/gor/<word>")
@requires(*TASK_ROLES)
@checks_csrf
def do_on_case(public_id: str, word: str) -> ResponseReturnValue:
    return _do("case", public_id, word)


@bp.post(f"/arenden/<public_id>/gor/<word>{letter_previews.SUFFIX}")
@requires(*TASK_ROLES)
@checks_csrf
def preview_on_case(public_id: str, word: str) -> ResponseReturnValue:
    """Show the letter that the act would send, and write nothing."""
    actor, sent = current_actor(), form_input.read(request)
    opened = _open(actor, "case", public_id, word)
    typed = sent.without(OWN_FIELDS)
    try:
        check_csrf()
        answer = _bind(opened, typed)
        if answer.errors:
            return _again(opened, answer)
        with database().reading() as session:
            _require_right(session, opened, actor, answer)
            found = letter_previews.build(
                session, actor, opened.act.form, public_id, answer.data, {}
            )
    except TokenRefused:
        return _refused(opened, typed, OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(opened, typed, refused.text)
    return letter_previews.show(actor, found, public_id, None)


@bp.post("/anmalningar/<public_id>/gor/<word>")
@requires(*TASK_ROLES)
@checks_csrf
def do_on_notice(public_id: str, word: str) -> ResponseReturnValue:
    return _do("notice", public_id, word)


def offered_on_case(session: Session, actor: StaffMember, case: Case) -> dict[str, Act]:
    """What the actor may do about a case that she sees: nothing unless she works on it."""
    if not overview.may_work(session, actor, case):
        return {}
    return acts.of_case(session, case, actor.roles)


def offered_on_notice(session: Session, actor: StaffMember, about: Notice) -> dict[str, Act]:
    """What the actor may do about a notice that she sees."""
    if not notice_view.may_report(session, actor, about):
        return {}
    return acts.of_notice(session, about, actor.roles)


def links(found: Mapping[str, Act], href: str) -> list[dict[str, str]]:
    """The acts as links for the page of the thing."""
    language = current_language()
    return [
        {
            "word": word,
            "number": "",
            "href": f"{href}/gor/{word}",
            "text": site().act_forms[act.form].title.in_language(language),
        }
        for word, act in found.items()
    ]


def _show(kind: str, public_id: str, word: str) -> ResponseReturnValue:
    opened = _open(current_actor(), kind, public_id, word)
    log_read(current_actor(), f"act_{kind}", public_id)
    with database().reading() as session:
        empty = _blank(session, opened, {})
        form, today = site().act_forms[opened.act.form], engine().local_day(now())
        filled = {
            **prefilled.answers(form, empty.choices, current_actor(), today),
            **_standing(session, opened, empty.choices),
        }
        return _draw(session, opened, blank(form, filled, choices=empty.choices))


def _do(kind: str, public_id: str, word: str) -> ResponseReturnValue:
    """Do the act, once for each form that was drawn: sent again it leads to where it led before."""
    sent = form_input.read(request)
    try:
        return _do_offered(_open(current_actor(), kind, public_id, word), sent)
    except NotFound:
        # What was offered may be gone because the same form was sent a moment ago.
        return _after_earlier(_action(kind, public_id, word), sent)


def _do_offered(opened: Opened, sent: form_input.Sent) -> ResponseReturnValue:
    actor, typed = current_actor(), sent.without(OWN_FIELDS)
    try:
        check_csrf()
        if is_changed(sent):
            return _in_other_language(opened, typed)
        deed = _deed(actor, opened, sent)
        answer = _bind(opened, typed)
        earlier = _earlier(deed.token)
        if earlier is None and answer.errors:
            return _again(opened, answer)
        with database().transaction() as session:
            earlier = done_acts.begin(session, deed, now())
            if earlier is None:
                given = _amended(session, opened, answer, sent)
                engine().execute(session, opened.act.command(opened.public_id, given), actor)
    except TokenRefused:
        return _refused(opened, typed, OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(opened, typed, refused.text)
    if earlier is not None and earlier.content != deed.content:
        return _refused(opened, typed, act_once.SENT_BEFORE)
    tell(opened.act.done.in_language(current_language()))
    return redirect(earlier.leads_to if earlier else opened.back, 303)


def _in_other_language(opened: Opened, typed: Mapping[str, list[str]]) -> ResponseReturnValue:
    with database().reading() as session:
        return _draw(session, opened, _blank(session, opened, typed))


def _standing(session: Session, opened: Opened, choices: Choices) -> prefilled.Typed:
    """What stands already, for a form that changes it; nothing for every other form."""
    if opened.act.stands is None:
        return {}
    form, today = site().act_forms[opened.act.form], engine().local_day(now())
    stands = opened.act.stands(notice_rows.get(session, opened.public_id))
    return prefilled.of_values(form, stands, choices, today)


def _amended(
    session: Session, opened: Opened, answer: Answer, sent: form_input.Sent
) -> dict[str, Any]:
    """The answers; for a form that was filled in with what stands also None for each that was
    emptied, and the word for what stood."""
    if opened.act.stands is None:
        return answer.data
    filled = _standing(session, opened, answer.choices)
    emptied = [
        field.name
        for field in site().act_forms[opened.act.form].fields
        if field.name not in answer.data
        and set(field.controls) & filled.keys()
        and set(field.controls) & sent.fields.keys()
    ]
    seen = {SEEN: sent.field(SEEN)} if sent.field(SEEN) else {}
    return {**answer.data, **dict.fromkeys(emptied), **seen}


def _seen(session: Session, opened: Opened) -> str:
    if opened.act.stands is None:
        return ""
    stands = opened.act.stands(notice_rows.get(session, opened.public_id))
    return typed_facts.digest(stands)


def _deed(actor: StaffMember, opened: Opened, sent: form_input.Sent) -> Deed:
    """Raises TokenRefused."""
    word = act_once.read(actor, opened.action, sent.field(SEND_FIELD))
    content = act_once.digest(word, sent.without(OWN_FIELDS))
    return Deed(word, actor.id, opened.public_id, opened.word, content, opened.back)


def _earlier(token: str) -> Deed | None:
    with database().reading() as session:
        return done_acts.find(session, token)


def _after_earlier(action: str, sent: form_input.Sent) -> ResponseReturnValue:
    """To where the form led when it was sent first. Raises NotFound when it was not."""
    try:
        word = act_once.read(current_actor(), action, sent.field(SEND_FIELD))
    except TokenRefused as refused:
        raise NotFound from refused
    earlier = _earlier(word)
    if earlier is None:
        raise NotFound
    if earlier.content != act_once.digest(word, sent.without(OWN_FIELDS)):
        tell(act_once.IS_OVER.in_language(current_language()))
    return redirect(earlier.leads_to, 303)


def _open(actor: StaffMember, kind: str, public_id: str, word: str) -> Opened:
    """The act, if the actor may do it and it makes sense now. Raises NotFound."""
    href = _href(kind, public_id)
    with database().reading() as session:
        found = _offered(session, actor, kind, public_id)
        back = _case_of(session, actor, public_id) if kind == "notice" else ""
    if word not in found:
        raise NotFound
    return Opened(kind, public_id, href, found[word], word, back or href)


def _href(kind: str, public_id: str) -> str:
    return f"/{'arenden' if kind == 'case' else 'anmalningar'}/{public_id}"


def _action(kind: str, public_id: str, word: str) -> str:
    return f"{_href(kind, public_id)}/gor/{word}"


def _case_of(session: Session, actor: StaffMember, notice_id: str) -> str:
    """The page of the case that a notice is in; empty without one, and for who may not see it."""
    found = notice_view.find(session, actor, notice_id)
    case = case_rows.by_id(session, found.case_id) if found and found.case_id else None
    seen = overview.find_case(session, actor, case.public_id) if case else None
    return f"/arenden/{seen.public_id}" if seen else ""


def _offered(session: Session, actor: StaffMember, kind: str, public_id: str) -> dict[str, Act]:
    if kind == "case":
        case = overview.find_case(session, actor, public_id)
        sealed.require_reason(session, case.public_id if case else None)
        return offered_on_case(session, actor, case) if case else {}
    notice = notice_view.find(session, actor, public_id)
    sealed.require_reason_of(session, notice)
    return offered_on_notice(session, actor, notice) if notice else {}


def _require_right(session: Session, opened: Opened, actor: StaffMember, answer: Answer) -> None:
    """Who may not do it may not look at what it would do. Raises NotPermitted."""
    command = opened.act.command(opened.public_id, answer.data)
    if not engine().policy.permits(session, actor, command, 0):
        raise NotPermitted


def _bind(opened: Opened, typed: Mapping[str, list[str]]) -> Answer:
    form = site().act_forms[opened.act.form]
    with database().reading() as session:
        choices = engine().choices(session, form, opened.public_id, {})
    return bind(form, typed, today=engine().local_day(now()), choices=choices)


def _blank(session: Session, opened: Opened, typed: Mapping[str, list[str]]) -> Answer:
    form = site().act_forms[opened.act.form]
    return blank(form, typed, choices=engine().choices(session, form, opened.public_id, {}))


def _refused(opened: Opened, typed: Mapping[str, list[str]], why: Text) -> ResponseReturnValue:
    with database().reading() as session:
        kept = _blank(session, opened, typed)
    wrong = FieldError(None, "refused", why)
    return _again(opened, Answer(kept.data, kept.raw, (wrong,), kept.choices))


def _again(opened: Opened, answer: Answer) -> ResponseReturnValue:
    """The same form with its mistakes: a read, as it was the first time."""
    log_read(current_actor(), f"act_{opened.kind}", opened.public_id)
    with database().reading() as session:
        return _draw(session, opened, answer), 422


def _draw(session: Session, opened: Opened, answer: Answer) -> str:
    form, is_notice = site().act_forms[opened.act.form], opened.kind == "notice"
    found = notice_rows.find(session, opened.public_id) if is_notice else None
    return render_template(
        "act.html",
        form=act_forms.drawn(form, found, answer.raw),
        answer=answer,
        action=opened.action,
        token_field=SEND_FIELD,
        seen_field=SEEN,
        seen=_seen(session, opened),
        token=act_once.new(current_actor(), opened.action),
        preview_href=_preview_href(opened),
        back=opened.back,
        is_case=opened.back.startswith("/arenden"),
        **_about(session, opened),
        has_errors=bool(answer.errors),
    )


def _about(session: Session, opened: Opened) -> about.Parts:
    """What the act is about, beside its form."""
    if opened.kind == "notice":
        return about.of_notice_page(session, notice_rows.get(session, opened.public_id))
    number = case_rows.get(session, opened.public_id).number
    return about.of_case_page(session, opened.public_id, number)


def _preview_href(opened: Opened) -> str:
    """Only letters of a case are written by an act."""
    is_case = opened.kind == "case"
    return letter_previews.href(opened.act.form, opened.action) if is_case else ""
