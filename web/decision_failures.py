"""What is told of a decision table that gave no answer: which one, why, and which rules hit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from db.session import Session
from engine import definitions, failed_decisions
from engine.decisions import FAILURES
from engine.definitions import Definition
from engine.failed_decisions import FailedDecision
from engine.open_incidents import IncidentView
from engine.texts import Text
from web import loaded
from web.i18n import current_language
from web.i18n import gettext as _
from web.values import variable_name, variable_value

_WHY: dict[str, Callable[[str], str]] = {
    "no_rule": lambda table: _("Ingen regel i tabellen ”%(table)s” passade.", table=table),
    "several_rules": lambda table: _("Flera regler i tabellen ”%(table)s” passade.", table=table),
    "rules_disagree": lambda table: _(
        "Flera regler i tabellen ”%(table)s” passade och ger olika svar.", table=table
    ),
    "value_not_allowed": lambda table: _(
        "Tabellen ”%(table)s” fick eller gav ett värde som den inte tillåter.", table=table
    ),
    "not_worked_out": lambda table: _(
        "Ett uttryck i tabellen ”%(table)s” gick inte att räkna ut.", table=table
    ),
}
_REASONS = {kind.__name__: kind.reason for kind in FAILURES}


def cause(session: Session, one: IncidentView) -> str:
    """Why the step stands: the table by its name, and the rules that hit by their numbers."""
    definition = loaded.definition(session, one.definition_id)
    found = failed_decisions.at_position(session, one.instance, one.position, definition)
    if found is None:
        found = FailedDecision(_drawn(definition, one.element), ())
    return _told(_REASONS.get(one.cause, ""), found)


def recorded(payload: Mapping[str, Any], definition: Definition) -> str:
    """The same of what the ledger tells, with the values that the table was asked about."""
    said = _told(str(payload["reason"]), failed_decisions.of_payload(payload, definition))
    values = "; ".join(
        f"{variable_name(name)}: {variable_value(definition, name, value)}"
        for name, value in payload["inputs"].items()
    )
    return f"{said} {_('Värden: %(values)s.', values=values)}" if values else said


def _told(reason: str, found: FailedDecision) -> str:
    table = found.table.in_language(current_language())
    why = (
        _WHY[reason](table)
        if reason in _WHY
        else _("Tabellen ”%(table)s” gav inget svar.", table=table)
    )
    if not found.rows:
        return why
    rows = ", ".join(map(str, found.rows))
    return f"{why} {_('Regler som passade: %(rows)s.', rows=rows)}"


def _drawn(definition: Definition, element_id: str) -> Text:
    """The table that the diagram has the step ask; the step itself when it is drawn with none."""
    for part in definitions.parts(definition):
        element = part.model.elements.get(element_id)
        table = part.decisions.get(element.decision or "") if element else None
        if table is not None:
            return table.name
    return Text(element_id, element_id)
