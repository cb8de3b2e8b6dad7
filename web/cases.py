"""The page of a case: everything about it, for those who work on it."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from cases import overview, people
from cases.case import Case
from cases.letter import Letter
from cases.overview import Overview
from cases.policy import StaffMember
from db.session import Session
from engine import definitions, trail
from engine.errors import NotFound
from ledger.events import read_subject
from web import wording
from web.access import current_actor, database, log_read, requires
from web.drawing import diagram, process_of_interest
from web.i18n import gettext as _
from web.inbox import page_number, pages, task_title
from web.states import case_state, instance_state, letter_state

bp = Blueprint("cases", __name__)
READERS = ("caseworker", "manager", "auditor")


@bp.get("/arenden")
@requires("caseworker", "manager")
def list_cases() -> ResponseReturnValue:
    """The cases of the person's units: numbers and states, no names (domain 4.3)."""
    actor, page = current_actor(), page_number()
    log_read(actor, "case_list", page=page)
    with database().reading() as session:
        total = overview.count_visible(session, actor)
        found = overview.case_list(session, actor, page)
        rows = [_row(session, case) for case in found]
    return render_template(
        "cases.html",
        cases=rows,
        pages=pages(page, ceil(total / overview.PAGE), "/arenden"),
    )


@bp.get("/arenden/<public_id>")
@requires(*READERS)
def show(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with database().reading() as session:
        case = overview.find_case(session, actor, public_id)
    if case is None:
        raise NotFound
    log_read(actor, "case", public_id)
    with database().reading() as session:
        whole = overview.gather(session, case)
        return render_template("case.html", **_page(session, actor, whole))


@bp.get("/arenden/<public_id>/brev/<letter_id>")
@requires(*READERS)
def letter(public_id: str, letter_id: str) -> ResponseReturnValue:
    """A letter as it was sent."""
    actor = current_actor()
    with database().reading() as session:
        case = overview.find_case(session, actor, public_id)
        if case is None:
            raise NotFound
        whole = overview.gather(session, case)
    found = next((one for one in whole.letters if one.public_id == letter_id), None)
    if found is None:
        abort(404)
    log_read(actor, "letter", letter_id)
    return render_template(
        "letter.html", letter=_letter(found, case), body=found.body, case_href=_href(case)
    )


def _page(session: Session, actor: StaffMember, whole: Overview) -> dict[str, Any]:
    case = whole.case
    names = people.names(
        session, [e.actor for e in whole.events] + [entry.author for entry in whole.journal]
    )
    text, tone = case_state(case.state, case.outcome)
    return {
        "identity": {
            "number": case.number,
            "name": ", ".join(member.name for member in whole.members),
            "facts": [{"label": _("Enhet"), "value": people.unit_name(session, case.unit_id)}],
        },
        "state": {"text": text, "tone": tone},
        "household": [_member(member) for member in whole.members],
        "dwelling": _dwelling(whole.dwelling),
        "notices": [_notice(notice) for notice in whole.notices],
        "tasks": [_task(session, task) for task in whole.tasks],
        "letters": [_letter(one, case) for one in whole.letters],
        "journal": [_journal(entry, names) for entry in whole.journal],
        "timeline": _timeline(whole, names),
        "processes": [_process(session, actor, whole, row) for row in whole.instances],
    }


def _timeline(whole: Overview, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "time": entry.at,
            "who": wording.who(entry, names),
            "what": wording.what(entry),
            "detail": wording.detail(entry),
        }
        for entry in whole.events
        if wording.is_in_timeline(entry)
    ]


def _row(session: Session, case: Case) -> dict[str, Any]:
    text, tone = case_state(case.state, case.outcome)
    return {
        "number": case.number,
        "href": _href(case),
        "opened_at": case.opened_at,
        "unit": people.unit_name(session, case.unit_id),
        "state": text,
        "tone": tone,
    }


def _member(member: Any) -> dict[str, Any]:
    number = member.personal_number or _("saknas")
    return {
        "name": member.name,
        "role": _("Hyresgäst") if member.role == "tenant" else member.role,
        "rows": [
            {"label": _("Personnummer"), "value": number},
            {"label": _("Skyddade uppgifter"), "value": _protection(member.protection)},
        ],
    }


def _protection(protection: str) -> str:
    return {
        "unknown": _("Inte kontrollerat – behandlas som skyddat utanför ärendet"),
        "none": _("Nej"),
        "marked": _("Sekretessmarkering"),
        "protected_registration": _("Skyddad folkbokföring"),
        "assumed_identity": _("Fingerade personuppgifter"),
    }[protection]


def _dwelling(row: Any) -> list[dict[str, str]]:
    return [
        {"label": _("Adress"), "value": row.street},
        {"label": _("Postadress"), "value": f"{row.postal_code} {row.town}"},
        {"label": _("Lägenhetsnummer"), "value": row.apartment_number or _("saknas")},
    ]


def _notice(notice: Any) -> dict[str, Any]:
    return {
        "type": notice.type_code or "",
        "number": notice.receipt,
        "received_at": notice.arrived_at,
        "sender": notice.facts["sender_name"],
        "href": f"/anmalningar/{notice.public_id}",
    }


def _task(session: Session, task: Any) -> dict[str, Any]:
    units = people.unit_names(session)
    claimed = people.names(session, [task.assignee])
    return {
        "title": task_title(session, task.definition_id, task.process, task.element),
        "waiting_since": task.created_at,
        "unit": units.get(task.candidate_group.partition(":")[2], ""),
        "claimed_by": claimed.get(task.assignee or "", ""),
        "href": f"/uppgifter/{task.public_id}",
    }


def _letter(one: Letter, case: Case) -> dict[str, Any]:
    text, tone = letter_state(one.state)
    return {
        "title": _("Bekräftelse till den som anmält"),
        "made_at": one.created_at,
        "to": one.recipient,
        "state": text,
        "tone": tone,
        "proof": one.proof or "",
        "href": f"{_href(case)}/brev/{one.public_id}",
    }


def _journal(entry: Any, names: dict[str, str]) -> dict[str, Any]:
    title = {
        "assessment": _("Bedömning"),
        "review": _("Tillkommen anmälan läst"),
        "closing": _("Avslut"),
    }[entry.kind]
    return {
        "title": title,
        "time": entry.written_at,
        "who": names.get(entry.author, ""),
        "rows": [{"label": str(key), "value": str(value)} for key, value in entry.facts.items()],
    }


def _process(session: Session, actor: StaffMember, whole: Overview, row: Any) -> dict[str, Any]:
    definition = definitions.load(session, row.definition_id)
    entries = read_subject(session, row.public_id)
    moment = trail.fold(entries)
    text, tone = instance_state(row.state)
    may_audit = "auditor" in actor.roles
    process = process_of_interest(definition, entries) if row.state == "running" else row.key
    return {
        "name": definition.model.name,
        "state": text,
        "tone": tone,
        "started_at": row.started_at,
        "replay_href": f"/granskning/{whole.case.public_id}/{row.public_id}" if may_audit else "",
        "drawing": diagram(definition, process, moment),
    }


def _href(case: Case) -> str:
    return f"/arenden/{case.public_id}"
