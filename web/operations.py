"""Operations: what has gone wrong in the machinery, by ids and element names and nothing else.

The administrator sees to it and sees no case, so no name, number or fact of a case stands here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from cases.commands.operations import OPERATORS
from db import migrate
from db.session import Session
from engine import beats, definitions, job_lists, jobs, open_incidents
from engine.commands import AskRetry
from engine.errors import NotPermitted, Refused
from engine.job_lists import JobView
from engine.open_incidents import IncidentView, Mending
from web import loaded, operations_words
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import news, tell

bp = Blueprint("operations", __name__)

LONGEST = 50
"""How many of each are listed; the figures above count them all."""


@bp.get("/drift")
@requires(*OPERATORS)
def show() -> ResponseReturnValue:
    """Incidents and jobs, and whether a worker is there."""
    log_read(current_actor(), "operations")
    return _draw("")


@bp.post("/drift/storningar/<incident>/forsok")
@requires(*OPERATORS)
def retry(incident: str) -> ResponseReturnValue:
    """Ask for one more try; the page tells when it has worked."""
    try:
        with database().transaction() as session:
            engine().execute(session, AskRetry(incident), current_actor())
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw(refused.text.in_language(current_language())), 409
    tell(_("Ett nytt försök är begärt. Störningen visas som löst först när steget har gått."))
    return redirect("/drift", 303)


def _draw(wrong: str) -> str:
    with database().reading() as session:
        return render_template(
            "operations.html",
            workers=_workers(session, now()),
            is_worked=beats.is_any_alive(session, now()),
            is_current=migrate.is_current(database()),
            incidents=[_incident(session, one) for one in _open(session)],
            mended=[_incident(session, one) for one in _mended(session)],
            counts=jobs.count(session, now()),
            troubled=[_job(one) for one in job_lists.troubled(session, now(), LONGEST)],
            stuck=[_job(one) for one in job_lists.stuck(session, LONGEST)],
            open_incidents=open_incidents.count_open(session),
            longest=LONGEST,
            wrong=wrong,
            errors=[{"text": wrong, "href": "#incidents"}] if wrong else [],
            has_errors=bool(wrong),
            news=news(),
        )


def _workers(session: Session, at: datetime) -> list[dict[str, Any]]:
    return [
        {"started_at": one.started_at, "seen_at": one.seen_at, "is_alive": one.is_alive(at)}
        for one in beats.all_beats(session)
    ]


def _open(session: Session) -> list[IncidentView]:
    return open_incidents.open_now(session, LONGEST)


def _mended(session: Session) -> list[IncidentView]:
    return open_incidents.mended_lately(session, now(), LONGEST)


def _incident(session: Session, one: IncidentView) -> dict[str, Any]:
    state, tone = operations_words.state(one)
    return {
        "id": one.public_id,
        **_step(session, one),
        "instance": one.instance,
        "about": one.about,
        "cause": operations_words.cause(one),
        "attempts": one.attempts,
        "opened_at": one.opened_at,
        "mended_at": one.mended_at,
        "state": state,
        "tone": tone,
        "next": operations_words.next_act(one, now()),
        "retry": f"/drift/storningar/{one.public_id}/forsok" if _may_be_retried(one) else "",
    }


def _may_be_retried(one: IncidentView) -> bool:
    return one.mending in (Mending.RETRYING, Mending.GIVEN_UP)


def _step(session: Session, one: IncidentView) -> dict[str, str]:
    """The names of the step and its process, as the diagram has them."""
    definition = loaded.definition(session, one.definition_id)
    holder = next(
        (p for p in definitions.parts(definition) if one.element in p.model.elements), definition
    )
    element = holder.model.elements.get(one.element)
    process = holder.model.name or holder.key
    return {
        "step": (element.name if element else "") or one.element,
        "element": one.element,
        "process": f"{process} ({holder.key} {holder.version})",
    }


def _job(one: JobView) -> dict[str, Any]:
    state, tone = operations_words.job_state(one, now())
    return {
        "id": one.public_id,
        "kind": operations_words.kind(one),
        "element": one.element or "",
        "tries": _("%(tries)s av %(most)s", tries=one.attempts, most=one.max_attempts),
        "state": state,
        "tone": tone,
        "words": operations_words.job_words(one, now()),
        "at": one.finished_at or one.due_at,
        "deadline": one.deadline_at,
    }
