"""Letters as the pages of a case tell of them: to whom, how far they have come, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.letter import Letter
from ledger.events import Entry
from web.formats import date_full, datetime_full
from web.i18n import gettext as _
from web.states import letter_state


def letter(
    one: Letter, case_href: str, events: Sequence[Entry], names: dict[str, str]
) -> dict[str, Any]:
    """A letter for the template; ``events`` are those of the case, where the proof is found."""
    text, tone = letter_state(one.state)
    return {
        "title": _("Bekräftelse till den som lämnade underrättelsen"),
        "made_at": one.created_at,
        "to": one.recipient,
        "state": text,
        "tone": tone,
        "proof": _proof(one, events, names),
        "href": f"{case_href}/brev/{one.public_id}",
    }


def _proof(one: Letter, events: Sequence[Entry], names: dict[str, str]) -> str:
    """The evidence of sending as a sentence, or nothing while there is none."""
    if not one.proof or one.sent_at is None:
        return _("E-postserverns svar: %(answer)s", answer=one.proof) if one.proof else ""
    stated = _statement(one, events)
    if stated is not None:
        return _stated(stated, names)
    return _(
        "E-postservern tog emot brevet %(when)s. Svar: %(answer)s",
        when=datetime_full(one.sent_at),
        answer=one.proof,
    )


def _statement(one: Letter, events: Sequence[Entry]) -> Entry | None:
    for entry in reversed(events):
        about = (entry.payload or {}).get("letter")
        if entry.kind == "dispatch.stated" and about == one.public_id:
            return entry
    return None


def _stated(entry: Entry, names: dict[str, str]) -> str:
    said = (entry.payload or {})["statement"]
    way = {
        "letter": _("med brev"),
        "phone": _("på telefon"),
        "handed_over": _("personligen"),
    }[said["way"]]
    return _(
        "Lämnad %(way)s %(day)s av %(who)s. Det har %(name)s intygat.",
        way=way,
        day=date_full(date.fromisoformat(said["sent_on"])),
        who=said["sent_by"],
        name=names.get(entry.actor, _("Okänd person")),
    )
