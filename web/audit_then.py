"""What stood there at a moment of a replay: the form as it was sent, the letters as they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases import notice
from cases.case import Case
from cases.letters import letter
from cases.letters.letter import Letter
from db.session import Session
from engine import definitions
from engine.definitions import Definition
from engine.errors import NotFound
from engine.forms import Form
from ledger import events
from ledger.events import Entry
from web import letters, wording
from web.facts import sections
from web.i18n import current_language


def form(definition: Definition, entry: Entry) -> dict[str, Any] | None:
    """The form that was sent at this event, by exactly the version that it was sent in."""
    answers = (entry.payload or {}).get("answers")
    asked = _form_of(definition, entry)
    if entry.kind != "task.completed" or asked is None or not isinstance(answers, dict):
        return None
    return {
        "title": asked.title.in_language(current_language()),
        "rows": [row for group in sections(asked, answers) for row in group["rows"]],
    }


def letters_then(session: Session, of: Case, shown: Entry) -> list[dict[str, Any]]:
    """Every letter of the case that was written before this event, with how far it had come then.

    Before is the ledger's order: what one transaction does bears one time, one thing after another.
    """
    of_it = notice.of_case(session, of.id)
    every = letter.of_notices(session, [one.id for one in of_it], of.id)
    # What a person states of a letter stands in the course of what the letter is about.
    things = {of.public_id, *(one.public_id for one in of_it), *(one.about for one in every)}
    told = events.read_subjects(session, [*things, *(one.public_id for one in every)])
    until = _until([entry for entry in told if entry.kind.startswith(_TELLING)], shown)
    last = {str((entry.payload or {}).get("letter", entry.subject)): entry for entry in until}
    return [_letter(of, one, last[one.public_id]) for one in every if one.public_id in last]


_TELLING = ("dispatch.", "letter.")


def _until(told: Sequence[Entry], shown: Entry) -> Sequence[Entry]:
    """Those of the events that the ledger has before the one that is shown."""
    ordered = events.in_order([*told, shown])
    return ordered[: ordered.index(shown)]


def _form_of(definition: Definition, entry: Entry) -> Form | None:
    process = str((entry.payload or {}).get("process", definition.key))
    try:
        part = definitions.part(definition, process)
    except NotFound:
        return None
    element = part.model.elements.get(entry.element or "")
    return part.forms.get(element.form or "") if element else None


def _letter(of: Case, one: Letter, last: Entry) -> dict[str, Any]:
    href = f"/arenden/{of.public_id}/brev/{one.public_id}"
    is_told = last.kind != "letter.prepared"
    return {
        "title": letters.title(one.kind),
        "to": one.facts["recipient"]["name"],
        "written_at": one.created_at,
        "state": wording.what(last) if is_told else "",
        "state_at": last.at,
        "href": href,
        "file_href": f"{href}/pdf",
        "picture": f"{href}/sida/1",
    }
