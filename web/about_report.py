"""What a sender has told of a notice afterwards, beside the form where it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.doors import reported, reports
from cases.doors.reported import Reported
from cases.lists.inbox import TaskView
from db.session import Session
from engine import task_variables
from web import facts as fact_words
from web.access import engine, site
from web.formats import datetime_full
from web.i18n import current_language
from web.i18n import gettext as _

JUDGING = "judge_report"

Section = dict[str, Any]


def sections(session: Session, view: TaskView) -> list[Section]:
    """What was told, with the words of the forms; nothing for another task."""
    if view.process != JUDGING:
        return []
    told = _told(session, view.public_id)
    rows = [{"label": _("Kom in"), "value": datetime_full(told.received_at)}, *_rows(told)]
    note = told.sentence.in_language(current_language())
    return [{"title": _("Avsändarens uppgift"), "note": note, "rows": rows}]


def in_short(session: Session, tasks: Sequence[str]) -> dict[str, str]:
    """Task where a report is judged -> what was told, in a few words that name nobody."""
    return {task: _told(session, task).short.in_language(current_language()) for task in tasks}


def _told(session: Session, task: str) -> Reported:
    variables = task_variables.of_task(engine(), session, task)
    return reported.of_message(session, str(variables["report"]))


def _rows(told: Reported) -> list[dict[str, str]]:
    """Each fact; why a notice no longer holds is said in the sentence above them."""
    is_correction = told.kind == reports.CORRECTION
    said = {**told.said.get("facts", {}), **told.said}
    hidden = {"facts"} if is_correction else {"facts", "reason"}
    return [_row(name, _in_form(said[name])) for name in said if name not in hidden]


def _in_form(value: Any) -> Any:
    """Yes and no as the forms have them."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _row(name: str, value: Any) -> dict[str, str]:
    forms = site().act_forms
    for form in ("notice_desk", "notice_kfm", "correct_notice", "confirm_payment"):
        asked = next((field for field in forms[form].fields if field.name == name), None)
        if asked is not None and name != "reason":
            return fact_words.row(asked, value)
    return {"label": _own_label(name), "value": str(value)}


def _own_label(name: str) -> str:
    return {"reason": _("Skäl"), "note": _("Anteckning")}.get(name, name)
