"""What a task is about, beside its form: its notice, or the household and notices of its case."""

from __future__ import annotations

from typing import Any

from cases import case as case_rows
from cases import household, notice, overview, party
from cases.inbox import TaskView
from cases.notice import Notice
from db.session import Session
from documents import attachments
from engine import task_variables
from engine.definitions import Definition
from web import about_referral, case_limits, case_work, notice_words
from web.access import engine, now
from web.facts import personal_number, postal_address
from web.formats import datetime_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.states import notice_type


def of_task(session: Session, view: TaskView) -> dict[str, Any]:
    """The parts of the task page that say what it is about: see templates/task.html."""
    about = notice.find(session, view.notice) if view.notice else None
    if about is not None:
        return _of_notice(session, view, about)
    if view.referral and view.case is None:
        return about_referral.received(session, view.referral)
    of_case = _of_case(session, view.case, view.case_number or "")
    if view.referral is None:
        return of_case
    why = str(task_variables.of_task(engine(), session, view.public_id).get("why") or "")
    told = about_referral.sent(session, view.referral, why)
    return {**of_case, "sections": [*told, *of_case["sections"]], "is_referral": True}


def task_title(part: Definition, element: str) -> str:
    """The name of the task in its diagram, which is Swedish; in English the name of its form."""
    task = part.model.elements[element]
    form = part.forms.get(task.form or "")
    if form is None or current_language() == "sv":
        return task.name
    return form.title.in_language(current_language())


def notice_identity(found: Notice, number: str = "") -> dict[str, Any]:
    """The bar that says which notice this is; ``number`` is the case, when it has one."""
    facts = [
        {"label": _("Kvittonummer"), "value": found.receipt},
        {"label": _("Kom in"), "value": datetime_full(found.arrived_at)},
        {"label": _("Från"), "value": notice_words.sender(found)},
    ]
    return {"number": number, "name": notice_type(found.type_code), "facts": facts}


def files_of(session: Session, notice_id: str) -> list[dict[str, object]]:
    """The files that came with a notice."""
    return [
        {
            "name": file.name,
            "size_bytes": file.size,
            "href": f"/anmalningar/{notice_id}/bilagor/{file.public_id}",
        }
        for file in attachments.list_for(session, f"message:{notice_id}")
    ]


def _of_notice(session: Session, view: TaskView, about: Notice) -> dict[str, Any]:
    return {
        "identity": notice_identity(about, view.case_number or ""),
        "notices": [],
        "sections": [
            *_of_arrears(session, view),
            *case_limits.task_sections(session, about, now()),
            *notice_words.sections_of(session, about),
        ],
        "files": files_of(session, about.public_id),
        "is_referral": False,
    }


def _of_arrears(session: Session, view: TaskView) -> list[dict[str, Any]]:
    """The commitment that a delegate decides on; the step of the ladder that has come."""
    if view.process not in ("decide_commitment", "contact_ladder"):
        return []
    given = task_variables.of_task(engine(), session, view.public_id)
    if view.process == "decide_commitment":
        return [case_work.proposal(session, str(given["commitment"]))]
    return [case_work.ladder_step(str(given["ladder_step_name"]))]


def _of_case(session: Session, case_id: str | None, number: str) -> dict[str, Any]:
    found = case_rows.get(session, case_id or "")
    members = party.members(session, found.household_id)
    dwelling = household.dwelling_of(session, found.household_id)
    of_case = overview.notices_of(session, case_id)
    return {
        "identity": {"number": number, "name": ", ".join(m.name for m in members), "facts": []},
        "sections": [_household(members, dwelling)],
        "notices": [_whole_notice(session, one, is_open=one is of_case[-1]) for one in of_case],
        "files": [],
        "is_referral": False,
    }


def _household(members: list[Any], dwelling: Any) -> dict[str, Any]:
    rows = [
        {"label": member.name, "value": personal_number(member.personal_number)}
        for member in members
    ]
    address = f"{dwelling.street}, {postal_address(dwelling)}"
    apartment = dwelling.apartment_number or _("saknas")
    return {
        "title": _("Hushåll"),
        "note": "",
        "rows": [
            *rows,
            {"label": _("Adress"), "value": address},
            {"label": _("Lägenhetsnummer"), "value": apartment},
        ],
    }


def _whole_notice(session: Session, one: Notice, *, is_open: bool) -> dict[str, Any]:
    came = _(
        "Kom in %(when)s från %(sender)s.",
        when=datetime_full(one.arrived_at),
        sender=notice_words.sender(one),
    )
    return {
        "title": notice_type(one.type_code),
        "number": one.receipt,
        "came": came,
        "is_open": is_open,
        "sections": notice_words.sections_of(session, one),
        "files": files_of(session, one.public_id),
    }
