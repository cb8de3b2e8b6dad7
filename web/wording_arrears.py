"""Words for what happens to limits, contact, payment and commitments, in the story of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases.arrears_words import WARNINGS
from web import limit_words
from web.formats import date_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.ladder_words import step_name

WORDS: Mapping[str, Callable[[], str]] = {
    "limit.set": lambda: _("Frist satt"),
    "limit.changed": lambda: _("Frist omräknad"),
    "limit.missed": lambda: _("Frist har gått ut"),
    "arrears.warned": lambda: _("Påminnelse om fristen"),
    "arrears.settled": lambda: _("Arbetet med skulden avslutat"),
    "payment.confirmed": lambda: _("Uppgift om betalning"),
    "measure.chosen": lambda: _("Åtgärd vald"),
    "measure.reviewed": lambda: _("Avslut granskat av sektionschefen"),
    "commitment.proposed": lambda: _("Åtagande föreslaget"),
    "commitment.stopped": lambda: _("Åtagandet kan inte prövas"),
    "commitment.decided": lambda: _("Beslut om åtagande"),
    "commitment.sent": lambda: _("Åtagandet skickat i tid"),
    "commitment.too_late": lambda: _("Åtagandet blev för sent"),
    "ladder.begun": lambda: _("Kontaktstege påbörjad"),
    "ladder.ended": lambda: _("Kontaktstege avslutad"),
    "ladder.decided": lambda: _("Beslut när kontakt saknas"),
    "ladder.group_set": lambda: _("Kontaktstege ändrad"),
    "contact.attempted": lambda: _("Kontaktförsök"),
    "complement.ended": lambda: _("Bevakningen av kompletteringen avslutad"),
    "flag.raised": lambda: _("Flagga satt"),
    "flag.settled": lambda: _("Flagga avklarad"),
    "notice.corrected": lambda: _("Uppgifter i underrättelsen ändrade"),
}
"""The kinds of events of this track, each in a few words."""


def detail(kind: str, payload: Mapping[str, Any]) -> str:
    """What more can be said in a line; nothing that belongs in the journal."""
    if kind in ("limit.set", "limit.changed"):
        day = date_full(date.fromisoformat(payload["after"]["legal"]))
        return f"{limit_words.name(payload['limit'], payload.get('basis', ''))}: {day}"
    if kind == "limit.missed":
        return limit_words.name(payload["limit"])
    if kind == "arrears.warned" and payload.get("code") in WARNINGS:
        return WARNINGS[payload["code"]].in_language(current_language())
    if kind == "contact.attempted":
        return step_name(payload["step"])
    return ""
