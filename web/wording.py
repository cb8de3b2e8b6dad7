"""Events of the ledger in words: which of them a person reads, and how each is called."""

from __future__ import annotations

from collections.abc import Callable

from engine.definitions import Definition
from engine.definitions import part as part_of
from engine.errors import NotFound
from ledger.events import Entry
from web.i18n import gettext as _

_SYSTEM_NAMES = {"system:worker", "system:deploy", "system:process"}

_WORDS: dict[str, Callable[[], str]] = {
    "notice.registered": lambda: _("Anmälan registrerad"),
    "notice.classified": lambda: _("Anmälan klassad"),
    "match.suggested": lambda: _("Möjliga hushåll föreslagna"),
    "match.decided": lambda: _("Hushåll bekräftat"),
    "match.undone": lambda: _("Kopplingen till ärendet ångrad"),
    "case.opened": lambda: _("Ärendet öppnat"),
    "case.allocated": lambda: _("Ärendet fördelat till enhet"),
    "case.closed": lambda: _("Ärendet avslutat"),
    "case.voided": lambda: _("Ärendet makulerat"),
    "notice.linked": lambda: _("Anmälan kopplad till ärendet"),
    "notice.misdirected": lambda: _("Anmälan avslutad som felsänd"),
    "letter.prepared": lambda: _("Bekräftelse skriven"),
    "dispatch.proved": lambda: _("Bekräftelse skickad"),
    "dispatch.failed": lambda: _("Bekräftelsen kunde inte skickas"),
    "dispatch.stated": lambda: _("Bekräftelse skickad på annat sätt"),
    "journal.assessment": lambda: _("Bedömning skriven"),
    "journal.review": lambda: _("Tillkommen anmälan läst"),
    "task.claimed": lambda: _("Uppgift tagen"),
    "task.released": lambda: _("Uppgift lämnad tillbaka"),
    "task.completed": lambda: _("Uppgift slutförd"),
    "incident.opened": lambda: _("Driftstörning i ett automatiskt steg"),
    "incident.repeated": lambda: _("Driftstörningen kvarstår"),
    "incident.resolved": lambda: _("Driftstörningen åtgärdad"),
    "instance.started": lambda: _("Processen startad"),
    "instance.completed": lambda: _("Processen klar"),
    "instance.cancelled": lambda: _("Processen avbruten"),
    "element.entered": lambda: _("Steget nått"),
    "element.left": lambda: _("Steget klart"),
    "element.cancelled": lambda: _("Steget avbrutet"),
    "decision.made": lambda: _("Beslutstabell tillämpad"),
    "job.submitted": lambda: _("Utskick lagt i kö"),
}

_TIMELINE = frozenset(
    kind for kind in _WORDS if kind.partition(".")[0] not in {"element", "instance", "decision"}
) - {"job.submitted", "task.claimed", "task.released"}


def is_in_timeline(entry: Entry) -> bool:
    """Whether the event belongs in the case's timeline; every event is in the auditor's list."""
    return entry.kind in _TIMELINE


def is_read_by_people(entry: Entry) -> bool:
    """Whether the event has words of its own; commands stand as the events they caused."""
    return entry.kind in _WORDS


def what(entry: Entry) -> str:
    """The event in a few words."""
    word = _WORDS.get(entry.kind)
    return word() if word else entry.kind


def detail(entry: Entry) -> str:
    """What more can be said of the event in a line; nothing that belongs in the journal."""
    payload = entry.payload
    if payload is None:
        return _("Uppgifterna är gallrade.")
    if entry.kind == "notice.classified":
        return str(payload["after"]["type_code"])
    if entry.kind in ("dispatch.proved", "dispatch.failed"):
        return str(payload["proof"])
    if entry.kind == "match.undone":
        return str(payload["reason"])
    if entry.kind.startswith("incident."):
        return str(payload.get("cause", ""))
    return ""


def who(entry: Entry, names: dict[str, str]) -> str:
    """The name of whoever did it."""
    if entry.actor in _SYSTEM_NAMES:
        return _("Bokvar")
    return names.get(entry.actor, _("Okänd person"))


def element_name(definition: Definition | None, entry: Entry) -> str:
    """The name that the element of the event has in its diagram, or nothing."""
    if definition is None or not entry.element:
        return ""
    process = str((entry.payload or {}).get("process", definition.key))
    try:
        model = part_of(definition, process).model
    except NotFound:
        return entry.element
    element = model.elements.get(entry.element)
    return element.name or entry.element if element else entry.element
