"""The page of a letter: as it will look, how far it has come, its file, and taking it over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import notice, people
from cases.commands.dispatch import TakeOverDispatch
from cases.letters import channels, receipt_mail
from cases.letters.letter import Letter
from cases.lists import letter_view
from cases.policy import StaffMember
from db.session import Session
from documents.errors import LetterFailed, TemplateNotFound
from engine.errors import NotFound, NotPermitted, Refused
from engine.form_characters import visible
from ledger import events
from web import form_input, letter_facts, letter_pictures, letters, sealed
from web.access import current_actor, database, engine, log_read, requires
from web.formats import date_iso
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell

bp = Blueprint("letters", __name__)
READERS = ("registrar", "duty_officer", "caseworker", "manager", "auditor")
SENDERS = ("registrar", "duty_officer", "caseworker", "manager")
LONGEST_REASON = 2000
PAGES = {"case": "/arenden", "notice": "/anmalningar"}
_IN_CASE, _IN_NOTICE = "/arenden/<thing>/brev/<letter_id>", "/anmalningar/<thing>/brev/<letter_id>"


@bp.get(_IN_CASE)
@bp.get(_IN_NOTICE)
@requires(*READERS)
def show(thing: str, letter_id: str) -> ResponseReturnValue:
    actor, kind = current_actor(), _kind()
    _find(actor, kind, thing, letter_id)
    log_read(actor, "letter", letter_id)
    return _draw(actor, kind, thing, letter_id, "", "")


@bp.get(f"{_IN_CASE}/sida/<number>")
@bp.get(f"{_IN_NOTICE}/sida/<number>")
@requires(*READERS)
def page(thing: str, letter_id: str, number: str) -> ResponseReturnValue:
    """One page as a picture."""
    found = _find(current_actor(), _kind(), thing, letter_id)
    with database().reading() as session:
        wanted = _one_page(_pages(session, found), number)
    log_read(current_actor(), "letter_page", letter_id, page=number)
    return Response(wanted, mimetype="image/png")


@bp.get(f"{_IN_CASE}/pdf")
@bp.get(f"{_IN_NOTICE}/pdf")
@requires(*READERS)
def download(thing: str, letter_id: str) -> ResponseReturnValue:
    """The letter as it is sent, to be saved; the name says what it is and of nobody."""
    found = _find(current_actor(), _kind(), thing, letter_id)
    log_read(current_actor(), "letter_file", letter_id)
    with database().reading() as session:
        pdf = letter_pictures.file(session, found)
    name = f"{found.kind}-{date_iso(found.created_at)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@bp.post(f"{_IN_CASE}/ta-over")
@bp.post(f"{_IN_NOTICE}/ta-over")
@requires(*SENDERS)
def take_over(thing: str, letter_id: str) -> ResponseReturnValue:
    """Give up the attempt that hangs; the letter then waits for somebody to choose a way."""
    actor, reason = current_actor(), visible(request.form.get("reason", ""))[:LONGEST_REASON]
    kind = _kind()
    _find(actor, kind, thing, letter_id)
    if is_changed(form_input.read(request)):
        log_read(actor, "letter", letter_id)
        return _draw(actor, kind, thing, letter_id, reason, "")
    try:
        with database().transaction() as session:
            engine().execute(session, TakeOverDispatch(letter_id, reason), actor)
    except Refused as refused:
        if isinstance(refused, NotPermitted):
            raise
        log_read(actor, "letter", letter_id)
        wrong = refused.text.in_language(current_language())
        return _draw(actor, kind, thing, letter_id, reason, wrong), 422
    tell(_("Utskicket är taget ur kön. Uppgiften att skicka på annat sätt finns i inkorgen."))
    return redirect(_href(kind, thing, letter_id), 303)


def href(session: Session, letter: Letter) -> str:
    """The address of the letter's page."""
    kind, thing = letter_view.place(session, letter)
    return _href(kind, thing, letter.public_id)


def _kind() -> str:
    """Whether the page that is asked for stands under a case or under a notice."""
    return "case" if request.path.startswith(f"{PAGES['case']}/") else "notice"


def _href(kind: str, thing: str, letter_id: str) -> str:
    return f"{PAGES[kind]}/{thing}/brev/{letter_id}"


def _find(actor: StaffMember, kind: str, thing: str, letter_id: str) -> Letter:
    """The letter, where it stands and if the actor may see it. Raises NotFound."""
    with database().reading() as session:
        found = letter_view.find(session, actor, letter_id)
        if found is None or not letter_view.is_of(session, found, kind, thing):
            raise NotFound
        where, key = letter_view.place(session, found)
        sealed.require_reason(session, key if where == "case" else None)
        if where == "notice":
            sealed.require_reason_of(session, notice.find(session, key))
    return found


def _draw(
    actor: StaffMember, kind: str, thing: str, letter_id: str, reason: str, wrong: str
) -> str:
    found = _find(actor, kind, thing, letter_id)
    with database().reading() as session:
        story = letter_view.attempts(session, found)
        told = events.read_subject(session, found.about)
        asked = [one.dispatch.asked_by for one in story]
        names = people.names(session, asked + [entry.actor for entry in told])
        own = _href(kind, thing, letter_id)
        return render_template(
            "letter.html",
            letter=letters.letter(session, found, own, told, names),
            attempts=letters.attempts(story, names),
            pages=[f"{own}/sida/{n + 1}" for n in range(_count(session, found))],
            facts=letter_facts.rows(found.facts),
            body=_message(session, found),
            written_in=letter_facts.language(found.facts),
            file_href=f"{own}/pdf",
            back={"href": f"{PAGES[kind]}/{thing}", "text": _back(kind)},
            take_over=_take_over(session, actor, found, own, reason, wrong),
            errors=[{"text": wrong, "href": "#reason"}] if wrong else [],
            has_errors=bool(wrong),
            news=news(),
        )


def _message(session: Session, found: Letter) -> str:
    """The text of the message that carries it; a letter on paper has none."""
    has_one = channels.may_have_message(session, found.kind, found.person_id, found.channel)
    return found.body if has_one else ""


def _back(kind: str) -> str:
    return _("Till ärendet") if kind == "case" else _("Till underrättelsen")


def _take_over(
    session: Session, actor: StaffMember, found: Letter, own: str, reason: str, wrong: str
) -> dict[str, Any] | None:
    """The form to take it over, when something hangs and the actor may; else nothing."""
    hangs = found.state in ("queued", "handed_over") and found.kind != receipt_mail.KIND
    asked = TakeOverDispatch(found.public_id, "")
    if not hangs or not engine().policy.permits(session, actor, asked, 0):
        return None
    return {"href": f"{own}/ta-over", "reason": reason, "error": wrong}


def _count(session: Session, found: Letter) -> int:
    """How many pages there are to show; none when the template no longer works."""
    return len(_pages(session, found))


def _one_page(pages: list[bytes], number: str) -> bytes:
    """The page with this number, as it stands in an address. Raises NotFound."""
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
    if not 1 <= wanted <= len(pages):
        raise NotFound
    return pages[wanted - 1]


def _pages(session: Session, found: Letter) -> list[bytes]:
    try:
        return list(letter_pictures.pages(session, found))
    except (LetterFailed, TemplateNotFound):
        return []
