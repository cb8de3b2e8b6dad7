"""The page of a case: everything about it, for those who work on it."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cases import case_search, people
from cases.case import Case
from cases.law.calendar import local_day
from cases.lists import inbox, overview
from cases.lists.inbox_days import next_days
from cases.lists.inbox_letters import PROCESS
from cases.lists.overview import InstanceRow, Overview
from cases.policy import StaffMember
from db.session import Session
from engine import trail
from engine.errors import NotFound
from ledger.events import Entry
from web import (
    about_report,
    case_confirmation,
    case_head,
    case_limits,
    case_sections,
    case_work,
    diagram_names,
    form_input,
    journal,
    letters,
    loaded,
    notice_words,
    sealed,
    step_failures,
    timeline,
    turns,
)
from web.access import current_actor, database, log_read, now, requires
from web.drawing import diagram, process_of_interest
from web.facts import personal_number, postal_address
from web.formats import date_full
from web.i18n import gettext as _
from web.inbox import letter_words, page_number, pages, task_title
from web.language import is_changed
from web.news import news
from web.states import case_state, instance_state, notice_type

bp = Blueprint("cases", __name__)
READERS = ("caseworker", "manager", "auditor", "registrar", "duty_officer")
"""Whoever of them the policy lets see a case: the last two only a sealed one that they were let
into."""


@bp.get("/arenden")
@requires("caseworker", "manager")
def list_cases() -> ResponseReturnValue:
    """The cases of the person's units: numbers, types and states, no names (domain 4.3)."""
    actor, page = current_actor(), page_number()
    log_read(actor, "case_list", page=page)
    with database().reading() as session:
        total = overview.count_visible(session, actor)
        found = overview.case_list(session, actor, page)
        rows = _rows(session, found)
    return _list(rows, pages=pages(page, ceil(total / overview.PAGE), "/arenden"))


@bp.post("/arenden")
@requires("caseworker", "manager")
def search() -> ResponseReturnValue:
    """The cases that what was typed fits. Posted, so that no name stands in an address; what was
    found is logged before it is shown."""
    actor, sent = current_actor(), form_input.read(request)
    is_changed(sent)
    said = sent.field("q").strip()
    if not case_search.SHORTEST <= len(said) <= case_search.LONGEST or not said.isprintable():
        return _list([], q=said, is_wrong=True, has_errors=True), 422
    with database().reading() as session:
        found = case_search.find(session, actor, said, local_day(now()))
    log_read(actor, "case_search", found=[case.public_id for case in found])
    with database().reading() as session:
        rows = _rows(session, found)
    return _list(rows, q=said, is_cut=len(rows) == case_search.MOST)


