"""The page of a notice, its files, and undoing a wrong match."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import case as case_rows
from cases import people
from cases.commands.basic import UndoMatch
from cases.lists import letter_view, notice_view, overview
from cases.lists.notice_view import NoticeRow
from cases.notice import Notice
from cases.policy import StaffMember
from db.session import Session
from documents import attachments
from engine.errors import NotFound, NotPermitted, Refused
from engine.form_characters import visible
from engine.texts import Text
from ledger import events
from web import (
    about_report,
    act_groups,
    case_confirmation,
    case_limits,
    case_work,
    form_input,
    letters,
    notice_copies,
    notice_words,
    sealed,
    step_failures,
    timeline,
)
from web.about import files_of, notice_identity
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.inbox import page_number, pages
from web.language import is_changed
from web.news import news, tell
from web.states import closed_reason, notice_state, notice_type

bp = Blueprint("notices", __name__)
READERS = ("registrar", "duty_officer", "caseworker", "manager", "auditor")
LONGEST_REASON = 2000


@bp.get("/anmalningar")
@requires("registrar")
def list_notices() -> ResponseReturnValue:
    """The register: what has come in, newest first; one of them by the number on its receipt."""
    actor, page, receipt = current_actor(), page_number(), _receipt_asked_for()
    log_read(actor, "notice_list", page=page, receipt=receipt)
    with database().reading() as session:
        total = notice_view.count(session, actor, receipt)
        found = [_row(row) for row in notice_view.rows(session, actor, receipt, page)]
    return render_template(
        "notices.html",
        notices=found,
        receipt=receipt,
        pages=pages(page, ceil(total / notice_view.PAGE), "/anmalningar", kvitto=receipt),
    )


@bp.get("/anmalningar/<public_id>")
@requires(*READERS)
def show(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    _find(actor, public_id)
    log_read(actor, "notice", public_id)
    return _draw(actor, public_id, "", "")


@bp.post("/anmalningar/<public_id>/angra-koppling")
@requires("registrar")
def undo_match(public_id: str) -> ResponseReturnValue:
    """Take the notice out of the wrong case; it comes back to be matched anew."""
    actor, reason = current_actor(), visible(request.form.get("reason", ""))
    _find(actor, public_id)
    if is_changed(form_input.read(request)):
        log_read(actor, "notice", public_id)
        return _draw(actor, public_id, reason, "")
    try:
        _require_short(reason)
        with database().transaction() as session:
            engine().execute(session, UndoMatch(public_id, reason), actor)
    except Refused as refused:
        if isinstance(refused, NotPermitted):
            raise
        log_read(actor, "notice", public_id)
        page = _draw(actor, public_id, reason, refused.text.in_language(current_language()))
        return page, 422
    tell(_("Kopplingen är ångrad. Underrättelsen väntar på att kopplas på nytt."))
    return redirect("/inkorg", 303)


@bp.get("/anmalningar/<public_id>/bilagor/<file_id>")
@requires(*READERS)
def download(public_id: str, file_id: str) -> ResponseReturnValue:
    """A file that came with the notice; always to be saved, never opened in the page."""
    actor = current_actor()
    _find(actor, public_id)
    with database().reading() as session:
        held = {file.public_id for file in attachments.list_for(session, f"message:{public_id}")}
    if file_id not in held:
        raise NotFound
    log_read(actor, "attachment", public_id, file=file_id)
    with database().reading() as session:
        file, pieces = attachments.read(session, file_id)
        return Response(b"".join(pieces), headers=attachments.download_headers(file))


def _receipt_asked_for() -> str:
    """A receipt number as it stands in the register, however it was read aloud or typed."""
    signs = "".join(sign for sign in request.args.get("kvitto", "").upper() if sign.isalnum())
    return "-".join((signs[:4], signs[4:8], signs[8:20])) if signs else ""


def _row(row: NoticeRow) -> dict[str, object]:
    text, tone = notice_state(row.state)
    return {
        "number": row.receipt,
        "href": f"/anmalningar/{row.public_id}",
        "type": notice_type(row.type_code),
        "arrived_at": row.arrived_at,
        "state": text,
        "tone": tone,
        "case": row.case_number or "",
    }


def _find(actor: StaffMember, public_id: str) -> Notice:
    with database().reading() as session:
        found = notice_view.find(session, actor, public_id)
        if found is None:
            raise NotFound
        sealed.require_reason_of(session, found)
    return found


def _require_short(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise Refused(
            Text(
                f"Korta ned skälet till högst {LONGEST_REASON} tecken.",
                f"Shorten the reason to at most {LONGEST_REASON} characters.",
            )
        )


def _draw(actor: StaffMember, public_id: str, reason: str, wrong: str) -> str:
    with database().reading() as session:
        found = notice_view.find(session, actor, public_id)
        if found is None:
            raise NotFound
        sealed.require_reason_of(session, found)
        return render_template(
            "notice.html",
            receipt=found.receipt,
            identity=notice_identity(found),
            sections=[
                *about_report.told_of(session, found.public_id),
                *notice_words.sections_of(session, found),
            ],
            files=files_of(session, found.public_id),
            match=_match(session, actor, found),
            undo={"reason": reason, "error": wrong},
            errors=[{"text": wrong, "href": "#reason"}] if wrong else [],
            has_errors=bool(wrong),
            news=news(),
            timeline=timeline.told(session, events.read_subject(session, found.public_id)),
            letters=_letters(session, actor, found),
            confirmations=case_confirmation.listed(session, actor, [found]),
            limits=case_limits.listed(session, [found.public_id], now()),
            flags=case_work.flags(session, [found.public_id]),
            stopped=_stopped(session, found),
            acts=act_groups.of_notice(session, actor, found),
            **notice_copies.listed(session, found),
        )


def _stopped(session: Session, found: Notice) -> list[dict[str, object]]:
    instances = overview.instances_about(session, [found.public_id])
    return step_failures.stopped(session, {row.public_id for row in instances})


_MATCH_STATES = {
    "registered": "open",
    "linked": "joined",
    "misdirected": "misdirected",
    "duplicate": "copy",
}


def _letters(session: Session, actor: StaffMember, found: Notice) -> list[dict[str, object]]:
    told = events.read_subject(session, found.public_id)
    names = people.names(session, [entry.actor for entry in told])
    own = f"/anmalningar/{found.public_id}"
    seen = letter_view.of_notice(session, actor, found.id)
    return letters.listed(session, seen, own, told, names)


def _match(session: Session, actor: StaffMember, found: Notice) -> dict[str, object]:
    state = _MATCH_STATES[found.state]
    decided = notice_view.decision(session, found)
    names = people.names(session, [decided.actor if decided else None])
    linked = case_rows.by_id(session, found.case_id) if found.case_id else None
    may_open = bool(actor.roles & {"caseworker", "manager", "auditor"})
    may_undo = linked is not None and "registrar" in actor.roles
    return {
        "state": state,
        "case_number": linked.number if linked else "",
        "case_href": f"/arenden/{linked.public_id}" if linked and may_open else "",
        "decided_by": names.get(decided.actor, "") if decided else "",
        "decided_at": decided.at if decided else None,
        "reason": closed_reason(found.closed_reason),
        "undo_href": f"/anmalningar/{found.public_id}/angra-koppling" if may_undo else "",
    }
