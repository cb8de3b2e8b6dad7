"""The inbox: what waits for the person who looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cases import people
from cases.law.days_left import days_left
from cases.lists import inbox, inbox_homes, inbox_letters
from cases.lists.inbox import PAGE, InboxRow
from cases.lists.inbox_days import days_of_process, next_days
from cases.lists.inbox_homes import Home
from cases.lists.inbox_letters import Addressed
from cases.policy import TASK_ROLES, StaffMember
from db.session import Session
from engine import definitions, task_variables
from web import about, about_report, duty, letters, loaded, turns
from web.access import current_actor, database, engine, log_read, now, requires
from web.formats import date_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import news
from web.states import notice_type

bp = Blueprint("inbox", __name__)
VIEWS = ("all", "mine", "unclaimed")


@bp.get("/inkorg")
@requires(*TASK_ROLES)
def show() -> ResponseReturnValue:
    actor = current_actor()
    view = request.args.get("visa", "all")
    view = view if view in VIEWS else "all"
    page, today = page_number(), engine().local_day(now())
    with database().reading() as session:
        counts = inbox.counts(session, actor)
        rows = inbox.rows(session, actor, view, page, today)
        homes = inbox_homes.of_cases(session, {row.about for row in rows})
        groups = _groups(session, actor, rows, homes, today)
        banners = duty.banners(session, actor, today)
    log_read(actor, "inbox", view=view, page=page, named=sorted(homes))
    return render_template(
        "inbox.html",
        groups=groups,
        is_unnamed=any(group["href"] and not group["whom"] for group in groups),
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


def letter_words(session: Session, tasks: Sequence[str]) -> dict[str, str]:
    """Task that sends a letter -> which letter and to whom, in words that name nobody."""
    written = inbox_letters.of_tasks(session, tasks, lambda task: _letter_of(session, task))
    return {task: _letter(one) for task, one in written.items()}


def _groups(
    session: Session,
    actor: StaffMember,
    rows: list[InboxRow],
    homes: Mapping[str, Home],
    today: date,
) -> list[dict[str, object]]:
    """The tasks of each case, or of each thing that is in none, under what they are about."""
    tasks = _tasks(session, actor, rows, today)
    openable = inbox_homes.may_open(session, actor, {row.about for row in rows})
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        if row.about not in found:
            home = homes.get(row.about)
            found[row.about] = {
                "number": row.number or _("Remiss"),
                "href": f"/arenden/{row.about}" if row.about in openable else "",
                "whom": ", ".join((*home.names, home.street)) if home else "",
                "priority": row.priority or "",
                "is_urgent": row.priority == 1,
                "tasks": [],
            }
        cast("list[object]", found[row.about]["tasks"]).append(tasks[row.public_id])
    return list(found.values())


def _tasks(
    session: Session, actor: StaffMember, rows: list[InboxRow], today: date
) -> dict[str, dict[str, object]]:
    names = people.names(session, [row.assignee for row in rows])
    units = people.unit_names(session)
    days = next_days(session, [row.business_key for row in rows])
    keys: dict[str, list[str]] = {}
    for row in rows:
        keys.setdefault(row.process, []).append(row.business_key)
    days_of = days_of_process(session, keys)
    sending = [row.public_id for row in rows if row.process == inbox_letters.PROCESS]
    judging = [row.public_id for row in rows if row.process in about_report.PROCESSES]
    written = letter_words(session, sending) | about_report.in_short(session, judging)
    which = turns.of_tasks(session, rows)
    return {
        row.public_id: {
            "title": turns.titled(
                task_title(session, row.definition_id, row.process, row.element),
                which.get(row.public_id, ""),
            ),
            "letter": written.get(row.public_id, ""),
            "number": row.number or _without_number(row),
            "type": _type(row),
            **_next_day(days_of.get(row.process, days).get(row.business_key), today),
            "waiting_since": row.since,
            "unit": units.get(row.candidate_group.partition(":")[2], ""),
            "claimed_by": names.get(row.assignee or "", ""),
            "is_mine": row.assignee == actor.id,
            "has_draft": row.has_draft,
            "href": f"/uppgifter/{row.public_id}",
        }
        for row in rows
    }


def _type(row: InboxRow) -> str:
    """In words as long as nobody is named beside it, which no one is before the match."""
    is_unmatched = row.about == row.business_key
    return notice_type(row.type_code) if row.type_code and is_unmatched else row.type_code or ""


def _without_number(row: InboxRow) -> str:
    """What stands for a number where there is neither case nor notice to show."""
    return _("Utan underrättelse") if row.process == about_report.RECEIVING else _("Remiss")


def _letter_of(session: Session, task: str) -> str:
    return str(task_variables.of_task(engine(), session, task).get("letter_id") or "")


def _letter(written: Addressed) -> str:
    """What the letter is and to whom, without a name: a list may be read over a shoulder."""
    title = letters.title(written.kind)
    if written.kind in _SAYS_TO_WHOM:
        return title
    if written.to == "household" and written.number:
        return _("%(letter)s, till person %(number)s", letter=title, number=written.number)
    to = {
        "household": _("den som ärendet gäller"),
        "municipality": _("den andra kommunen"),
        "sender": _("avsändaren"),
    }.get(written.to)
    return _("%(letter)s, till %(to)s", letter=title, to=to) if to else title


_SAYS_TO_WHOM = ("L02", "L03", "L04")
"""Letters whose title says already to whom they go."""


def _next_day(day: date | None, today: date) -> dict[str, object]:
    if day is None:
        return {"day": "", "days_left": "", "is_late": False}
    return {
        "day": date_full(day),
        "days_left": days_left(day, today).in_language(current_language()),
        "is_late": day <= today,
    }
