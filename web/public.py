"""The public door: the landlord's notice and its receipt, without an account."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from flask.typing import ResponseReturnValue

from cases import intake
from engine import definitions
from engine.forms import Form
from web import notice_sending, receipts
from web.access import database, public, site
from web.assets import DIST
from web.i18n import LANGUAGES
from web.language import A_YEAR_SECONDS, remember
from web.notice_sending import NoticeForm
from web.security import safe_path

common = Blueprint("common", __name__)
bp = Blueprint("public", __name__)

FORM = "notice_u10"


@common.get("/static/dist/<path:name>")
@public
def built_file(name: str) -> Response:
    """A built file; its name holds the hash of its bytes, so it may be kept for ever."""
    response = send_from_directory(DIST, name, max_age=A_YEAR_SECONDS)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR_SECONDS}, immutable"
    return response


@common.get("/sprak/<code>")
@public
def choose_language(code: str) -> ResponseReturnValue:
    """Remember the reader's language and go back to where she was, or where that page says."""
    response = redirect(safe_path(request.args.get("till") or _came_from(), "/"), 303)
    if code in LANGUAGES:
        remember(response, code)
    return response


@common.get("/")
@public
def start() -> ResponseReturnValue:
    return render_template("start.html", help_contact=site().help_contact)


@bp.get("/anmalan")
@public
def notice_form() -> ResponseReturnValue:
    return notice_sending.show(_whole_form())


@bp.post("/anmalan")
@public
def send_notice() -> ResponseReturnValue:
    """Keep the notice and go to the receipt; or show everything again with what is wrong."""
    return notice_sending.send(_whole_form())


@bp.get("/anmalan/kvitto/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """The receipt: a number and a time, and nothing about anyone."""
    return receipts.page(_form_of(token), token)


@bp.get("/anmalan/kvitto/<token>/pdf")
@public
def receipt_file(token: str) -> Response:
    """The same as a file to keep."""
    return receipts.file(_form_of(token), token)


def _form_of(token: str) -> NoticeForm:
    """The form that a receipt is of. What we have not signed is refused before anything is read."""
    notice_sending.receipt_of(FORM, token)
    return _whole_form()


def _whole_form() -> NoticeForm:
    return NoticeForm(FORM, "/anmalan", _form(), back="/hyresvard")


def _form() -> Form:
    """The form of the start event of the deployed process that notices start."""
    with database().reading() as session:
        definition = definitions.started_by_message(session, intake.NOTICE_RECEIVED)
    if definition is None:
        raise LookupError("The process that receives notices is not deployed.")
    start_event = next(e for e in definition.model.elements.values() if e.type == "startEvent")
    return definition.forms[start_event.form or FORM]


def _came_from() -> str:
    came_from = request.headers.get("Referer", "")
    prefix = request.host_url.rstrip("/")
    if not came_from.startswith(prefix):
        return "/"
    return _readable(came_from.removeprefix(prefix))


def _readable(address: str) -> str:
    """The page there, or the nearest one above it: an answer to a form has no page of its own to go
    back to."""
    path, mark, query = address.partition("?")
    ways = current_app.url_map.bind("")
    if ways.test(path, "GET"):
        return f"{path}{mark}{query}"
    above = path.rstrip("/").rpartition("/")[0]
    return _readable(above) if above else "/"
