"""What the parts of a process are called in the studio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.people import PREFIX
from cases.policy import DEPLOYER
from cases.routing import SENDER
from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.lanes import AUTOMATIC_LANE
from web.auth import role_name
from web.i18n import current_language
from web.i18n import gettext as _
from web.studio_fixes import fix
from web.studio_piece import Piece

_KINDS: dict[str, Callable[[], str]] = {
    "userTask": lambda: _("Uppgift"),
    "serviceTask": lambda: _("Automatiskt steg"),
    "businessRuleTask": lambda: _("Beslutstabell"),
    "callActivity": lambda: _("Anropar en process"),
    "exclusiveGateway": lambda: _("Vägval"),
    "parallelGateway": lambda: _("Parallella vägar"),
    "startEvent": lambda: _("Start"),
    "endEvent": lambda: _("Slut"),
    "intermediateThrowEvent": lambda: _("Sänder ett meddelande"),
    "intermediateCatchEvent": lambda: _("Väntar"),
    "boundaryEvent": lambda: _("Händelse på ett steg"),
}


def kind(element: Element) -> str:
    """What sort of step it is, in a word or two."""
    return _KINDS[element.type]() if element.type in _KINDS else element.type


def lane_name(model: ProcessModel, lane: str | None) -> str:
    """Who does what stands in a lane, as the diagram calls her; empty outside every lane."""
    if lane is None:
        return ""
    return (model.lanes[lane].name if lane in model.lanes else "") or role(lane)


def role(name: str) -> str:
    """The word for what a lane may be; the name itself for one that no lane may be."""
    if name == AUTOMATIC_LANE:
        return _("Systemet")
    if name == SENDER:
        return _("Avsändaren")
    try:
        return role_name(name)
    except KeyError:
        return name


def step_name(element: Element) -> str:
    """The name of a step; one without a name is spoken of by its id."""
    return element.name or element.id


def person(actor: str, names: dict[str, str]) -> str:
    """Who did something: a person by name, else Bokvar itself."""
    if actor == DEPLOYER.id:
        return _("Följer med Bokvar")
    return names.get(actor, "") if actor.startswith(PREFIX) else actor


def plain_findings(piece: Piece, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Findings as the editor and the pages take them; one about no element stands by itself.

    One that arises in another process begins with the name of that.
    """
    return [_plain(piece, finding) for finding in findings]


def _plain(piece: Piece, finding: Finding) -> dict[str, Any]:
    text = finding.text.in_language(current_language())
    is_here = finding.process in ("", piece.key)
    name = piece.name_of(finding.process)
    return {
        "element": finding.element if is_here and finding.element in piece.ids else None,
        "severity": finding.severity.value,
        "text": text if is_here else _("I processen %(name)s: %(text)s", name=name, text=text),
        "fix": fix(finding.code) if is_here else "",
    }
