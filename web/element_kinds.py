"""What sort of step an element is, in a word or two."""

from __future__ import annotations

from collections.abc import Callable

from engine.elements import Element
from web.i18n import gettext as _

_KINDS: dict[str, Callable[[], str]] = {
    "userTask": lambda: _("Uppgift"),
    "manualTask": lambda: _("Uppgift utanför systemet"),
    "sendTask": lambda: _("Sänder ett meddelande"),
    "receiveTask": lambda: _("Tar emot ett meddelande"),
    "subProcess": lambda: _("Delprocess"),
    "serviceTask": lambda: _("Automatiskt steg"),
    "businessRuleTask": lambda: _("Beslutstabell"),
    "callActivity": lambda: _("Anropar en process"),
    "exclusiveGateway": lambda: _("Vägval"),
    "inclusiveGateway": lambda: _("Val av en eller flera vägar"),
    "parallelGateway": lambda: _("Parallella vägar"),
    "eventBasedGateway": lambda: _("Väntar på det som händer först"),
    "startEvent": lambda: _("Start"),
    "endEvent": lambda: _("Slut"),
    "intermediateThrowEvent": lambda: _("Sänder ut något"),
    "intermediateCatchEvent": lambda: _("Väntar"),
    "boundaryEvent": lambda: _("Händelse på ett steg"),
}


_EVENTS: dict[tuple[str, str], Callable[[], str]] = {
    ("startEvent", "message"): lambda: _("Start med meddelande"),
    ("startEvent", "timer"): lambda: _("Start på tid"),
    ("endEvent", "message"): lambda: _("Slut som sänder ett meddelande"),
    ("endEvent", "signal"): lambda: _("Slut som sänder en signal"),
    ("endEvent", "error"): lambda: _("Slut med ett fel"),
    ("endEvent", "escalation"): lambda: _("Slut med en eskalering"),
    ("endEvent", "terminate"): lambda: _("Slut som avslutar allt"),
    ("intermediateThrowEvent", "message"): lambda: _("Sänder ett meddelande"),
    ("intermediateThrowEvent", "signal"): lambda: _("Sänder en signal"),
    ("intermediateThrowEvent", "escalation"): lambda: _("Eskalerar"),
    ("intermediateCatchEvent", "message"): lambda: _("Väntar på ett meddelande"),
    ("intermediateCatchEvent", "signal"): lambda: _("Väntar på en signal"),
    ("intermediateCatchEvent", "timer"): lambda: _("Väntar till en tid"),
    ("boundaryEvent", "message"): lambda: _("Meddelande på ett steg"),
    ("boundaryEvent", "timer"): lambda: _("Tid på ett steg"),
    ("boundaryEvent", "signal"): lambda: _("Signal på ett steg"),
    ("boundaryEvent", "error"): lambda: _("Fel på ett steg"),
    ("boundaryEvent", "escalation"): lambda: _("Eskalering på ett steg"),
}


def kind(element: Element) -> str:
    """What sort of step it is, in a word or two."""
    known = _EVENTS.get((element.type, element.event or "")) or _KINDS.get(element.type)
    return known() if known else element.type
