"""The auditor's replay: step any process of a case forward and back, event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cases import case_search, people
from cases.case import Case
from cases.lists import overview
from cases.lists.overview import InstanceRow
from cases.policy import StaffMember
from db.session import Session
from db.types import utc_text
from engine import definitions, trail, turns
from engine.definitions import Definition
from engine.errors import NotFound
from engine.spiff.repeating import Turn
from ledger.events import Entry, read_subject
from web import (
    audit_again,
    audit_then,
    decision_failures,
    diagram_names,
    form_input,
    loaded,
    sealed,
    wording,
)
from web.access import current_actor, database, log_read, requires
from web.drawing import diagram, process_of_interest
from web.i18n import current_language
from web.i18n import gettext as _
from web.inbox import page_number, pages
from web.language import is_changed
from web.states import case_state
from web.values import variable_name, variable_value

bp = Blueprint("audit", __name__)


@bp.get("/granskning")
@requires("auditor")
def list_cases() -> ResponseReturnValue:
    actor, page = current_actor(), page_number()
    log_read(actor, "audit_list", page=page)
    with database().reading() as session:
        total = overview.count_auditable(session, actor)
        found = _cases(session, overview.auditable(session, actor, page))
    return _list(found, pages=pages(page, ceil(total / overview.PAGE), "/granskning"))


@bp.post("/granskning")
@requires("auditor")
def search() -> ResponseReturnValue:
    """The case that bears the number. Posted, so that whatever is typed stands in no address; what
    was found is logged before it is shown."""
    actor, sent = current_actor(), form_input.read(request)
    is_changed(sent)
    said = sent.field("q").strip()
    if not said or len(said) > case_search.LONGEST or not said.isprintable():
        return _list([], q=said, is_wrong=True, has_errors=True), 422
    with database().reading() as session:
        found = case_search.find_numbered(session, actor, said)
    log_read(actor, "audit_search", found=[case.public_id for case in found])
    with database().reading() as session:
        return _list(_cases(session, found), q=said)


@bp.get("/granskning/<case_id>/<instance_id>")
@requires("auditor")
def replay(case_id: str, instance_id: str) -> ResponseReturnValue:
    """One instance after one of its events; the address of a moment can be sent to a colleague."""
    actor = current_actor()
    with database().reading() as session:
        case, row = _find(session, actor, case_id, instance_id)
    log_read(actor, "replay", instance_id, case=case_id)
    with database().reading() as session:
        entries = [e for e in read_subject(session, instance_id) if wording.is_read_by_people(e)]
        if not entries:
            raise NotFound
        step = _step(entries)
        definition = loaded.definition(session, row.definition_id)
        names = people.names(session, [one for e in entries for one in (e.actor, e.on_behalf_of)])
        which = turns.recorded(session, entries)
        facts = _page(case, row, definition, entries, step, names, which)
        letters = audit_then.letters_then(session, case, entries[step - 1])
    again = audit_again.verdict(instance_id, len(entries))
    return render_template("audit.html", **facts, letters=letters, verdict=again)


def _list(found: list[dict[str, Any]], **facts: Any) -> str:
    unsearched = {"q": "", "is_wrong": False, "has_errors": False, "pages": None}
    return render_template("audit_cases.html", cases=found, **{**unsearched, **facts})


def _page(
    case: Case,
    row: InstanceRow,
    definition: Definition,
    entries: Sequence[Entry],
    step: int,
    names: dict[str, str],
    which: Mapping[str, Turn],
) -> dict[str, Any]:
    base = f"/granskning/{case.public_id}/{row.public_id}"
    until = entries[:step]
    moment = trail.fold(until)
    process = process_of_interest(definition, until)
    part = definitions.part(definition, process)
    return {
        "case": {"number": case.number, "href": f"/arenden/{case.public_id}"},
        "process": {
            "name": diagram_names.process(definition.model),
            "version": definition.version,
            "digest": part.digest[:12],
            "drawing": diagram(definition, process, moment),
        },
        "step": step,
        "total": len(entries),
        **_ways(base, step, len(entries)),
        "base": base,
        "here": f"{base}?tid={utc_text(entries[step - 1].at)}",
        "form": audit_then.form(definition, entries[step - 1]),
        "events": [
            {
                "number": number,
                "time": entry.at,
                "who": wording.who(entry, names),
                "what": wording.what(entry),
                "element": wording.element_name(definition, entry, which),
                "href": f"{base}?steg={number}",
            }
            for number, entry in enumerate(entries, start=1)
        ],
        "shown": _shown(definition, entries[step - 1], names, which),
        "values": _values(definition, moment),
    }


def _ways(base: str, step: int, total: int) -> dict[str, str]:
    return {
        "first": f"{base}?steg=1" if step > 1 else "",
        "previous": f"{base}?steg={step - 1}" if step > 1 else "",
        "next": f"{base}?steg={step + 1}" if step < total else "",
        "last": f"{base}?steg={total}" if step < total else "",
    }


def _shown(
    definition: Definition, entry: Entry, names: dict[str, str], which: Mapping[str, Turn]
) -> dict[str, Any]:
    return {
        "time": entry.at,
        "who": wording.who(entry, names),
        "on_behalf_of": names.get(entry.on_behalf_of or "", ""),
        "what": wording.what(entry),
        "element": wording.element_name(definition, entry, which),
        "element_id": entry.element or "",
        "detail": _detail(definition, entry),
    }


def _detail(definition: Definition, entry: Entry) -> str:
    if entry.kind == "decision.failed" and entry.payload is not None:
        return decision_failures.recorded(entry.payload, definition)
    if entry.kind != "decision.made" or entry.payload is None:
        return wording.detail(entry)
    tables = [t for part in definitions.parts(definition) for t in part.decisions.values()]
    language = current_language()
    told = {
        rule.id: rule.annotation.in_language(language) or rule.id
        for table in tables
        for rule in table.rules
    }
    rules = "; ".join(told.get(rule, rule) for rule in entry.payload["rules"])
    return _("Regel som gällde: %(rules)s", rules=rules)


def _values(definition: Definition, moment: trail.Moment) -> list[dict[str, Any]]:
    """The values after the step; those that the step changed come first."""
    names = sorted(moment.values, key=lambda name: (name not in moment.changed, name))
    return [
        {
            "name": variable_name(name),
            "key": name,
            "is_changed": name in moment.changed,
            "before": variable_value(definition, name, moment.changed.get(name)),
            "after": variable_value(definition, name, moment.values[name]),
        }
        for name in names
    ]


def _find(
    session: Session, actor: StaffMember, case_id: str, instance_id: str
) -> tuple[Case, InstanceRow]:
    case = overview.find_auditable(session, actor, case_id)
    if case is None:
        raise NotFound
    sealed.require_reason(session, case.public_id)
    for row in overview.instances_of_case(session, case):
        if row.public_id == instance_id:
            return case, row
    raise NotFound


def _cases(session: Session, found: list[Case]) -> list[dict[str, Any]]:
    instances = overview.instances_of_cases(session, found)
    every = [row for rows in instances.values() for row in rows]
    steps = overview.count_events(session, every, wording.READ_BY_PEOPLE)
    ids = {row.definition_id for row in every}
    names = {one: diagram_names.process(loaded.definition(session, one).model) for one in ids}
    return [_case(case, instances[case.public_id], steps, names) for case in found]


def _case(
    case: Case, instances: list[InstanceRow], steps: dict[str, int], names: dict[int, str]
) -> dict[str, Any]:
    text, tone = case_state(case.state)
    return {
        "number": case.number,
        "opened_at": case.opened_at,
        "state": text,
        "tone": tone,
        "export": f"/granskning/{case.public_id}/utdrag",
        "processes": [
            {
                "name": names[row.definition_id],
                "started_at": row.started_at,
                "steps": steps[row.public_id],
                "href": f"/granskning/{case.public_id}/{row.public_id}",
            }
            for row in instances
        ],
    }


def _step(entries: Sequence[Entry]) -> int:
    """The step that is asked for: by its number, or by the instant that it stood at.

    A number may mean another event in a later version of Bokvar; an instant always means the same.
    """
    asked = request.args.get("steg", "1")
    if (until := _instant(request.args.get("tid", ""))) is not None:
        return max(sum(entry.at <= until for entry in entries), 1)
    return min(max(int(asked), 1), len(entries)) if asked.isdecimal() and len(asked) < 7 else 1


def _instant(text: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return None
    return said if said.tzinfo else None
