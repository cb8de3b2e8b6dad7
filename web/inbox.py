"""The inbox: what waits for the person who looks."""

from __future__ import annotations

from math import ceil
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cases import inbox, people
from cases.inbox import PAGE, InboxRow
from cases.policy import TASK_ROLES, StaffMember
from db.session import Session
from engine import definitions
from web import about, duty, loaded
from web.access import current_actor, database, engine, log_read, now, requires
from web.news import news

bp = Blueprint("inbox", __name__)
VIEWS = ("all", "mine", "unclaimed")


@bp.get("/inkorg")
@requires(*TASK_ROLES)
def show() -> ResponseReturnValue:
    actor = current_actor()
    view = request.args.get("visa", "all")
    view = view if view in VIEWS else "all"
    page = page_number()
    log_read(actor, "inbox", view=view, page=page)
    with database().reading() as session:
        counts = inbox.counts(session, actor)
        tasks = _tasks(session, actor, inbox.rows(session, actor, view, page))
        banners = duty.banners(session, actor, engine().local_day(now()))
    return render_template(
        "inbox.html",
        tasks=tasks,
        view=view,
        counts=counts,
        pages=pages(page, ceil(counts[view] / PAGE), "/inkorg", visa=view),
        news=news(),
        banners=banners,
    )


def page_number() -> int:
    """The page asked for, from 1; anything else is the first."""
    asked = request.args.get("sida", "1")
    return min(max(int(asked), 1), 10_000) if asked.isdecimal() and len(asked) < 6 else 1


def pages(number: int, total: int, path: str, **query: str) -> dict[str, object]:
    """What the template needs to lead to the pages before and after."""

    def _address(page: int) -> str:
        return f"{path}?{urlencode({**query, 'sida': page})}"

    return {
        "number": number,
        "total": max(total, 1),
        "previous": _address(number - 1) if number > 1 else "",
        "next": _address(number + 1) if number < total else "",
    }


def task_title(session: Session, definition_id: int, process: str, element: str) -> str:
    """The name of the task, in the version of the process that made it."""
    part = definitions.part(loaded.definition(session, definition_id), process)
    return about.task_title(part, element)


def _tasks(session: Session, actor: StaffMember, rows: list[InboxRow]) -> list[dict[str, object]]:
    names = people.names(session, [row.assignee for row in rows])
    units = people.unit_names(session)
    return [
        {
            "title": task_title(session, row.definition_id, row.process, row.element),
            "number": row.number,
            "waiting_since": row.since,
            "unit": units.get(row.candidate_group.partition(":")[2], ""),
            "claimed_by": names.get(row.assignee or "", ""),
            "is_mine": row.assignee == actor.id,
            "has_draft": row.has_draft,
            "href": f"/uppgifter/{row.public_id}",
        }
        for row in rows
    ]
