"""A registrar's search for the household of a notice, and putting one among the suggestions.

Posted, so that no name stands in an address; what was found stands in the access log before it is
shown.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import case_search, notice
from cases.commands.match import SuggestHousehold
from cases.lists import home_search, inbox
from cases.policy import StaffMember
from db.session import Session
from engine.errors import NotFound, TaskNotFound
from web import about_match, form_input, sealed
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import gettext as _
from web.language import is_changed
from web.news import tell
from web.opened_task import keep_typed

bp = Blueprint("home_search", __name__)


@bp.post("/uppgifter/<public_id>/hushall")
@requires("registrar", "manager")
def search(public_id: str) -> ResponseReturnValue:
    """The households that what was typed fits."""
    actor, sent = current_actor(), form_input.read(request)
    if "q" not in sent.fields:
        return _begun(actor, public_id, sent)
    _about(actor, public_id)
    said = sent.field("q").strip()
    if is_changed(sent) and not said:
        return _page(public_id)
    if not case_search.SHORTEST <= len(said) <= case_search.LONGEST or not said.isprintable():
        return _page(public_id, q=said, is_wrong=True), 422
    return _page(public_id, q=said, **_found(actor, public_id, said))


@bp.post("/uppgifter/<public_id>/hushall/<household>")
@requires("registrar", "manager")
def add(public_id: str, household: str) -> ResponseReturnValue:
    """Put a household that was found among the suggestions, to be compared and chosen."""
    actor = current_actor()
    about = _about(actor, public_id)
    with database().transaction() as session:
        engine().execute(session, SuggestHousehold(about, household), actor)
    tell(_("Hushållet står nu bland förslagen. Inget är kopplat än."))
    return redirect(f"/uppgifter/{public_id}", 303)


def _begun(actor: StaffMember, public_id: str, sent: form_input.Sent) -> str:
    """Who comes from the form of the task has searched for nothing yet; what she has answered there
    is kept meanwhile."""
    with database().reading() as session:
        _matched_in(session, actor, public_id)
    keep_typed(actor, public_id, sent)
    _about(actor, public_id)
    return _page(public_id)


def _found(actor: StaffMember, public_id: str, said: str) -> dict[str, Any]:
    with database().reading() as session:
        found = home_search.find(session, actor, said, engine().local_day(now()))
    log_read(actor, "household_search", public_id, found=[home.household for home in found])
    with database().reading() as session:
        homes = [
            {
                **about_match.told(session, _("Hushåll %(number)s", number=number), home),
                "add_href": f"/uppgifter/{public_id}/hushall/{home.household}",
            }
            for number, home in enumerate(found, 1)
        ]
    return {"homes": homes, "is_cut": len(homes) == home_search.MOST}


def _page(public_id: str, **shown: Any) -> str:
    return render_template("home_search.html", task_href=f"/uppgifter/{public_id}", **shown)


def _about(actor: StaffMember, public_id: str) -> str:
    """The notice that the open task is to match. Raises NotFound, ReasonNeeded."""
    with database().reading() as session:
        found = _matched_in(session, actor, public_id)
        sealed.require_reason_of(session, notice.get(session, found))
        return found


def _matched_in(session: Session, actor: StaffMember, public_id: str) -> str:
    view = inbox.task(session, actor, public_id)
    if view is None:
        raise TaskNotFound
    if view.element != about_match.ELEMENT or view.state != "open" or view.notice is None:
        raise NotFound
    return view.notice
