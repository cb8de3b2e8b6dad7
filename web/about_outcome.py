"""What is recorded in a case that speaks for an outcome, beside the form that closes it (D10)."""

from __future__ import annotations

from typing import Any

from cases import case as case_rows
from cases import outcome
from cases.lists.inbox import TaskView
from db.session import Session
from web import journal
from web.i18n import gettext as _

CLOSING = "close_case"


def sections(session: Session, view: TaskView) -> list[dict[str, Any]]:
    """The outcomes that the facts bear out; nothing beside any other form."""
    if view.process != CLOSING or view.case is None:
        return []
    names = journal.outcomes(session)
    found = outcome.borne_out(session, case_rows.get(session, view.case))
    rows = [{"label": code, "value": names.get(code, code).removeprefix(code)} for code in found]
    note = "" if found else _("Inget i ärendet avgör utfallet. Välj det du vet stämmer.")
    return [{"title": _("Stämmer med det som är registrerat"), "note": note, "rows": rows}]
