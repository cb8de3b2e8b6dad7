"""The public door: the landlord's notice and its receipt, without an account."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from cases import intake
from cases.intake import ContentDiffers, Receipt, UploadedFile
from documents.errors import AttachmentRefused
from engine import definitions
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import form_input, letter_previews
from web.access import database, now, public
from web.assets import DIST
from web.formats import STOCKHOLM, datetime_full
from web.i18n import LANGUAGES
from web.language import A_YEAR_SECONDS, is_changed, remember
from web.security import (
    SEND_FIELD,
    TokenRefused,
    new_send_token,
    read_send_token,
    safe_path,
)

common = Blueprint("common", __name__)
bp = Blueprint("public", __name__)

CHANNEL = "ETJANST"
"""The code of this door in the register (domain 2.2)."""

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
    """Remember the reader's language and go back to where she was."""
    response = redirect(safe_path(_came_from(), "/"), 303)
    if code in LANGUAGES:
        remember(response, code)
    return response


@common.get("/")
@public
def start() -> ResponseReturnValue:
    return render_template("start.html")


@bp.get("/anmalan")
@public
def notice_form() -> ResponseReturnValue:
    form = _form()
    return _draw(form, blank(form), new_send_token(FORM))


@bp.post("/anmalan")
@public
def send_notice() -> ResponseReturnValue:
    """Keep the notice and go to the receipt; or show everything again with what is wrong."""
    form = _form()
    sent = form_input.read(request)
    if is_changed(sent):
        return _in_other_language(form, sent)
    answer = bind(form, sent.fields, today=now().astimezone(STOCKHOLM).date(), ignored={SEND_FIELD})
    try:
        word = read_send_token(FORM, sent.field(SEND_FIELD))
    except TokenRefused:
        wrong = _OLD_FORM if sent.fields else _NOTHING_CAME
        return _again(form, answer, new_send_token(FORM), wrong, had_files=bool(sent.files))
    token = sent.field(SEND_FIELD)
    if answer.errors or sent.refused:
        wrong_files = (_at_files(form, error.text) for error in sent.refused)
        return _again(form, answer, token, *wrong_files, had_files=bool(sent.files))
    try:
        files = [UploadedFile(file.name, file.stream) for file in sent.files]
        with database().transaction() as session:
            intake.keep_notice(session, answer.data, files, token=word, channel=CHANNEL, now=now())
    except AttachmentRefused as refused:
        text = Text(refused.text.sv, refused.text.en)
        return _again(form, answer, token, _at_files(form, text))
    except ContentDiffers as earlier:
        before = _sent_before(earlier.receipt)
        return _again(form, answer, new_send_token(FORM), before, had_files=bool(sent.files))
    return redirect(f"/anmalan/kvitto/{token}", 303)


@bp.get("/anmalan/kvitto/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """The receipt: a number and a time, and nothing about anyone."""
    with database().reading() as session:
        given = intake.receipt_of(session, _word(token), CHANNEL)
    if given is None:
        return render_template("errors/404.html"), 404
    return render_template(
        "receipt.html", receipt_number=given.number, received_at=given.received_at
    )


_OLD_FORM = FieldError(
    None,
    "old_form",
    Text(
        "Sidan var för gammal eller kom från ett annat håll. Det du skrev finns kvar: "
        "kontrollera det och skicka igen.",
        "The page was too old or came from somewhere else. What you wrote is still here: "
        "check it and send again.",
    ),
)


_NOTHING_CAME = FieldError(
    None,
    "nothing_came",
    Text(
        "Det du skickade kom inte fram. Gå tillbaka i webbläsaren och skicka igen, "
        "eller fyll i formuläret här.",
        "What you sent did not arrive. Go back in the browser and send again, "
        "or fill in the form here.",
    ),
)


def _form() -> Form:
    """The form of the start event of the deployed process that notices start."""
    with database().reading() as session:
        definition = definitions.started_by_message(session, intake.NOTICE_RECEIVED)
    if definition is None:
        raise LookupError("The process that receives notices is not deployed.")
    start_event = next(e for e in definition.model.elements.values() if e.type == "startEvent")
    return definition.forms[start_event.form or FORM]


def _draw(form: Form, answer: Answer, token: str, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "notice_form.html",
        form=form,
        answer=answer,
        token=token,
        token_field=SEND_FIELD,
        has_errors=bool(answer.errors),
    )
    return page, status


def _in_other_language(form: Form, sent: form_input.Sent) -> ResponseReturnValue:
    """What was typed, unjudged; files must be chosen again."""
    try:
        read_send_token(FORM, token := sent.field(SEND_FIELD))
    except TokenRefused:
        token = new_send_token(FORM)
    typed = blank(form, sent.fields)
    if sent.files:
        return _again(form, typed, token, had_files=True)
    return _draw(form, typed, token)


def _again(
    form: Form, answer: Answer, token: str, *more: FieldError, had_files: bool = False
) -> ResponseReturnValue:
    """The form once more. A browser never fills in files again, so say that they must be chosen."""
    chosen = (_at_files(form, _CHOOSE_AGAIN),) if had_files and not _names_files(form, more) else ()
    errors = (*more, *answer.errors, *chosen)
    shown = Answer(answer.data, answer.raw, errors, answer.choices, answer.routing_names)
    return _draw(form, shown, token, 422)


_CHOOSE_AGAIN = Text(
    "Välj filerna igen. De följer inte med när något annat ska rättas.",
    "Choose the files again. They do not come along when something else is to be corrected.",
)


def _names_files(form: Form, errors: tuple[FieldError, ...]) -> bool:
    return any(error.field in form.files for error in errors)


def _at_files(form: Form, text: Text) -> FieldError:
    name = next(iter(form.files), None)
    return FieldError(name, "file", text, control=name)


def _sent_before(earlier: Receipt) -> FieldError:
    when = datetime_full(earlier.received_at)
    return FieldError(
        None,
        "sent_before",
        Text(
            f"Den här underrättelsen skickades {when} och har kvitto {earlier.number}. Sedan "
            "dess har du ändrat något. Skicka igen om du vill lämna en ny underrättelse.",
            f"This notice was sent {when} and has receipt {earlier.number}. You have changed "
            "something since. Send again if you want to leave a new notice.",
        ),
    )


def _word(token: str) -> str:
    try:
        return read_send_token(FORM, token)
    except TokenRefused:
        return ""


def _came_from() -> str:
    came_from = request.headers.get("Referer", "")
    prefix = request.host_url.rstrip("/")
    if not came_from.startswith(prefix):
        return "/"
    # A preview is an answer to a form and has no page of its own to go back to.
    return came_from.removeprefix(prefix).removesuffix(letter_previews.SUFFIX)
