"""Events of the ledger in words: which of them a person reads, and how each is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from engine.definitions import Definition
from engine.definitions import part as part_of
from engine.errors import NotFound
from engine.spiff.repeating import Turn
from engine.turns import of_event
from ledger.events import Entry
from web import diagram_names, wording_arrears, wording_intake, wording_letters
from web.formats import datetime_full, datetime_short
from web.i18n import gettext as _
from web.states import notice_type
from web.turns import titled, told

A_MOMENT = timedelta(milliseconds=10)
_SYSTEM_NAMES = {"system:worker", "system:deploy", "system:process"}

_WORDS: dict[str, Callable[[], str]] = {
    "notice.landlord_recognised": lambda: _("Hyresvärden igenkänd på organisationsnumret"),
    "notice.registered": lambda: _("Underrättelse registrerad"),
    "notice.classified": lambda: _("Underrättelse klassad"),
    "match.suggested": lambda: _("Möjliga hushåll föreslagna"),
    "match.decided": lambda: _("Hushåll bekräftat"),
    "match.undone": lambda: _("Kopplingen till ärendet ångrad"),
    "case.opened": lambda: _("Ärendet öppnat"),
    "case.allocated": lambda: _("Ärendet fördelat till enhet"),
    "case.closed": lambda: _("Ärendet avslutat"),
    "case.voided": lambda: _("Ärendet makulerat"),
    "notice.linked": lambda: _("Underrättelse kopplad till ärendet"),
    "notice.misdirected": lambda: _("Underrättelse avslutad som felsänd"),
    **wording_letters.WORDS,
    **wording_intake.WORDS,
    "journal.assessment": lambda: _("Bedömning skriven"),
    "journal.review": lambda: _("Tillkommen underrättelse läst"),
    "task.claimed": lambda: _("Uppgift tagen"),
    "task.released": lambda: _("Uppgift lämnad tillbaka"),
    "task.completed": lambda: _("Uppgift slutförd"),
    "letter.voided": lambda: _("Brevet makulerat"),
    "same_day.begun": lambda: _("Bekräftelse samma dag påbörjad"),
    "same_day.approved": lambda: _("Bekräftelse samma dag skickas"),
    "same_day.taken_over": lambda: _("Bekräftelse samma dag övertagen"),
    "same_day.copy_required": lambda: _("Den som ska avhysas ska få en kopia"),
    "same_day.measured_again": lambda: _("Bekräftelsen gick sent: underrättelsen kom tidigare"),
    "same_day.concluded": lambda: _("Bekräftelse samma dag klar"),
    "confirmation.proved": lambda: _("Bekräftelsen till Kronofogden skickad"),
    "copy.proved": lambda: _("Kopian till den som ska avhysas skickad"),
    "copy.approved": lambda: _("Kanal för kopian godkänd"),
    "protection.stated": lambda: _("Skyddade uppgifter kontrollerade"),
    "channel.approved": lambda: _("Kanal till den skyddade godkänd"),
    "channel.withdrawn": lambda: _("Kanal till den skyddade återkallad"),
    "access.granted": lambda: _("Åtkomst till ärendet given"),
    "access.ended": lambda: _("Åtkomst till ärendet avslutad"),
    "case.exported": lambda: _("Utdrag gjort av granskare"),
    "case.sealed": lambda: _("Ärendet skyddat"),
    "warning.raised": lambda: _("Varning till de ansvariga"),
    "deviation.opened": lambda: _("Avvikelse antecknad"),
    "deviation.reasoned": lambda: _("Avvikelsens orsak angiven"),
    **wording_arrears.WORDS,
    "incident.opened": lambda: _("Driftstörning i ett automatiskt steg"),
    "incident.repeated": lambda: _("Driftstörningen kvarstår"),
    "incident.resolved": lambda: _("Driftstörningen åtgärdad"),
    "instance.started": lambda: _("Processen startad"),
    "instance.completed": lambda: _("Processen klar"),
    "instance.cancelled": lambda: _("Processen avbruten"),
    "instance.paused": lambda: _("Processen fortsätter strax"),
    "instance.continued": lambda: _("Processen fortsatte"),
    "instance.held": lambda: _("Processen kom aldrig till en punkt där den väntar"),
    "instance.released": lambda: _("Processen släppt vidare"),
    "element.entered": lambda: _("Steget nått"),
    "element.left": lambda: _("Steget klart"),
    "element.cancelled": lambda: _("Steget avbrutet"),
    "error.thrown": lambda: _("Ett fel leder processen vidare"),
    "escalation.thrown": lambda: _("Processen eskalerar"),
    "timer.set": lambda: _("Tid satt"),
    "timer.moved": lambda: _("Tid flyttad"),
    "timer.fired": lambda: _("Tiden inne"),
    "timer.began": lambda: _("Processen började av sig själv"),
    "decision.made": lambda: _("Beslutstabell tillämpad"),
    "decision.failed": lambda: _("Beslutstabell utan svar"),
    "job.submitted": lambda: _("Utskick lagt i kö"),
    "payload.erased": lambda: _("Uppgifter gallrade ur historiken"),
}

READ_BY_PEOPLE = frozenset(_WORDS)
"""The kinds of events that have words; commands stand as the events they caused."""

_ONLY_AUDITED = {"element", "instance", "decision", "timer", "error", "escalation"}
_TIMELINE = frozenset(kind for kind in _WORDS if kind.partition(".")[0] not in _ONLY_AUDITED) - {
    "dispatch.asked",
    "job.submitted",
    "task.claimed",
    "task.released",
    "match.suggested",
}


def timeline(entries: Sequence[Entry]) -> list[Entry]:
    """The events that belong in the story of a case or a notice; the auditor's list has them all.

    A completed task is told by what it caused; it stands itself only when it caused nothing else.
    """
    kept = [entry for entry in entries if entry.kind in _TIMELINE]
    following = [*kept[1:], None]
    return [e for e, after in zip(kept, following, strict=True) if not _is_told_by(after, e)]


def _is_told_by(after: Entry | None, entry: Entry) -> bool:
    # The events of one command stand some microseconds apart.
    if entry.kind != "task.completed" or after is None:
        return False
    return after.at - entry.at < A_MOMENT


def is_read_by_people(entry: Entry) -> bool:
    """Whether the event has words of its own."""
    return entry.kind in READ_BY_PEOPLE


def what(entry: Entry) -> str:
    """The event in a few words."""
    word = _WORDS.get(entry.kind)
    return word() if word else entry.kind


def detail(entry: Entry) -> str:
    """What more can be said of the event in a line; nothing that belongs in the journal."""
    payload = entry.payload
    if payload is None and not entry.is_erased:
        return _("Uppgifterna saknas och är inte gallrade. Be driften köra flask verify.")
    if payload is None:
        return _("Uppgifterna är gallrade.")
    if entry.kind == "notice.classified":
        return notice_type(payload["after"]["type_code"])
    if entry.kind in wording_letters.WORDS:
        return wording_letters.detail(entry.kind, payload)
    if entry.kind in ("confirmation.proved", "copy.proved"):
        return datetime_short(datetime.fromisoformat(payload["sent_at"]))
    if entry.kind in ("match.undone", "deviation.reasoned", "case.exported"):
        return str(payload["reason"])
    if told := _OF_THE_PROCESS.get(entry.kind.partition(".")[0]):
        return told(payload)
    return wording_arrears.detail(entry.kind, payload)


def _time_told(due: str | None) -> str:
    return datetime_full(datetime.fromisoformat(due)) if due else _("Tiden är inte känd.")


_OF_THE_PROCESS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "timer": lambda payload: _time_told(payload["due"]),
    "incident": lambda payload: str(payload.get("cause", "")),
    "error": lambda payload: str(payload.get("code", "")),
    "escalation": lambda payload: str(payload.get("code", "")),
}


def who(entry: Entry, names: dict[str, str]) -> str:
    """The name of whoever did it."""
    if entry.actor in _SYSTEM_NAMES:
        return _("Bokvar")
    return names.get(entry.actor, _("Okänd person"))


def element_name(
    definition: Definition | None, entry: Entry, turns: Mapping[str, Turn] = MappingProxyType({})
) -> str:
    """The name that the element of the event has in its diagram; empty when it is about none.

    turns: those of the tasks that events are about, by public id."""
    if definition is None or not entry.element:
        return ""
    payload = entry.payload or {}
    process = str(payload.get("process", definition.key))
    try:
        model = part_of(definition, process).model
    except NotFound:
        return entry.element
    element = model.elements.get(entry.element)
    name = diagram_names.step(element) if element else entry.element
    turn = of_event(entry) or turns.get(str(payload.get("task")))
    return titled(name, told([turn])) if turn else name
