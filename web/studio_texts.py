"""The texts of a form in both languages: questions, hints, answers and what is said of mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from web.language import is_changed
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
    "label": lambda: _("Fråga"),
    "hint": lambda: _("Hjälptext"),
    "why": lambda: _("Varför det frågas"),
    "required": lambda: _("Fel när svar saknas"),
    "options/label": lambda: _("Svar"),
    "options/hint": lambda: _("Hjälptext till svar"),
    "submit": lambda: _("Knappens ord"),
    "options/submit": lambda: _("Knappens ord när svaret är valt"),
}
"""What the texts of a form are, by the word for them in the file; ``options/``: of an answer."""


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
        if is_changed(sent):
            log_read(current_actor(), "process", key)
            return _draw(piece, name, _typed(found, sent), sent)
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
        return _again(piece, name, found, sent, refused)
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
    piece: Piece, name: str, found: Sequence[Wording], sent: form_input.Sent, wrong: Refused
) -> ResponseReturnValue:
    log_read(current_actor(), "process", piece.key)
    return _draw(piece, name, _typed(found, sent), sent, wrong), 422


def _typed(found: Sequence[Wording], sent: form_input.Sent) -> list[Wording]:
    """The texts as they were typed; those that were not sent stay."""
    return [
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


def _draw(
    piece: Piece,
    name: str,
    found: Sequence[Wording],
    sent: form_input.Sent | None = None,
    wrong: Refused | None = None,
) -> str:
    about = tuple(one for one in piece.findings if one.element == _file(name))
    title = next((one.text.in_language(current_language()) for one in found), name)
    questions = _questions(found)
    return render_template(
        "studio/texts.html",
        process=head(piece),
        title=title,
        action=f"{piece.href}/texter/{name}",
        texts=[_shown(number, one, questions) for number, one in enumerate(found, start=1)],
        **studio_saving.named(piece, sent),
        findings=[{**one, "place": ""} for one in plain_findings(piece, about)],
        errors=studio_saving.mistakes(wrong, "#texts", f"{piece.href}/texter/{name}"),
        has_errors=wrong is not None,
        news=news(),
    )


def _shown(number: int, one: Wording, questions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "what": _what(one, questions),
        "name": one.path,
        "sv": one.text.sv,
        "en": one.text.en,
    }


def _what(one: Wording, questions: Mapping[str, str]) -> str:
    """Which text it is, and of which question."""
    kind = f"options/{one.part}" if "/options/" in one.path else one.part
    word = _PARTS[kind]() if kind in _PARTS else one.part
    word = f"{word} {number}" if (number := _answer(one.path)) else word
    asked = questions.get(one.field, "") if kind != "label" else ""
    return f"{word}: {asked}" if asked else word


def _answer(path: str) -> int:
    """Which answer of its question a text belongs to, from 1; none when to no answer."""
    _before, _options, after = path.partition("/options/")
    return int(after.partition("/")[0]) + 1 if after else 0


def _questions(found: Sequence[Wording]) -> dict[str, str]:
    """What each field asks, by its name."""
    asked = [one for one in found if one.part == "label" and "/options/" not in one.path]
    return {one.field: one.text.in_language(current_language()) for one in asked}
