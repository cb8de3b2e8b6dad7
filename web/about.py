"""What a form is about, beside it: the notice, or the household and notices of the case."""

from __future__ import annotations

from typing import Any

from cases import case as case_rows
from cases import household, notice, party
from cases.lists import overview
from cases.lists.inbox import TaskView
from cases.notice import Notice
from cases.policy import StaffMember
from db.session import Session
from documents import attachments
from engine import task_variables
from engine.definitions import Definition
from web import (
    about_arrears,
    about_eviction,
    about_match,
    about_outcome,
    about_referral,
    about_report,
    case_limits,
    case_sections,
    cautions,
    diagram_names,
    notice_brief,
    notice_words,
)
from web.access import current_actor, engine, now
from web.facts import personal_number, postal_address
from web.formats import datetime_short
from web.i18n import gettext as _
from web.states import notice_type

Parts = dict[str, Any]

MATCHING = "receive_notice"
"""The process in which the whole notice is compared; everywhere else it is looked up when needed,
so that the form is not pushed below it on a telephone."""


def of_task(session: Session, view: TaskView) -> Parts:
    """The parts of the task page that say what it is about: see templates/task.html."""
    about = notice.find(session, view.notice) if view.notice else None
    if about is not None:
        return _of_notice(session, view, about)
    if view.referral and view.case is None:
        return about_referral.received(session, view.referral)
    if view.process == about_report.RECEIVING:
        return about_report.unplaced(session, view)
    if view.case is None and view.referral is None:
        return _of_no_case()
    of_case = of_case_page(session, view.case, view.case_number or "")
    if view.referral is None:
        first = about_outcome.sections(session, view)
        return {**of_case, "sections": [*first, *of_case["sections"]]}
    why = str(task_variables.of_task(engine(), session, view.public_id).get("why") or "")
    told = about_referral.sent(session, view.referral, why)
    return {**of_case, "sections": [*told, *of_case["sections"]], "is_referral": True}


def of_case_page(session: Session, case_id: str | None, number: str) -> Parts:
    """The household, the days that count, and the notices to look up."""
    found = case_rows.get(session, case_id or "")
    members = party.members(session, found.household_id)
    dwelling = household.dwelling_of(session, found.household_id)
    of_case = overview.notices_of(session, case_id)
    return {
        "identity": {"number": number, "name": ", ".join(m.name for m in members), "facts": []},
        "sections": [
            _household(members, dwelling),
            *_booked(session, found),
            *case_limits.beside(session, [one.public_id for one in of_case], now()),
        ],
        "notices": [_whole_notice(session, one) for one in of_case],
        "files": [],
        "is_referral": False,
    }


def of_notice_page(session: Session, about: Notice) -> Parts:
    """A notice in short, the days that count, and all of it to look up."""
    return {
        "identity": notice_identity(about),
        "sections": [
            notice_brief.section(about),
            *case_limits.beside(session, [about.public_id], now()),
        ],
        "notices": [_whole_notice(session, about)],
        "files": [],
        "is_referral": False,
    }


def others_told_of(session: Session, actor: StaffMember, view: TaskView) -> list[str]:
    """The households that the page tells of and that are not what the task is about."""
    about = notice.find(session, view.notice) if view.notice else None
    is_matched = about is not None and view.element == about_match.ELEMENT
    return about_match.shown(session, actor, about) if about and is_matched else []


def task_title(part: Definition, element: str) -> str:
    """The name of the task, as the diagram of exactly that version has it."""
    return diagram_names.step(part.model.elements[element])


def _of_no_case() -> Parts:
    """What a process that begins by itself asks for is about nothing that has come in."""
    return {
        "identity": {"number": "", "name": _("Gäller inget enskilt ärende"), "facts": []},
        "sections": [],
        "notices": [],
        "files": [],
        "is_referral": False,
    }


def notice_identity(found: Notice, number: str = "") -> dict[str, Any]:
    """The bar that says which notice this is; ``number`` is the case, when it has one."""
    facts = [
        {"label": _("Kvittonummer"), "value": found.receipt},
        {"label": _("Kom in"), "value": datetime_short(found.arrived_at)},
        {"label": _("Från"), "value": notice_words.sender(found)},
        {"label": _("Varför felsänd?"), "value": notice_words.why_misdirected(found)},
    ]
    facts = [fact for fact in facts if fact["value"]]
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


def _of_notice(session: Session, view: TaskView, about: Notice) -> Parts:
    identity = notice_identity(about, view.case_number or "")
    if view.process == MATCHING:
        return {
            "identity": identity,
            "notices": [],
            "sections": [*_likely(session, view, about), *_of_notice_itself(session, about)],
            "files": files_of(session, about.public_id),
            "is_referral": False,
        }
    found = of_notice_page(session, about)
    first = [
        *about_report.sections(session, view),
        *about_arrears.sections(session, view),
        *about_eviction.sections(session, view),
        *case_limits.commitment_section(session, about, view.process, now()),
    ]
    return {
        **found,
        "identity": identity,
        "sections": [*first, *found["sections"]],
        "cautions": cautions.of(session, view, about),
    }


def _likely(session: Session, view: TaskView, about: Notice) -> list[dict[str, Any]]:
    """The suggestions, where one is to be chosen."""
    if view.element != about_match.ELEMENT:
        return []
    return about_match.sections(session, current_actor(), about)


def _booked(session: Session, found: Any) -> list[dict[str, Any]]:
    """The evictions of the case, as rows."""
    return [
        {
            "title": section["title"],
            "note": "",
            "rows": [
                {"label": card["tag"], "value": ". ".join(card["lines"])}
                for card in section["cards"]
            ],
        }
        for section in case_sections.evictions(session, found, now())
    ]


def _household(members: list[Any], dwelling: Any) -> dict[str, Any]:
    rows = [{"label": member.name, "value": _number(member.personal_number)} for member in members]
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


def _number(number: str | None) -> str:
    return personal_number(number) if number else _("Personnummer saknas")


def _of_notice_itself(session: Session, one: Notice) -> list[dict[str, Any]]:
    told = about_report.told_of(session, one.public_id)
    return [*told, *notice_words.sections_of(session, one)]


def _whole_notice(session: Session, one: Notice) -> dict[str, Any]:
    came = _(
        "Kom in %(when)s från %(sender)s.",
        when=datetime_short(one.arrived_at),
        sender=notice_words.sender(one),
    )
    return {
        "title": notice_type(one.type_code),
        "number": one.receipt,
        "came": came,
        "sections": _of_notice_itself(session, one),
        "files": files_of(session, one.public_id),
    }
