"""Words for what happens to letters, in the story of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.letters.channels import NAMES
from web import letters
from web.i18n import current_language
from web.i18n import gettext as _

WORDS: Mapping[str, Callable[[], str]] = {
    "letter.prepared": lambda: _("Brev skrivet"),
    "dispatch.asked": lambda: _("Brev lagt i utskickskön"),
    "dispatch.refused": lambda: _("Sättet är inte tillåtet för brevet"),
    "dispatch.handed_over": lambda: _("Brev överlämnat för utskrift"),
    "dispatch.proved": lambda: _("Brev skickat"),
    "dispatch.failed": lambda: _("Brevet kunde inte skickas"),
    "dispatch.taken_over": lambda: _("Utskick taget ur kön"),
    "dispatch.way_chosen": lambda: _("Annat sätt valt för brevet"),
    "dispatch.stated": lambda: _("Brev lämnat, enligt uppgift"),
}


def detail(kind: str, payload: Mapping[str, Any]) -> str:
    """What more can be said in a line: which letter, by what way, with what proof or reason."""
    if kind == "letter.prepared":
        return letters.title(str(payload.get("kind", "")))
    if kind == "dispatch.taken_over":
        return str(payload["reason"])
    if kind in ("dispatch.asked", "dispatch.refused", "dispatch.way_chosen"):
        name = NAMES.get(str(payload["channel"]))
        return name.in_language(current_language()) if name else ""
    return letters.proof_words(str(payload.get("proof", "")))
