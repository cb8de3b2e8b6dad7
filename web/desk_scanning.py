"""Taking in a scanned document, to be typed in beside it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from cases import scanned
from documents.errors import AttachmentRefused
from engine.errors import NotFound
from engine.forms import FieldError
from engine.texts import Text
from web import desk, form_input
from web.access import current_actor, database, now, requires
from web.desk_document import AT_THE_DESK, FIELD, FILE, PATH, SALT, bp
from web.security import new_send_token, read_send_token, takes_files

_CHOOSE = Text(
    "Välj en fil med den skannade handlingen.", "Choose a file with the scanned document."
)


@bp.post(f"{PATH}/<kind>/handling")
@requires(*AT_THE_DESK)
@takes_files
def take_in(kind: str) -> ResponseReturnValue:
    """Keep a scanned document and show it beside what is typed; or say what is wrong with it."""
    if kind not in desk.FORMS:
        raise NotFound
    sent, token = form_input.read(request), new_send_token(SALT)
    if not sent.files:
        return desk.as_typed(kind, sent, _at_file(_CHOOSE)), 422
    file, word = sent.files[0], read_send_token(SALT, token)
    try:
        with database().transaction() as session:
            scanned.hold(session, current_actor(), word, file.name, file.stream, now())
    except AttachmentRefused as refused:
        return desk.as_typed(kind, sent, _at_file(Text(refused.text.sv, refused.text.en))), 422
    return desk.as_typed(kind, sent, document=token)


def _at_file(why: Text) -> FieldError:
    return FieldError(None, FIELD, why, control=FILE)
