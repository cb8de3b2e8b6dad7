"""What a sender has told of a notice afterwards, beside the form where it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases import people
from cases.doors import reported, reports
from cases.doors.reported import Reported
from cases.lists.inbox import TaskView
from db.session import Session
from documents import attachments
from engine import task_variables
from ledger.events import Entry, read_subject
from web import facts as fact_words
from web.access import engine, site
from web.formats import datetime_short
from web.i18n import current_language
from web.i18n import gettext as _

JUDGING = "judge_report"
RECEIVING = "receive_report"
PROCESSES = (JUDGING, RECEIVING)

_OWN = ("reason", "note", "told_by")
"""What the forms of staff ask under the same names, with another meaning."""

Section = dict[str, Any]


def sections(session: Session, view: TaskView) -> list[Section]:
    """What was told, with the words of the forms; nothing for another task."""
    if view.process not in PROCESSES:
        return []
    told = _told(session, view.public_id)
    rows = [{"label": _("Kom in"), "value": datetime_short(told.received_at)}, *_rows(told)]
    if view.process == RECEIVING:
        rows = [{"label": _("Angivet kvittonummer"), "value": told.notice}, *rows]
    return [{"title": _("Avsändarens uppgift"), "note": _note(told), "rows": rows}]


def told_of(session: Session, notice: str) -> list[Section]:
    """What the sender of a notice has told afterwards, also when it is judged: it stands beside the
    facts of the notice, for what was written in words is entered by a person."""
    told = reported.of_notice(session, notice)
    if not told:
        return []
    judged = {
        e.payload["report"]: e
        for e in read_subject(session, notice)
        if e.kind == "report.judged" and e.payload
    }
    names = people.names(session, [e.actor for e in judged.values()])
    return [_afterwards(one, judged.get(key), names) for key, one in told.items()]


def _afterwards(told: Reported, judged: Entry | None, names: Mapping[str, str]) -> Section:
    rows = [{"label": _("Kom in"), "value": datetime_short(told.received_at)}, *_rows(told)]
    rows.append({"label": _("Registratorns bedömning"), "value": _judgement(judged, names)})
    note = f"{told.short.in_language(current_language())}."
    return {"title": _("Avsändaren har berättat mer"), "note": note, "rows": rows}


def _judgement(judged: Entry | None, names: Mapping[str, str]) -> str:
    if judged is None or not judged.payload:
        return _("Inte bedömd än")
    holds = judged.payload["decision"] == "use"
    return _(
        "%(answer)s. %(who)s, %(when)s",
        answer=_("Den ska gälla") if holds else _("Det som stod ska stå kvar"),
        who=names.get(judged.actor, ""),
        when=datetime_short(judged.at),
    )


def unplaced(session: Session, view: TaskView) -> dict[str, Any]:
    """The parts of the task about a report whose number no notice has."""
    files = [
        {
            "name": file.name,
            "size_bytes": file.size,
            "href": f"/uppgifter/{view.public_id}/bilagor/{file.public_id}",
        }
        for file in attachments.list_for(session, f"message:{view.business_key}")
    ]
    told = _told(session, view.public_id)
    name = told.short.in_language(current_language())
    return {
        "identity": {"number": "", "name": name, "facts": []},
        "sections": sections(session, view),
        "notices": [],
        "files": files,
        "is_referral": False,
    }


def _note(told: Reported) -> str:
    """What is told in a sentence, and whether anybody has shown who wrote it."""
    said = told.sentence.in_language(current_language())
    if not told.is_open:
        return said
    open_form = _("Den kom genom det öppna formuläret: vem som har skrivit är inte bekräftat.")
    return f"{said} {open_form}"


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
    hidden = {"facts"} if is_correction else {"facts", "reason", "about"}
    return [_row(name, _in_form(said[name])) for name in said if name not in hidden]


def _in_form(value: Any) -> Any:
    """Yes and no as the forms have them."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _row(name: str, value: Any) -> dict[str, str]:
    forms = site().act_forms
    for form in ("notice_desk", "notice_kfm", "correct_notice", "confirm_payment"):
        asked = next((field for field in forms[form].fields if field.name == name), None)
        if asked is not None and name not in _OWN:
            return fact_words.row(asked, value)
    return {"label": _own_label(name), "value": str(value)}


def _own_label(name: str) -> str:
    return {
        "reason": _("Skäl"),
        "note": _("Avsändarens ord"),
        "told_by": _("Uppger sig heta"),
        "reach": _("Nås på"),
    }.get(name, name)
