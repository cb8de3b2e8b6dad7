"""The landlord register: the list, one landlord with notices and their quality, and keeping it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from cases import landlord, people
from cases.commands.landlord import KEEPERS, RemoveContact, history
from cases.landlord import Landlord
from cases.lists import landlord_list, landlord_quality
from cases.lists.landlord_list import LandlordNotice, Quality, Sender
from cases.lists.landlord_quality import Period
from cases.policy import StaffMember
from db.session import Session
from engine.errors import NotFound
from engine.forms import Form
from engine.texts import Text
from ledger.events import Entry
from web import facts
from web.access import current_actor, database, engine, log_read, requires, site
from web.formats import date_full, percent
from web.i18n import current_language
from web.i18n import gettext as _
from web.news import news, tell
from web.states import notice_type

bp = Blueprint("landlords", __name__)

PATH = "/hyresvardar"

MOST_SHOWN = 200
"""Notices that a page lists; what is told of them all counts them all."""


@bp.get(PATH)
@requires(*KEEPERS)
def list_landlords() -> ResponseReturnValue:
    """Every landlord with how good the notices are, and senders that the register lacks."""
    actor = current_actor()
    log_read(actor, "landlords")
    with database().reading() as session:
        found = landlord_list.qualities(session, actor)
        rows = [
            _row(one, found.get(one.id, Quality()), len(landlord.contacts(session, one.id)))
            for one in landlord.everyone(session)
        ]
        senders = [_sender(one) for one in landlord_list.unknown_senders(session, actor)]
    return render_template("landlords.html", landlords=rows, senders=senders, news=news())


@bp.get(f"{PATH}/<public_id>")
@requires(*KEEPERS)
def show(public_id: str) -> ResponseReturnValue:
    """One landlord: what is stated, contact persons, notices and their quality, and the history."""
    actor = current_actor()
    with database().reading() as session:
        one = alive(session, public_id)
    log_read(actor, "landlord", public_id)
    with database().reading() as session:
        quality = landlord_list.qualities(session, actor).get(one.id, Quality())
        theirs = landlord_list.notices_of(session, actor, one)
        told = history(session, public_id)
        names = people.names(session, [entry.actor for entry in told])
        return render_template(
            "landlord.html",
            landlord=one.name,
            path=f"{PATH}/{public_id}",
            sections=facts.sections(form("landlord"), _stated(one)),
            contacts=[_contact(one, each) for each in landlord.contacts(session, one.id)],
            quality=_quality(quality),
            amiss=[_amiss(text, count) for text, count in landlord_quality.amiss(theirs)],
            periods=[_period(each) for each in landlord_quality.periods(theirs)],
            notices=[_notice(actor, each) for each in theirs[:MOST_SHOWN]],
            history=[_told(entry, names) for entry in told],
            news=news(),
        )


@bp.post(f"{PATH}/<public_id>/kontakter/<contact>/ta-bort")
@requires(*KEEPERS)
def remove_contact(public_id: str, contact: str) -> ResponseReturnValue:
    """The person is no longer the one to talk to."""
    with database().transaction() as session:
        engine().execute(session, RemoveContact(public_id, contact), current_actor())
    tell(_("Kontaktpersonen är borttagen."))
    return redirect(f"{PATH}/{public_id}", 303)


def form(name: str) -> Form:
    return site().act_forms[name]


def alive(session: Session, public_id: str) -> Landlord:
    """The landlord, if it is no double. Raises NotFound."""
    found = landlord.find(session, public_id)
    if found is None or found.merged_into is not None:
        raise NotFound
    return found


def _stated(one: Landlord) -> dict[str, Any]:
    return {name: value for name, value in one.facts.items() if value}


def _row(one: Landlord, quality: Quality, contacts: int) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": f"{PATH}/{one.public_id}",
        "number": one.organisation_number or "",
        "kind": facts.option_text(form("landlord"), "kind", one.kind),
        "size": facts.option_text(form("landlord"), "size", one.size) if one.size else "",
        "contacts": contacts,
        **_quality(quality),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    share = _share(quality.complete, quality.notices) if quality.notices else ""
    return {"count": quality.notices, "complete": quality.complete, "share": share}


def _share(part: int, whole: int) -> str:
    return percent(round(100 * part / whole))


def _sender(one: Sender) -> dict[str, Any]:
    return {
        "name": one.name,
        "number": one.number or "",
        "count": len(one.notices),
        "notice": one.notices[0],
        "new_href": f"{PATH}/ny?fran={one.notices[0]}",
        "suggested": [{"name": each.name, "id": each.public_id} for each in one.suggested],
    }


def _contact(of: Landlord, one: landlord.Contact) -> dict[str, Any]:
    told = (one.works_with, one.phone, one.email)
    return {
        "name": one.name,
        "text": ", ".join(word for word in told if word),
        "remove": f"{PATH}/{of.public_id}/kontakter/{one.public_id}/ta-bort",
    }


def _notice(actor: StaffMember, one: LandlordNotice) -> dict[str, Any]:
    may_open = "registrar" in actor.roles
    return {
        "number": one.receipt,
        "href": f"/anmalningar/{one.public_id}" if may_open else "",
        "type": notice_type(one.type_code),
        "came": date_full(one.arrival_day),
        "amiss": [text.in_language(current_language()) for text in one.amiss],
        "days": "" if one.days is None else str(one.days),
    }


def _amiss(text: Text, count: int) -> dict[str, Any]:
    return {"text": text.in_language(current_language()), "count": count}


def _period(one: Period) -> dict[str, Any]:
    name = (
        _("januari till juni %(year)s", year=one.year)
        if one.half == 1
        else _("juli till december %(year)s", year=one.year)
    )
    return {
        "name": name,
        "count": one.notices,
        "complete": one.complete,
        "share": _share(one.complete, one.notices),
        "days": "" if one.days is None else str(one.days),
        "of": one.of,
    }


def _told(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    word = _TOLD.get(entry.kind)
    return {
        "time": entry.at,
        "who": names.get(entry.actor, ""),
        "what": word() if word else entry.kind,
        "detail": _changed(entry),
    }


def _changed(entry: Entry) -> str:
    """What was changed from what, in the words of the form."""
    told = entry.payload or {}
    before, after = told.get("before") or {}, told.get("after") or {}
    if entry.kind != "landlord.saved" or not before:
        return str(told.get("reason") or told.get("name") or "")
    asked = [one for one in form("landlord").fields if before.get(one.name) != after.get(one.name)]
    return "; ".join(
        f"{one.label.in_language(current_language())}: "
        f"{_said(one.name, before)} → {_said(one.name, after)}"
        for one in asked
    )


def _said(field: str, stated: Mapping[str, Any]) -> str:
    value = stated.get(field)
    return facts.option_text(form("landlord"), field, value) if value else "–"


_TOLD: dict[str, Callable[[], str]] = {
    "landlord.saved": lambda: _("Uppgifterna sparade"),
    "landlord.linked": lambda: _("Underrättelser kopplade"),
    "landlord.freed": lambda: _("Underrättelser med det gamla numret lösgjorda"),
    "landlord.contact_added": lambda: _("Kontaktperson tillagd"),
    "landlord.contact_removed": lambda: _("Kontaktperson borttagen"),
    "landlord.merged": lambda: _("Sammanförd med en annan hyresvärd"),
}
