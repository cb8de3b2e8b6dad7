"""The settings of the installation: what holds today, what has held, and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import configuration, people
from cases.commands.office import READERS, ChangeSetting, WithdrawSetting
from cases.configuration import SettingRow
from cases.settings_known import KNOWN, Setting
from db.session import Session
from engine.errors import NotFound, NotPermitted, Refused
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import form_input, setting_controls
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.formats import date_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import FIELD, is_changed
from web.news import news, tell
from web.security import CSRF_FIELD, OLD_PAGE, TokenRefused, check_csrf, checks_csrf

bp = Blueprint("settings", __name__)

FORM = "change_setting"


@bp.get("/installningar")
@requires(*READERS)
def list_settings() -> ResponseReturnValue:
    """Every setting by its group, with what holds today."""
    log_read(current_actor(), "settings")
    today = engine().local_day(now())
    with database().reading() as session:
        groups = [
            {
                "title": title,
                "settings": [_short(session, name, today) for name in _of_group(group)],
            }
            for group, title in _groups().items()
        ]
    return render_template("settings.html", groups=groups, news=news())


@bp.get("/installningar/<name>")
@requires(*READERS)
def show(name: str) -> ResponseReturnValue:
    """One setting with its history, and the form to change it."""
    _known(name)
    log_read(current_actor(), "setting", name)
    return _draw(name, blank(_form()), "", {})


@bp.post("/installningar/<name>")
@requires("administrator")
@checks_csrf
def change(name: str) -> ResponseReturnValue:
    """Give the setting a new value from a day on."""
    _known(name)
    sent = form_input.read(request)
    typed = sent.without({CSRF_FIELD, FIELD})
    try:
        check_csrf()
        if is_changed(sent):
            return _draw(name, blank(_form(), typed), "", typed)
        whole = setting_controls.written(name, typed)
        answer = bind(_form(), whole, today=engine().local_day(now()))
        if answer.errors:
            return _draw(name, answer, "", typed), 422
        with database().transaction() as session:
            engine().execute(session, _command(name, answer.data), current_actor())
    except TokenRefused:
        return _refused(name, typed, OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(name, typed, refused.text)
    tell(_("Inställningen är ändrad."))
    return redirect(f"/installningar/{name}", 303)


@bp.post("/installningar/<name>/dra-tillbaka")
@requires("administrator")
def withdraw(name: str) -> ResponseReturnValue:
    """A value was a mistake."""
    _known(name)
    sent = form_input.read(request)
    row, reason = sent.field("row"), sent.field("reason")[:500]
    number = int(row) if row.isascii() and row.isdecimal() and len(row) < 12 else 0
    try:
        with database().transaction() as session:
            engine().execute(session, WithdrawSetting(name, number, reason), current_actor())
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw(name, blank(_form()), refused.text.in_language(current_language()), {}), 422
    tell(_("Värdet är draget tillbaka."))
    return redirect(f"/installningar/{name}", 303)


def _known(name: str) -> Setting:
    if name not in KNOWN:
        raise NotFound
    return KNOWN[name]


def _form() -> Form:
    return site().act_forms[FORM]


def _command(name: str, data: Mapping[str, Any]) -> ChangeSetting:
    last = data.get("valid_to")
    return ChangeSetting(
        name=name,
        value=data["value"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(last) if last else None,
        decision=data["decision"],
    )


def _refused(name: str, typed: Mapping[str, list[str]], why: Text) -> ResponseReturnValue:
    kept = blank(_form(), typed)
    answer = Answer(kept.data, kept.raw, (FieldError(None, "refused", why),), kept.choices)
    return _draw(name, answer, "", typed), 422


def _draw(name: str, answer: Answer, wrong: str, typed: Mapping[str, list[str]]) -> str:
    setting, today = _known(name), engine().local_day(now())
    with database().reading() as session:
        history = configuration.history(session, name)
        names = people.names(session, [row.changed_by for row in history])
        shown = _short(session, name, today)
        past = [_past(session, row, names) for row in history]
        default = setting_controls.shown(session, name, setting.default)
        value = configuration.value(session, name, today)
        control = setting_controls.control(session, name, value, typed)
    return render_template(
        "setting.html",
        setting=shown,
        table=setting_controls.table(name, value),
        control=control,
        default=default,
        needs_decision=setting.needs_decision,
        history=past,
        form=_form(),
        answer=answer,
        may_change="administrator" in current_actor().roles,
        action=f"/installningar/{name}",
        wrong=wrong,
        errors=[{"text": wrong, "href": "#history"}] if wrong else [],
        has_errors=bool(answer.errors or wrong),
        news=news(),
    )


def _short(session: Session, name: str, today: date) -> dict[str, Any]:
    setting, language = KNOWN[name], current_language()
    row = configuration.row_of(session, name, today)
    value = configuration.value(session, name, today)
    return {
        "name": name,
        "href": f"/installningar/{name}",
        "title": setting.title.in_language(language),
        "explanation": setting.explanation.in_language(language),
        "value": setting_controls.shown(session, name, value) or _("tomt"),
        "is_long": setting_controls.table(name, value) is not None,
        "decision": row.decision if row else _("förvalt värde"),
    }


def _past(session: Session, row: SettingRow, names: Mapping[str, str]) -> dict[str, Any]:
    first = date_full(date.fromisoformat(row.valid_from))
    days = _("Från och med %(first)s", first=first)
    if row.valid_to:
        last = date_full(date.fromisoformat(row.valid_to))
        days = _("%(first)s till och med %(last)s", first=first, last=last)
    return {
        "row": row.id,
        "days": days,
        "value": setting_controls.shown(session, row.name, row.value),
        "table": setting_controls.table(row.name, row.value),
        "decision": row.decision,
        "who": names.get(row.changed_by, ""),
        "when": row.changed_at,
        "is_withdrawn": row.withdrawn_at is not None,
    }


def _groups() -> dict[str, str]:
    return {
        "law": _("Oklara rättsfrågor"),
        "confirmation": _("Bekräftelse samma dag"),
        "ladder": _("Kontaktstege"),
        "delegation": _("Delegation"),
        "sla": _("Egna tider"),
        "figures": _("Siffror"),
        "letters": _("Brev"),
    }


def _of_group(group: str) -> list[str]:
    """The settings of a group; one of a group without a title goes with the letters."""
    known = _groups()
    return [
        name
        for name, setting in KNOWN.items()
        if (setting.group if setting.group in known else "letters") == group
    ]
