"""What the parts of a process are called in the studio."""

from __future__ import annotations

from typing import Any

from cases.people import PREFIX
from cases.policy import DEPLOYER
from cases.routing import SENDER
from engine.elements import ProcessModel
from engine.findings import Finding
from engine.folder import Role, form_name, role_of
from engine.form_wording import wordings
from engine.lint.lanes import AUTOMATIC_LANE
from engine.safe_xml import XmlRefused
from engine.table_cells import read_cells
from web import diagram_names
from web.auth import role_name
from web.i18n import current_language
from web.i18n import gettext as _
from web.studio_fixes import fix
from web.studio_piece import Piece


def lane_name(model: ProcessModel, lane: str | None) -> str:
    """Who does what stands in a lane, as the diagram calls her; empty outside every lane."""
    if lane is None:
        return ""
    return (diagram_names.of(model.lanes[lane]) if lane in model.lanes else "") or role(lane)


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


def person(actor: str, names: dict[str, str]) -> str:
    """Who did something: a person by name, else Bokvar itself."""
    if actor == DEPLOYER.id:
        return _("Följer med Bokvar")
    return names.get(actor, "") if actor.startswith(PREFIX) else actor


def plain_findings(piece: Piece, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Findings as the editor and the pages take them; one about no element stands by itself.

    One about a table, or about a form, leads to its page. One that arises in another process begins
    with the name of that.
    """
    return [_plain(piece, finding) for finding in findings]


def _plain(piece: Piece, finding: Finding) -> dict[str, Any]:
    text = finding.text.in_language(current_language())
    is_here = finding.process in ("", piece.key)
    own = (finding.element or "") if is_here else ""
    part = part_page(piece, own)
    name = piece.name_of(finding.process)
    return {
        "element": own if own in piece.ids else None,
        "severity": finding.severity.value,
        "is_error": finding.is_error,
        "place": part_title(piece, own) if part else _step_name(piece, own),
        "href": part or (f"{piece.href}/steg/{own}" if own in piece.elements else ""),
        "text": text.removeprefix(f"{own}: ")
        if is_here
        else _("I processen %(name)s: %(text)s", name=name, text=text),
        "fix": fix(finding.code) if is_here else "",
    }


def part_page(piece: Piece, name: str) -> str:
    """Where a table or the texts of a form are changed; empty for every other file."""
    if name not in piece.files or role_of(name) not in _PAGES:
        return ""
    return f"{piece.href}/{_PAGES[role_of(name)]}/{form_name(name)}"


_PAGES = {Role.DECISION: "tabell", Role.FORM: "texter"}


def part_title(piece: Piece, name: str) -> str:
    """What a form or a table is called; its own name when the draft cannot be read for it."""
    body = piece.files[name]
    try:
        if role_of(name) is Role.FORM:
            titles = (one.text.in_language(current_language()) for one in wordings(body))
            return next(titles, name)
        return read_cells(body).name.in_language(current_language()) or form_name(name)
    except (ValueError, XmlRefused):
        return name


def _step_name(piece: Piece, own: str) -> str:
    return diagram_names.step(piece.elements[own]) if own in piece.elements else ""
