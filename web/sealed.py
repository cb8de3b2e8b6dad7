"""A sealed case is opened with a reason, which is logged before anything of it is shown; and so is
a notice that names somebody protected, while it is in no case.

Who registers and who is on duty must be able to open such a notice: nobody else can match it, and
the duty of the day does not wait (decision 0015). So nobody is shut out, and nobody looks unseen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from cases import case, deliveries, sealing
from cases.case import Case
from cases.lists import notice_view
from cases.notice import Notice
from db.session import Session
from engine.errors import NotFound
from web import form_input
from web.access import current_actor, database, log_read, now, requires
from web.i18n import gettext as _
from web.language import is_changed
from web.security import safe_path

bp = Blueprint("sealed", __name__)

OPENED = "sealed_opened"
"""The key in the cookie: when each sealed case was last opened with a reason, by its public id."""

LASTS = timedelta(hours=1)
LONGEST_REASON = 500


class ReasonNeeded(Exception):
    """The case or the notice is protected; the reader is asked why she opens it, and sent on."""

    def __init__(self, page: str) -> None:
        super().__init__("What is protected is opened with a reason.")
        self.page = page


def init_app(app: Flask) -> None:
    """Whoever opens something of a sealed case is asked for the reason first."""
    app.register_error_handler(ReasonNeeded, _ask)


def require_reason(reading: Session, public_id: str | None) -> None:
    """Go on, unless the case is sealed and no reason was given of late. Raises ReasonNeeded."""
    found = case.find(reading, public_id) if public_id else None
    if found is not None and found.sealed and not _is_open(found.public_id):
        raise ReasonNeeded(f"/arenden/{found.public_id}")


def require_reason_of(reading: Session, about: Notice | None) -> None:
    """The same for a notice that is in a case, or a copy of one that is, and for one that is in no
    case and names somebody protected."""
    if about is None:
        return
    case_id = deliveries.case_id_of(reading, about)
    if case_id is not None:
        require_reason(reading, case.by_id(reading, case_id).public_id)
    elif sealing.is_protected(reading, about) and not _is_open(about.public_id):
        raise ReasonNeeded(f"/anmalningar/{about.public_id}")


@bp.get("/arenden/<public_id>/oppna")
@requires()
def ask(public_id: str) -> ResponseReturnValue:
    return _page(_case_words(_found(public_id)), "")


@bp.post("/arenden/<public_id>/oppna")
@requires()
def open_case(public_id: str) -> ResponseReturnValue:
    """Log the reason and lead to the page that was asked for."""
    return _open("sealed_case", public_id, _case_words(_found(public_id)))


@bp.get("/anmalningar/<public_id>/oppna")
@requires()
def ask_of_notice(public_id: str) -> ResponseReturnValue:
    return _page(_notice_words(_found_notice(public_id)), "")


@bp.post("/anmalningar/<public_id>/oppna")
@requires()
def open_notice(public_id: str) -> ResponseReturnValue:
    """The same for a notice that names somebody protected."""
    return _open("protected_notice", public_id, _notice_words(_found_notice(public_id)))


def _open(kind: str, public_id: str, words: dict[str, str]) -> ResponseReturnValue:
    sent = form_input.read(request)
    reason = sent.field("reason").strip()
    if is_changed(sent):
        return _page(words, "", reason)
    if not reason or len(reason) > LONGEST_REASON:
        return _page(words, words["missing"], reason), 422
    log_read(current_actor(), kind, public_id, reason=reason)
    kept = {key: at.isoformat() for key, at in _opened().items() if now() - at < LASTS}
    session[OPENED] = {**kept, public_id: now().isoformat()}
    return redirect(safe_path(sent.field("next"), words["href"]), 303)


def _found(public_id: str) -> Case:
    """The sealed case, for those in its group; for others there is nothing here."""
    with database().reading() as reading:
        found = case.find(reading, public_id)
        key = current_actor().public_id
        if found is None or not found.sealed or not sealing.is_in_group(reading, found, key):
            raise NotFound
    return found


def _found_notice(public_id: str) -> Notice:
    """The protected notice, for those who may see it; for others there is nothing here."""
    with database().reading() as reading:
        found = notice_view.find(reading, current_actor(), public_id)
        if found is None or not sealing.is_protected(reading, found):
            raise NotFound
    return found


def _case_words(found: Case) -> dict[str, str]:
    return {
        "href": f"/arenden/{found.public_id}",
        "title": _("Skyddat ärende %(number)s", number=found.number),
        "why": _(
            "Någon i ärendet har skyddade personuppgifter. Bara en namngiven grupp ser det, och "
            "varje gång det öppnas sparas vem, när och varför."
        ),
        "question": _("Varför öppnar du ärendet?"),
        "button": _("Öppna ärendet"),
        "missing": _("Skriv varför du öppnar ärendet, högst 500 tecken"),
    }


def _notice_words(found: Notice) -> dict[str, str]:
    return {
        "href": f"/anmalningar/{found.public_id}",
        "title": _("Skyddad underrättelse %(number)s", number=found.receipt),
        "why": _(
            "Underrättelsen nämner någon som har skyddade personuppgifter. Varje gång den öppnas "
            "sparas vem, när och varför."
        ),
        "question": _("Varför öppnar du underrättelsen?"),
        "button": _("Öppna underrättelsen"),
        "missing": _("Skriv varför du öppnar underrättelsen, högst 500 tecken"),
    }


def _page(words: dict[str, str], error: str, reason: str = "") -> str:
    return render_template(
        "sealed.html",
        words=words,
        action=f"{words['href']}/oppna",
        next=safe_path(request.values.get("next", ""), words["href"]),
        error=error,
        reason=reason,
        errors=[{"text": error, "href": "#reason"}] if error else [],
        has_errors=bool(error),
    )


def _ask(error: Exception) -> ResponseReturnValue:
    page = error.page if isinstance(error, ReasonNeeded) else ""
    target = request.full_path.rstrip("?") if request.method == "GET" else page
    return redirect(f"{page}/oppna?{urlencode({'next': target})}", 303)


def _is_open(public_id: str) -> bool:
    at = _opened().get(public_id)
    return at is not None and now() - at < LASTS


def _opened() -> dict[str, datetime]:
    kept = session.get(OPENED)
    found = kept if isinstance(kept, dict) else {}
    return {key: at for key, text in found.items() if (at := _instant(text)) is not None}


def _instant(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
