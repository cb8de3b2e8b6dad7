"""The same-day duties: what is open with the time that is left, what is done, and the figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cases.law.calendar import end_of_day
from cases.lists import letter_view
from cases.lists.same_day_figures import Figures, Rate, same_day_figures
from cases.lists.same_day_list import Duty, duties
from cases.policy import ON_DUTY, StaffMember
from cases.same_day import IN_TIME, Confirmation
from cases.same_day_words import time_left
from db.session import Session
from web import duty
from web.access import current_actor, database, engine, log_read, now, requires
from web.formats import date_full, datetime_short, percent
from web.i18n import current_language
from web.i18n import gettext as _
from web.inbox import letter_words
from web.states import letter_state, notice_type

bp = Blueprint("same_day", __name__)

SHOWN_DAYS = 30
_SENDING = ("state_posting", "send_otherwise")
_TASKS = {
    "approve_sending": lambda: _("Skicka bekräftelsen"),
    "approve_copy": lambda: _("Godkänn kanalen för kopian"),
    "state_posting": lambda: _("Ange när brevet lämnades"),
    "send_otherwise": lambda: _("Skicka på annat sätt"),
    "take_over_confirmation": lambda: _("Ta över bekräftelsen"),
    "give_deviation_reason": lambda: _("Ange orsak till avvikelsen"),
}


@bp.get("/samma-dag")
@requires(*ON_DUTY)
def show() -> ResponseReturnValue:
    """Every duty that is open, and those of the last thirty days."""
    actor, today = current_actor(), engine().local_day(now())
    log_read(actor, "same_day")
    since = today - timedelta(days=SHOWN_DAYS)
    with database().reading() as session:
        found = duties(session, actor, since)
        figures = same_day_figures(session, actor.authorities(ON_DUTY), since, today)
        return render_template(
            "same_day.html",
            now=now(),
            open=[
                _open(session, actor, one)
                for one in reversed(found)
                if not one.confirmation.is_done
            ],
            done=[
                {**row(session, actor, one), "tasks": _links(session, one)}
                for one in found
                if one.confirmation.is_done
            ],
            figures=_figures(figures),
            banners=duty.same_day_banners(session, actor, today),
        )


def row(session: Session, actor: StaffMember, one: Duty) -> dict[str, Any]:
    """A duty as it is shown: numbers, times and states; nobody of the household."""
    confirmation = one.confirmation
    return {
        "number": one.notice.receipt,
        "type": notice_type(one.notice.type_code),
        "came": datetime_short(one.notice.arrived_at),
        "officer": one.officer,
        "by_rule": _by_rule(confirmation),
        "letters": [
            _letter(session, actor, one, "L02", _("Bekräftelsen till Kronofogden")),
            _letter(session, actor, one, "L03", _("Kopian till den som ska avhysas")),
        ],
        "results": _results(one),
        "is_missed": one.is_missed,
        "reason": one.reason or "",
    }


def _open(session: Session, actor: StaffMember, one: Duty) -> dict[str, Any]:
    end = end_of_day(date.fromisoformat(one.notice.physical_day))
    left = time_left(end, now()).in_language(current_language())
    return {
        **row(session, actor, one),
        "left": left,
        "is_over": end < now(),
        "end": _("Ska vara gjort före midnatt %(day)s.", day=date_full(end)),
        "tasks": _links(session, one),
    }


def _links(session: Session, one: Duty) -> list[dict[str, str]]:
    """A letter's task says which letter: both have one of the same name."""
    sending = [task.public_id for task in one.tasks if task.element in _SENDING]
    written = letter_words(session, sending)
    return [
        {
            "text": ": ".join(filter(None, (_TASKS[task.element](), written.get(task.public_id)))),
            "href": f"/uppgifter/{task.public_id}",
        }
        for task in one.tasks
    ]


def _by_rule(confirmation: Confirmation) -> str:
    if confirmation.chosen_by_rule == "roster":
        return ""
    return _(
        "Jourlistan hade inget namn: %(rule)s.", rule=duty.rule_word(confirmation.chosen_by_rule)
    )


def _letter(
    session: Session, actor: StaffMember, one: Duty, kind: str, name: str
) -> dict[str, Any]:
    is_copy = kind == "L03"
    if is_copy and one.confirmation.needs_copy == "no":
        return {"name": name, "state": _("Krävs inte vid avlägsnande"), "tone": "neutral"}
    written = one.letters.get(kind)
    if written is None:
        return {"name": name, "state": _("Inte skriven"), "tone": "warning"}
    text, tone = letter_state(written.state, written.channel)
    sent_at = one.confirmation.copied_at if is_copy else one.confirmation.confirmed_at
    return {
        "name": name,
        "state": text,
        "tone": tone,
        "sent": datetime_short(sent_at) if sent_at else "",
        "href": _letter_href(session, actor, written.public_id),
    }


def _letter_href(session: Session, actor: StaffMember, public_id: str) -> str:
    found = letter_view.find(session, actor, public_id)
    if found is None:
        return ""
    kind, thing = letter_view.place(session, found)
    return f"/{'arenden' if kind == 'case' else 'anmalningar'}/{thing}/brev/{public_id}"


def _results(one: Duty) -> list[dict[str, str]]:
    """Both ways to measure it; they differ only when the two days do, so else one is enough."""
    confirmation, days = one.confirmation, _days(one)
    is_one_day = one.notice.physical_day == one.notice.arrival_day
    measured = [
        (_("Bekräftelsen"), confirmation.result_physical, confirmation.result_legal),
        (_("Kopian"), confirmation.copy_result_physical, confirmation.copy_result_legal),
    ]
    return [
        {"name": name, "day": day, "result": _("samma dag") if result == IN_TIME else _("sent")}
        for name, *results in measured
        for result, day in list(zip(results, days, strict=True))[: 1 if is_one_day else 2]
        if result
    ]


def _days(one: Duty) -> tuple[str, str]:
    physical, legal = (
        date_full(date.fromisoformat(day))
        for day in (one.notice.physical_day, one.notice.arrival_day)
    )
    if physical == legal:
        counted = _("räknat från ankomstdagen, %(day)s", day=physical)
        return counted, counted
    return (
        _("räknat från dagen i handen, %(day)s", day=physical),
        _("räknat från rättslig ankomstdag, %(day)s", day=legal),
    )


def _figures(found: Figures) -> list[dict[str, str]]:
    rows = (
        (_("Bekräftad till Kronofogden samma dag"), found.physical, found.legal),
        (_("Kopian skickad samma dag"), found.copy_physical, found.copy_legal),
    )
    return [{"name": name, "physical": _rate(one), "legal": _rate(two)} for name, one, two in rows]


def _rate(rate: Rate) -> str:
    if rate.percent is None:
        return _("inga att räkna")
    return _(
        "%(count)s av %(total)s (%(share)s)",
        count=rate.in_time,
        total=rate.total,
        share=percent(rate.percent),
    )
