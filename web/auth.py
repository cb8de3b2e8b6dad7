"""Logging in and out: demo persons, on loopback only, and only where the settings say so."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, Flask, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from cases.people import active_staff
from cases.policy import StaffMember, staff_member
from ledger.access import record_login
from ledger.events import Actor
from web import form_input
from web.access import LOGGED_IN, database, logged_in, now, public, requires, site
from web.i18n import gettext as _
from web.security import check_csrf, safe_path

bp = Blueprint("auth", __name__)

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def init_app(app: Flask) -> None:
    """Check every form, and tell every page who is logged in and where she can go."""
    app.before_request(_check_form)
    app.context_processor(_frame)


@bp.get("/logga-in")
@public
def choose() -> ResponseReturnValue:
    """Who may be played here. Not found anywhere but in a demo on this computer."""
    _refuse_outside_demo()
    with database().reading() as reading:
        persons = [
            {"id": row.public_id, "name": row.name, "role": role_name(row.role), "unit": row.unit}
            for row in active_staff(reading)
        ]
    return render_template("login.html", persons=persons, next=safe_path(_next(), ""))


@bp.post("/logga-in")
@public
def log_in() -> ResponseReturnValue:
    _refuse_outside_demo()
    public_id = request.form.get("person", "")
    with database().transaction() as writing:
        person = staff_member(writing, public_id)
        if person is None:
            abort(404)
        record_login(writing, person, "began", now=now())
    session.clear()
    session[LOGGED_IN] = public_id
    return redirect(safe_path(_next(), first_page(person)), 303)


@bp.post("/logga-ut")
@requires()
def log_out() -> ResponseReturnValue:
    person = logged_in()
    with database().transaction() as writing:
        record_login(writing, person or Actor("unknown"), "ended", now=now())
    session.clear()
    return redirect("/", 303)


def role_name(role: str) -> str:
    """The word for a role on screen."""
    return {
        "registrar": _("Registrator"),
        "caseworker": _("Handläggare"),
        "manager": _("Enhetschef"),
        "auditor": _("Granskare"),
        "administrator": _("Administratör"),
        "process_owner": _("Processägare"),
    }[role]


def first_page(person: StaffMember) -> str:
    """Where a person's work begins."""
    return "/inkorg" if person.roles & {"registrar", "caseworker", "manager"} else "/granskning"


def _next() -> str | None:
    return request.values.get("next")


def _refuse_outside_demo() -> None:
    """Fails closed: a proxy in front, or another computer, and there is no such page."""
    is_forwarded = any(name in request.headers for name in FORWARDED)
    if not site().is_demo or is_forwarded or not _is_loopback(request.remote_addr):
        abort(404)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _check_form() -> None:
    if request.method == "POST" and not request.path.startswith("/anmalan"):
        form_input.limit(request)
        check_csrf()


def _frame() -> dict[str, object]:
    person = logged_in()
    if person is None:
        return {}
    main = person.memberships[0]
    shown = {"name": person.name, "role": role_name(main.role), "unit": main.unit_name}
    return {"person": shown, "nav": _places(person)}


def _places(person: StaffMember) -> list[dict[str, object]]:
    places = []
    if person.roles & {"registrar", "caseworker", "manager"}:
        places.append(("/inkorg", _("Inkorg")))
    if person.roles & {"caseworker", "manager"}:
        places.append(("/arenden", _("Ärenden")))
    if "auditor" in person.roles:
        places.append(("/granskning", _("Granskning")))
    return [
        {"href": href, "text": text, "current": request.path.startswith(href)}
        for href, text in places
    ]
