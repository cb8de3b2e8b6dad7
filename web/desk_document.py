"""The scanned document beside the fields: drawn anew by us, or saved as it is; never opened."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cases import scanned
from cases.policy import StaffMember
from documents import attachments, scans
from documents.attachments import Attachment
from engine.errors import NotFound
from engine.forms import Answer, FieldError
from engine.texts import Text
from web import preview_pictures
from web.access import current_actor, database, log_read, now, requires
from web.form_input import Sent
from web.preview_pictures import Shown
from web.security import TokenRefused, read_send_token

bp = Blueprint("desk_document", __name__)

AT_THE_DESK = ("registrar", "duty_officer")
PATH = "/anmalningar/ny"
SALT = "desk-document"
FIELD = "document"
"""The hidden word of what was scanned; FILE is the control that takes the file."""
FILE = "document_file"

NOT_SHOWN = FieldError(
    None,
    "not_shown",
    Text(
        "Filen är inte med än. Välj den och tryck på Visa handlingen bredvid, så sparas den med "
        "underrättelsen.",
        "The file is not there yet. Choose it and press Show the document beside, and it is saved "
        "with the notice.",
    ),
    control=FILE,
)
"""A file that was chosen and not sent: its name comes with the form, and nothing else of it."""


@bp.get(f"{PATH}/handling/<token>/sida/<number>")
@requires(*AT_THE_DESK)
def page(token: str, number: str) -> ResponseReturnValue:
    """One page as a picture that we have drawn."""
    word, document = _held(current_actor(), token)
    log_read(current_actor(), "desk_document", document.public_id, page=number)
    return Response(_drawn(current_actor(), word, document).page(number), mimetype="image/png")


@bp.get(f"{PATH}/handling/<token>")
@requires(*AT_THE_DESK)
def download(token: str) -> ResponseReturnValue:
    """The document as it came; always to be saved, never opened in the page."""
    _word, document = _held(current_actor(), token)
    log_read(current_actor(), "desk_document", document.public_id)
    with database().reading() as session:
        body = scanned.content(session, document)
    return Response(body, headers=attachments.download_headers(document))


def beside(actor: StaffMember, token: str) -> dict[str, Any] | None:
    """What the form shows beside it: ``pages``, ``href`` to save it and its ``name``."""
    try:
        word, document = _held(actor, token)
    except NotFound:
        return None
    count = len(_drawn(actor, word, document).pages)
    address = f"{PATH}/handling/{token}"
    return {
        "token": token,
        "name": document.name,
        "href": address,
        "pages": [f"{address}/sida/{number}" for number in range(1, count + 1)],
    }


def holder(actor: StaffMember, token: str) -> str:
    """Who holds what was scanned under the token, also when it has gone to its notice already: a
    form that is sent twice says the same twice. Empty for no token."""
    try:
        return scanned.holder(actor, read_send_token(SALT, token))
    except TokenRefused:
        return ""


def checked(answer: Answer, sent: Sent) -> Answer:
    """The answer, with what is wrong when a file was chosen and did not come along."""
    if not sent.field(FILE):
        return answer
    errors = (NOT_SHOWN, *answer.errors)
    return Answer(answer.data, answer.raw, errors, answer.choices, answer.routing_names)


def _held(actor: StaffMember, token: str) -> tuple[str, Attachment]:
    try:
        word = read_send_token(SALT, token)
    except TokenRefused as refused:
        raise NotFound from refused
    with database().reading() as session:
        found = scanned.find(session, actor, word)
    if found is None:
        raise NotFound
    return word, found


def _drawn(actor: StaffMember, word: str, document: Attachment) -> Shown:
    kept = preview_pictures.find(actor.id, word, now())
    if kept is not None:
        return kept
    with database().reading() as session:
        body = scanned.content(session, document)
    shown = Shown(actor.id, document.public_id, scans.pages(body, document.media_type), now())
    preview_pictures.keep(word, shown)
    return shown
