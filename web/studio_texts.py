"""The texts of a form in both languages: questions, hints, answers and what is said of mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases.commands.studio import OWNER
from engine.errors import NotFound, NotPermitted, Refused
from engine.folder import Role, role_of
from engine.form_wording import Wording, reworded, wordings
from engine.texts import Text
from web import form_input, studio_saving
from web.access import current_actor, database, log_read, requires
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import news, tell
from web.security import TokenRefused, check_csrf, checks_csrf
from web.studio import head
from web.studio_piece import Piece, opened
from web.studio_words import plain_findings

bp = Blueprint("studio_texts", __name__)

_PARTS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Rubrik"),
    "intro": lambda: _("Inledning"),
    "group": lambda: _("Rubrik på en grupp frågor"),
    "label": lambda: _("Text"),
    "hint": lambda: _("Hjälptext"),
    "required": lambda: _("Fel: inget svar"),
}
"""What the texts of a form are, by the word for them in the file."""


@bp.get("/studio/<key>/texter/<name>")
@requires(OWNER)
def show(key: str, name: str) -> ResponseReturnValue:
    piece, found = _opened(key, name)
    log_read(current_actor(), "process", key)
    return _draw(piece, name, found)


@bp.post("/studio/<key>/texter/<name>")
@requires(OWNER)
@checks_csrf
def change(key: str, name: str) -> ResponseReturnValue:
    """Keep the texts as they were written; both languages are needed."""
    sent = form_input.read(request)
    piece, found = _opened(key, name)
    try:
        check_csrf()
        texts = {one.path: _written(one, sent) for one in found}
        if any(texts[one.path] != one.text for one in found):
            file = _file(name)
            studio_saving.save(key, sent, {file: reworded(piece.files[file], texts)})
            tell(_("Sparat i utkastet."))
    except TokenRefused:
        return _again(piece, name, found, sent, studio_saving.OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _again(piece, name, found, sent, refused.text)
    return redirect(f"/studio/{key}/texter/{name}", 303)


def _opened(key: str, name: str) -> tuple[Piece, list[Wording]]:
    with database().reading() as session:
        piece = opened(session, key)
    if _file(name) not in piece.files or role_of(_file(name)) is not Role.FORM:
        raise NotFound
    return piece, wordings(piece.files[_file(name)])


def _file(name: str) -> str:
    return f"forms/{name}.json"


def _written(one: Wording, sent: form_input.Sent) -> Text:
    """The text in both languages as it was typed. Raises Refused when one was emptied."""
    swedish, english = (
        studio_saving.written(sent, name) if name in sent.fields else stands
        for name, stands in ((f"{one.path}.sv", one.text.sv), (f"{one.path}.en", one.text.en))
    )
    if (one.text.sv and not swedish) or (one.text.en and not english):
        raise Refused(_BOTH)
    return Text(swedish, english)


_BOTH = Text(
    "Varje text behövs på båda språken. Fyll i det som är tomt.",
    "Every text is needed in both languages. Fill in what is empty.",
)


def _again(
    piece: Piece, name: str, found: Sequence[Wording], sent: form_input.Sent, wrong: Text
) -> ResponseReturnValue:
    log_read(current_actor(), "process", piece.key)
    typed = [
        Wording(
            one.path,
            one.field,
            one.part,
            Text(
                sent.fields.get(f"{one.path}.sv", [one.text.sv])[0],
                sent.fields.get(f"{one.path}.en", [one.text.en])[0],
            ),
        )
        for one in found
    ]
    return _draw(piece, name, typed, wrong.in_language(current_language())), 422


def _draw(piece: Piece, name: str, found: Sequence[Wording], wrong: str = "") -> str:
    about = tuple(one for one in piece.findings if one.element == _file(name))
    title = next((one.text.in_language(current_language()) for one in found), name)
    return render_template(
        "studio/texts.html",
        process=head(piece),
        title=title,
        action=f"{piece.href}/texter/{name}",
        texts=[_shown(number, one) for number, one in enumerate(found, start=1)],
        version=piece.version,
        base=piece.current.id,
        findings=[
            {**one, "is_error": one["severity"] == "error", "step": ""}
            for one in plain_findings(piece, about)
        ],
        wrong=wrong,
        errors=[{"text": wrong, "href": "#texts"}] if wrong else [],
        has_errors=bool(wrong),
        news=news(),
    )


def _shown(number: int, one: Wording) -> dict[str, Any]:
    part = _PARTS[one.part]() if one.part in _PARTS else one.part
    return {
        "number": number,
        "what": f"{part} ({one.field})" if one.field else part,
        "name": one.path,
        "sv": one.text.sv,
        "en": one.text.en,
    }
