"""Setting aside by hand a message that fails again and again, so that those after it go on."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.aside import SetMessageAside, hindrance
from cases.commands.operations import OPERATORS
from engine import definitions, messages
from engine.errors import NotFound, NotPermitted, Refused
from web import first_uses, form_input
from web.access import current_actor, database, engine, log_read, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import tell

bp = Blueprint("message_aside", __name__)


@bp.get("/drift/meddelanden/<message>/undan")
@requires(*OPERATORS)
def ask(message: str) -> ResponseReturnValue:
    """What setting it aside would mean, and the question why."""
    page = _draw(message, "", "")
    log_read(current_actor(), "message", message)
    return page


@bp.post("/drift/meddelanden/<message>/undan")
@requires(*OPERATORS)
def set_aside(message: str) -> ResponseReturnValue:
    """Set it aside, with the reason."""
    reason = form_input.read(request).field("reason")
    try:
        with database().transaction() as session:
            engine().execute(session, SetMessageAside(message, reason), current_actor())
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw(message, reason, refused.text.in_language(current_language())), 422
    tell(_("Meddelandet är lagt åt sidan. Den som arbetar med ärendet ser en flagga."))
    return redirect("/drift", 303)


def _draw(message: str, reason: str, wrong: str) -> str:
    """By its id and what it is called, never by what it says."""
    with database().reading() as session:
        found = messages.by_public_id(session, message)
        if found is None:
            raise NotFound
        why = hindrance(engine(), session, found)
        titles = first_uses.messages(definitions.all_latest(session))
    return render_template(
        "message_aside.html",
        message={"id": message, "title": titles.get(found.name, ""), "name": found.name},
        received_at=found.received_at,
        hindrance=why.in_language(current_language()) if why else "",
        reason=reason,
        wrong=wrong,
        errors=[{"text": wrong, "href": "#reason"}] if wrong and not why else [],
        has_errors=bool(wrong),
    )
