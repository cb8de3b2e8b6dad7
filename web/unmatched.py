"""Notices that belong to no household yet: what waits for the registrar, the most urgent first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cases.law.days_left import days_left
from cases.lists import unmatched
from cases.lists.unmatched import Unmatched
from cases.recovery import UNPAID_TYPES
from web.access import current_actor, database, engine, log_read, now, requires
from web.formats import date_full
from web.i18n import current_language
from web.states import notice_type

bp = Blueprint("unmatched", __name__)


@bp.get("/anmalningar/okopplade")
@requires("registrar")
def show() -> ResponseReturnValue:
    actor = current_actor()
    log_read(actor, "unmatched_notices")
    with database().reading() as session:
        found = unmatched.waiting(session, actor)
    return render_template("unmatched.html", notices=[_row(one) for one in found])


def _row(one: Unmatched) -> dict[str, Any]:
    today, language = engine().local_day(now()), current_language()
    return {
        "number": one.receipt,
        "href": f"/uppgifter/{one.task}" if one.task else f"/anmalningar/{one.public_id}",
        "type": notice_type(one.type_code),
        "sender": one.sender,
        "arrived_at": one.arrived_at,
        "day": date_full(one.day) if one.day else "",
        "days_left": days_left(one.day, today).in_language(language) if one.day else "",
        "runs": one.type_code in UNPAID_TYPES,
        "is_late": one.day is not None and one.day <= today,
        "is_told": one.suggestions is not None,
        "suggestions": [text.in_language(language) for text in one.suggestions or ()],
    }
