"""Operations: what has gone wrong in the machinery, by ids and element names and nothing else.

The administrator sees to it and sees no case, so no name, number or fact of a case stands here.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.operations import OPERATORS, EndInstance, begins_anew, hindrance
from db import migrate
from db.session import Session
from engine import interventions, open_incidents
from engine.commands import AskRetry
from engine.errors import NotFound, NotPermitted, Refused
from engine.open_incidents import IncidentView, Mending
from web import form_input, operations_lists, operations_words, step_names
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell
from web.operations_lists import LONGEST

bp = Blueprint("operations", __name__)


@bp.get("/drift")
@requires(*OPERATORS)
def show() -> ResponseReturnValue:
    """Incidents, jobs, timers, messages, versions, and whether a worker is there."""
    log_read(current_actor(), "operations")
    return _draw("")


@bp.post("/drift/storningar/<incident>/forsok")
@requires(*OPERATORS)
def retry(incident: str) -> ResponseReturnValue:
    """Ask for one more try; the page tells when it has worked."""
    try:
        _execute(AskRetry(incident))
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw(refused.text.in_language(current_language())), 409
    tell(_("Ett nytt försök är begärt. Störningen visas som löst först när steget har gått."))
    return redirect("/drift", 303)


@bp.get("/drift/storningar/<incident>/avsluta")
@requires(*OPERATORS)
def ask_end(incident: str) -> ResponseReturnValue:
    """What ending the instance would mean, and the question why."""
    with database().reading() as session:
        _found(session, incident)
    log_read(current_actor(), "incident", incident)
    return _draw_end(incident, "", "")


@bp.post("/drift/storningar/<incident>/avsluta")
@requires(*OPERATORS)
def end(incident: str) -> ResponseReturnValue:
    """End the instance by hand, with the reason."""
    sent = form_input.read(request)
    reason = sent.field("reason")
    if is_changed(sent):
        return _draw_end(incident, reason, "")
    try:
        _execute(EndInstance(incident, reason))
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw_end(incident, reason, refused.text.in_language(current_language())), 422
    tell(_("Processen är avslutad. Den som arbetar med ärendet ser en flagga."))
    return redirect("/drift", 303)


def _execute(command: object) -> None:
    with database().transaction() as session:
        engine().execute(session, command, current_actor())


def _draw(wrong: str) -> str:
    with database().reading() as session:
        found = open_incidents.open_now(session, LONGEST)
        mended = open_incidents.mended_lately(session, now(), LONGEST)
        return render_template(
            "operations.html",
            **operations_lists.page(session, now()),
            is_current=migrate.is_current(database()),
            incidents=[_incident(session, one) for one in found],
            mended=[_incident(session, one) for one in mended],
            open_incidents=open_incidents.count_open(session),
            wrong=wrong,
            errors=[{"text": wrong, "href": "#incidents"}] if wrong else [],
            has_errors=bool(wrong),
            news=news(),
        )


def _draw_end(incident: str, reason: str, wrong: str) -> str:
    with database().reading() as session:
        found = _found(session, incident)
        return render_template(
            "end_instance.html",
            incident=_incident(session, found),
            reason=reason,
            wrong=wrong,
            errors=[{"text": wrong, "href": "#reason"}] if wrong else [],
            has_errors=bool(wrong),
        )


def _found(session: Session, incident: str) -> IncidentView:
    found = open_incidents.find(session, incident)
    if found is None:
        raise NotFound
    return found


def _incident(session: Session, one: IncidentView) -> dict[str, Any]:
    state, tone = operations_words.state(one)
    address = f"/drift/storningar/{one.public_id}"
    return {
        "id": one.public_id,
        **step_names.of(session, one.definition_id, one.element)._asdict(),
        "instance": one.instance,
        "about": one.about,
        "cause": operations_words.cause(session, one),
        "attempts": one.attempts,
        "opened_at": one.opened_at,
        "mended_at": one.mended_at,
        "state": state,
        "tone": tone,
        "next": operations_words.next_act(one, now()),
        "look_for": operations_words.look_for(one),
        "retry": f"{address}/forsok" if interventions.may_be_tried(one) else "",
        **_ending(session, one, f"{address}/avsluta"),
    }


def _ending(session: Session, one: IncidentView, address: str) -> dict[str, Any]:
    """Where the instance is ended, or why it may not be and who has to do what instead."""
    if one.mending not in (Mending.GIVEN_UP, Mending.UNTRIED):
        return {"end": "", "hindrance": "", "begins_anew": False}
    why = hindrance(session, one)
    return {
        "end": "" if why else address,
        "hindrance": why.in_language(current_language()) if why else "",
        "begins_anew": begins_anew(session, one),
    }
