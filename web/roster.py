"""The duty roster: who is on duty, which days have no name, and naming somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import people, roster
from cases.commands.roster import SETTERS, SetDutyOfficer, history
from cases.law.calendar import local_day
from cases.notice import receiving_authority
from db.session import Session
from engine.errors import NotPermitted, Refused
from engine.forms import Answer, Choices, FieldError, Form, Option, bind, blank
from engine.texts import Text
from ledger.events import Entry
from web import form_input
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.duty import named_by_rule, roster_gaps
from web.formats import date_full
from web.i18n import gettext as _
from web.language import FIELD, is_changed
from web.news import news, tell
from web.security import CSRF_FIELD, OLD_PAGE, TokenRefused, check_csrf, checks_csrf

bp = Blueprint("roster", __name__)

DAYS = 15
"""Two weeks ahead, and today."""
MOST_CHANGES = 50

FORM, NOBODY = "set_duty_officer", "nobody"


@bp.get("/jour")
@requires("duty_officer", "registrar", "manager", "administrator")
def show() -> ResponseReturnValue:
    """Two weeks of the roster, what it lacks, and its history."""
    log_read(current_actor(), "roster")
    with database().reading() as session:
        return _draw(session, blank(_form(), choices=_choices(session)))


@bp.post("/jour")
@requires(*SETTERS)
@checks_csrf
def set_officer() -> ResponseReturnValue:
    """Name somebody for a day or more."""
    sent = form_input.read(request)
    typed = sent.without(frozenset({CSRF_FIELD, FIELD}))
    with database().reading() as session:
        choices = _choices(session)
    try:
        check_csrf()
        if is_changed(sent):
            with database().reading() as session:
                return _draw(session, blank(_form(), typed, choices=choices))
        answer = bind(_form(), typed, today=engine().local_day(now()), choices=choices)
        if answer.errors:
            return _again(answer)
        with database().transaction() as session:
            engine().execute(session, _command(answer.data), current_actor())
    except TokenRefused:
        return _refused(typed, choices, OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(typed, choices, refused.text)
    tell(_("Jourlistan är ändrad."))
    return redirect("/jour", 303)


def _form() -> Form:
    return site().act_forms[FORM]


def _command(data: Mapping[str, Any]) -> SetDutyOfficer:
    first = date.fromisoformat(data["day_from"])
    last = date.fromisoformat(data["day_to"]) if data.get("day_to") else first
    officer = None if data["officer"] == NOBODY else data["officer"]
    return SetDutyOfficer(first, last, officer)


def _choices(session: Session) -> Choices:
    found = roster.candidates(session, receiving_authority(session))
    named = [(row, f"{row.name}, {row.title}") for row in found]
    return {"officer": [Option(row.public_id, Text(words, words)) for row, words in named]}


def _refused(typed: Mapping[str, list[str]], choices: Choices, why: Text) -> ResponseReturnValue:
    kept = blank(_form(), typed, choices=choices)
    return _again(Answer(kept.data, kept.raw, (FieldError(None, "refused", why),), choices))


def _again(answer: Answer) -> ResponseReturnValue:
    with database().reading() as session:
        return _draw(session, answer), 422


def _draw(session: Session, answer: Answer) -> str:
    actor, today = current_actor(), engine().local_day(now())
    authority = receiving_authority(session)
    changes = history(session)[:MOST_CHANGES]
    days = roster.days(session, authority, today, DAYS)
    setters = [row.changed_by for _day, row in days if row is not None]
    names = people.names(session, [*_people_in(changes), *setters])
    return render_template(
        "roster.html",
        gaps=roster_gaps(session, today),
        days=[_day(session, authority, day, row, names) for day, row in days],
        form=_form(),
        answer=answer,
        may_set=bool(actor.roles & set(SETTERS)),
        coming=_history([one for one in changes if _is_coming(one, today)], names),
        earlier=_history([one for one in changes if not _is_coming(one, today)], names),
        has_errors=bool(answer.errors),
        news=news(),
    )


def _day(
    session: Session, authority: int, day: date, row: Any, names: Mapping[str, str]
) -> dict[str, Any]:
    shown = {"day": date_full(day), "name": "", "instead": "", "set_by": "", "set_at": None}
    if row is None:
        return {**shown, "instead": named_by_rule(session, authority, day)}
    who = names.get(row.changed_by, "")
    return {**shown, "name": row.name, "set_by": who, "set_at": row.changed_at}


def _is_coming(entry: Entry, today: date) -> bool:
    return str((entry.payload or {}).get("day_to", "")) >= today.isoformat()


def _history(changes: list[Entry], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What one person changed on one day, together; the newest first."""
    together = groupby(changes, key=lambda one: (one.actor, local_day(one.at)))
    return [_occasion(list(entries), names) for _key, entries in together]


def _occasion(entries: list[Entry], names: Mapping[str, str]) -> dict[str, Any]:
    """One person's changes of one day, by the days that they are about."""
    lines = sorted(entries, key=lambda one: ((one.payload or {}).get("day_from", ""), one.seq))
    return {
        "time": entries[0].at,
        "who": names.get(entries[0].actor, ""),
        "changes": [_change(entry, names) for entry in lines],
    }


def _people_in(changes: list[Entry]) -> list[str]:
    found = [entry.actor for entry in changes]
    for entry in changes:
        facts = entry.payload or {}
        found += [f"{people.PREFIX}{one}" for one in (facts.get("after"), *_before(facts)) if one]
    return found


def _before(facts: Mapping[str, Any]) -> list[str]:
    return sorted({one for one in (facts.get("before") or {}).values() if one})


def _change(entry: Entry, names: Mapping[str, str]) -> dict[str, str]:
    facts = entry.payload or {}
    first, last = (date.fromisoformat(facts[key]) for key in ("day_from", "day_to"))
    days = date_full(first)
    if first != last:
        days = _("%(first)s till %(last)s", first=date_full(first), last=date_full(last))
    earlier = ", ".join(_name(one, names) for one in _before(facts))
    return {
        "what": _("%(days)s: %(name)s", days=days, name=_name(facts.get("after"), names)),
        "detail": _("Tidigare: %(names)s.", names=earlier) if earlier else "",
    }


def _name(public_id: str | None, names: Mapping[str, str]) -> str:
    if public_id is None:
        return _("ingen")
    return names.get(f"{people.PREFIX}{public_id}", public_id)
