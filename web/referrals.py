"""What another authority has received from us: its referrals, each as the copy that was sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cases import referral
from cases.referral import Referral
from db.session import Session
from engine.errors import NotFound
from web import about_referral
from web.access import current_actor, database, log_read, requires
from web.i18n import gettext as _

bp = Blueprint("referrals", __name__)


@bp.get("/remisser")
@requires("receiver")
def list_referrals() -> ResponseReturnValue:
    """The referrals of her unit, newest first; no names in the list (domain 4.3)."""
    actor = current_actor()
    log_read(actor, "referral_list")
    with database().reading() as session:
        rows = [_row(session, one) for one in referral.received(session, actor)]
    return render_template("referrals.html", referrals=rows)


@bp.get("/remisser/<public_id>")
@requires("receiver")
def show(public_id: str) -> ResponseReturnValue:
    """One referral that her unit has received, and what was answered."""
    actor = current_actor()
    with database().reading() as session:
        found = referral.find_received(session, actor, public_id)
    if found is None:
        raise NotFound
    log_read(actor, "referral", public_id)
    with database().reading() as session:
        sections = about_referral.copied(session, found)
        if found.answer is not None:
            rows = about_referral.answer(found)
            sections.append({"title": _("Vårt svar"), "rows": rows, "note": ""})
        return render_template(
            "referral.html",
            identity=about_referral.identity(session, found),
            sections=sections,
        )


def _row(session: Session, one: Referral) -> dict[str, Any]:
    text, tone = _state(one.state)
    return {
        "from_unit": referral.sender_name(session, one),
        "href": f"/remisser/{one.public_id}",
        "sent_at": one.sent_at,
        "state": text,
        "tone": tone,
    }


def _state(state: str) -> tuple[str, str]:
    return {
        "accepted": (_("Mottagen"), "done"),
        "declined": (_("Avböjd"), "neutral"),
    }.get(state, (_("Obesvarad"), "warning"))