@bp.get("/arenden/<public_id>")
@requires(*READERS)
def show(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with database().reading() as session:
        case = overview.find_case(session, actor, public_id)
        if case is None:
            raise NotFound
        sealed.require_reason(session, case.public_id)
    log_read(actor, "case", public_id)
    with database().reading() as session:
        whole = overview.gather(session, case)
        return render_template("case.html", **_page(session, actor, whole))


def _page(session: Session, actor: StaffMember, whole: Overview) -> dict[str, Any]:
    case = whole.case
    authors = [entry.author for entry in whole.journal]
    names = people.names(
        session,
        [e.actor for e in whole.events] + authors + [task.assignee for task in whole.tasks],
    )
    events = overview.events_of(session, whole.instances)
    text, tone = case_state(case.state)
    return {
        "number": case.number,
        "back": _back(actor),
        "identity": {
            "number": "",
            "name": ", ".join(member.name for member in whole.members),
            "facts": case_head.facts(session, whole, now()),
        },
        "state": {"text": text, "tone": tone},
        "household": [_member(member) for member in whole.members],
        "dwelling": _dwelling(whole.dwelling),
        "notices": [_notice(notice) for notice in whole.notices],
        "tasks": _tasks(session, actor, whole, names),
        "letters": letters.listed(session, whole.letters, _href(case), whole.events, names),
        "journal": journal.entries(session, whole, names),
        "timeline": timeline.told(session, whole.events),
        "limits": case_limits.listed(
            session, [case.public_id, *(n.public_id for n in whole.notices)], now()
        ),
        "work": case_work.page(session, actor, case),
        "stopped": step_failures.stopped(session, {row.public_id for row in whole.instances}),
        "evictions": case_sections.evictions(session, case, now()),
        "sections": [
            *case_sections.listed(session, case, local_day(now())),
            *case_sections.access(session, actor, case),
        ],
        "confirmations": case_confirmation.listed(session, actor, whole.notices),
        "news": news(),
        "processes": [
            _process(session, actor, case, row, events[row.public_id]) for row in whole.instances
        ],
    }


def _back(actor: StaffMember) -> dict[str, str]:
    if actor.roles & {"caseworker", "manager"}:
        return {"href": "/arenden", "text": _("Till ärendena")}
    if "auditor" in actor.roles:
        return {"href": "/granskning", "text": _("Till granskningen")}
    return {"href": "/inkorg", "text": _("Till inkorgen")}


def _list(rows: list[dict[str, Any]], **more: Any) -> str:
    nothing = {"pages": None, "q": "", "is_cut": False, "is_wrong": False}
    return render_template("cases.html", cases=rows, **{**nothing, **more})


def _rows(session: Session, found: list[Case]) -> list[dict[str, Any]]:
    units, outcomes = people.unit_names_by_id(session), journal.outcomes(session)
    types = overview.types_of(session, [case.id for case in found])
    days = next_days(session, [case.public_id for case in found])
    return [
        {
            **_row(case, units, outcomes),
            "types": [notice_type(code) for code in types.get(case.id, [])],
            "day": date_full(days[case.public_id]) if case.public_id in days else "",
        }
        for case in found
    ]


def _row(case: Case, units: dict[int, str], outcomes: dict[str, str]) -> dict[str, Any]:
    text, tone = case_state(case.state)
    return {
        "number": case.number,
        "href": _href(case),
        "opened_at": case.opened_at,
        "unit": units[case.unit_id],
        "state": text,
        "tone": tone,
        "outcome": outcomes.get(case.outcome or "", ""),
    }


def _member(member: Any) -> dict[str, Any]:
    return {
        "name": member.name,
        "role": _("Hyresgäst") if member.role == "tenant" else member.role,
        "rows": [
            {"label": _("Personnummer"), "value": personal_number(member.personal_number)},
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
        {"label": _("Postadress"), "value": postal_address(row)},
        {"label": _("Lägenhetsnummer"), "value": row.apartment_number or _("saknas")},
    ]


def _notice(notice: Any) -> dict[str, Any]:
    return {
        "type": notice_type(notice.type_code),
        "number": notice.receipt,
        "received_at": notice.arrived_at,
        "sender": notice_words.sender(notice),
        "href": f"/anmalningar/{notice.public_id}",
    }


def _tasks(
    session: Session, actor: StaffMember, whole: Overview, names: dict[str, str]
) -> list[dict[str, Any]]:
    units = people.unit_names(session)
    sending = [task.public_id for task in whole.tasks if task.process == PROCESS]
    judging = [task.public_id for task in whole.tasks if task.process == about_report.JUDGING]
    written = letter_words(session, sending) | about_report.in_short(session, judging)
    which = turns.of_tasks(session, whole.tasks)
    hers = inbox.may_open(session, actor, [task.public_id for task in whole.tasks])
    return [
        {
            "title": turns.titled(
                task_title(session, task.definition_id, task.process, task.element),
                which.get(task.public_id, ""),
            ),
            "letter": written.get(task.public_id, ""),
            "waiting_since": task.created_at,
            "unit": units.get(task.candidate_group.partition(":")[2], ""),
            "claimed_by": names.get(task.assignee or "", ""),
            "href": f"/uppgifter/{task.public_id}" if task.public_id in hers else "",
        }
        for task in whole.tasks
    ]


def _process(
    session: Session, actor: StaffMember, case: Case, row: InstanceRow, entries: list[Entry]
) -> dict[str, Any]:
    definition = loaded.definition(session, row.definition_id)
    text, tone = instance_state(row.state)
    may_audit = "auditor" in actor.roles
    process = process_of_interest(definition, entries) if row.state == "running" else row.key
    return {
        "name": diagram_names.process(definition.model),
        "state": text,
        "tone": tone,
        "started_at": row.started_at,
        "replay_href": f"/granskning/{case.public_id}/{row.public_id}" if may_audit else "",
        "drawing": diagram(definition, process, trail.fold(entries)),
    }


def _href(case: Case) -> str:
    return f"/arenden/{case.public_id}"
