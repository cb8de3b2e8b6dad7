"""Saving in the plain pages of the studio: what was typed stays when it cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping

from cases.commands.studio import SaveDraft
from engine.errors import ConcurrentChange, Refused
from engine.texts import Text
from web import form_input
from web.access import current_actor, database, engine
from web.i18n import current_language
from web.studio_piece import Piece

OLD_PAGE = Refused(
    Text(
        "Sidan var för gammal. Inget har sparats. Kontrollera det du skrev och spara igen.",
        "The page was too old. Nothing has been saved. Check what you wrote and save again.",
    )
)
_CHARACTERS = Text(
    "Texten innehåller tecken som inte går att spara. Ta bort dem eller skriv om texten.",
    "The text has characters that cannot be saved. Remove them or write the text again.",
)


def number(typed: str) -> int:
    """A version or an id that a form carries; what is no such number fits nothing."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def save(key: str, sent: form_input.Sent, files: Mapping[str, bytes]) -> None:
    """Keep these files in the draft of the process. Raises Refused."""
    version, base = number(sent.field("version")), number(sent.field("base"))
    with database().transaction() as session:
        engine().execute(session, SaveDraft(key, version, base, files), current_actor())


def named(piece: Piece, sent: form_input.Sent | None) -> dict[str, object]:
    """The version and the base that a form names: what was seen when it was filled in, also when it
    is shown again, so that sending it once more cannot write over what somebody else has saved."""
    if sent is None:
        return {"version": piece.version, "base": piece.current.id}
    return {"version": sent.field("version"), "base": sent.field("base")}


def mistakes(wrong: Refused | None, place: str, page: str) -> list[dict[str, str]]:
    """Why it was not saved, as an error summary takes it: at the form, or, when somebody else was
    first, with the page as it is now."""
    if wrong is None:
        return []
    href = page if isinstance(wrong, ConcurrentChange) else place
    return [{"text": wrong.text.in_language(current_language()), "href": href}]


def written(sent: form_input.Sent, name: str) -> str:
    """What was typed in a field, its lines as lines. Raises Refused for what no file can hold."""
    typed = sent.field(name).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not all(sign.isprintable() or sign in "\n\t" for sign in typed):
        raise Refused(_CHARACTERS)
    return typed
