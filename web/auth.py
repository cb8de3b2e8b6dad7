"""Logging in and out: demo persons, on loopback only, and only where the settings say so."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from cases import login
from cases.people import active_staff
from cases.policy import BOARD, ON_DUTY, TASK_ROLES, StaffMember, staff_member
from ledger.access import record_login
from ledger.events import Actor
from web import form_input
from web.access import LOGGED_IN, database, is_demo_here, logged_in, now, public, requires
from web.i18n import gettext as _
from web.security import begin_session, check_csrf, safe_path

bp = Blueprint("auth", __name__)

PUBLIC_ROOMS = frozenset({"public", "landlord_guide", "complement", "api"})
"""Where nobody is logged in: forms carry a token of their own, and systems a key."""


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
    if not public_id.isprintable():
        abort(404)
    with database().transaction() as writing:
        person = staff_member(writing, public_id)
        if person is None:
            abort(404)
        record_login(writing, person, "began", now=now())
        word = login.begin(writing, person, now())
    begin_session()
    session[LOGGED_IN] = word
    return redirect(safe_path(_next(), first_page(person)), 303)


@bp.post("/logga-ut")
@requires()
def log_out() -> ResponseReturnValue:
    person = logged_in()
    with database().transaction() as writing:
        record_login(writing, person or Actor("unknown"), "ended", now=now())
        login.end(writing, str(session.get(LOGGED_IN, "")), now())
    session.clear()
    return redirect("/", 303)


def role_name(role: str) -> str:
    """The word for a role on screen."""
    return {
        "registrar": _("Registrator"),
        "caseworker": _("Handläggare"),
        "manager": _("Sektionschef"),
        "duty_officer": _("Jour"),
        "unit_head": _("Enhetschef"),
        "committee": _("Utskottet"),
        "receiver": _("Mottagare av remisser"),
        "auditor": _("Granskare"),
        "administrator": _("Administratör"),
        "process_owner": _("Processägare"),
    }[role]


def first_page(person: StaffMember) -> str:
    """Where a person's work begins: the first place that she can go."""
    places = _places(person)
    return str(places[0]["href"]) if places else "/"


def _next() -> str | None:
    return request.values.get("next")


def _refuse_outside_demo() -> None:
    if not is_demo_here():
        abort(404)


def _check_form() -> None:
    """Every form of staff is checked, here or, to keep what was typed, by the view itself."""
    if request.method != "POST" or request.endpoint is None or request.blueprint in PUBLIC_ROOMS:
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "takes_files", False):
        form_input.limit(request)
    else:
        form_input.limit_staff(request)
    if not getattr(view, "checks_csrf", False):
        check_csrf()


def _frame() -> dict[str, object]:
    person = logged_in()
    if person is None:
        return {}
    main = person.memberships[0]
    shown = {
        "name": person.name,
        "role": role_name(main.role),
        "unit": main.unit_name,
        "is_on_duty": main.role != "duty_officer" and "duty_officer" in person.roles,
        "home": first_page(person),
    }
    return {"person": shown, "nav": _places(person)}


def _places(person: StaffMember) -> list[dict[str, object]]:
    """Where she can go. On duty without a register of her own she can still type in a notice."""
    is_registrar = "registrar" in person.roles
    on_duty_only = frozenset() if is_registrar else frozenset({"duty_officer"})
    places = (
        (frozenset(TASK_ROLES), "/inkorg", _("Inkorg")),
        (ON_DUTY, "/samma-dag", _("Samma dag")),
        (frozenset({"registrar"}), "/anmalningar", _("Underrättelser")),
        # The first is where she lands: what has failed comes before any register.
        (frozenset({"administrator"}), "/drift", _("Drift")),
        (frozenset({"registrar", "administrator"}), "/hyresvardar", _("Hyresvärdar")),
        (on_duty_only, "/anmalningar/ny", _("Registrera")),
        (frozenset({"caseworker", "manager"}), "/arenden", _("Ärenden")),
        (frozenset({"receiver"}), "/remisser", _("Remisser")),
        (ON_DUTY | {"administrator"}, "/jour", _("Jour")),
        (frozenset({"administrator", "manager"}), "/installningar", _("Inställningar")),
        (frozenset({"administrator"}), "/nycklar", _("Nycklar")),
        (frozenset(BOARD), "/siffror", _("Siffror")),
        (frozenset({"auditor"}), "/granskning", _("Granskning")),
        (frozenset({"process_owner"}), "/studio", _("Studio")),
    )
    return [
        {"href": href, "text": text, "current": request.path.startswith(href)}
        for roles, href, text in places
        if person.roles & roles
    ]
