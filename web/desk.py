"""The desk: a registrar or whoever is on duty types in a notice that came on paper or by phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import intake, typed_facts
from cases.intake import ContentDiffers
from cases.lists.likely_copies import LikelyCopy
from cases.policy import StaffMember
from engine.errors import NotFound
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import desk_arrival, desk_copies, desk_document, form_input, prefilled
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.desk_document import AT_THE_DESK
from web.form_input import Sent
from web.i18n import gettext as _
from web.language import FIELD, is_changed
from web.news import news, tell
from web.security import (
    CSRF_FIELD,
    SEND_FIELD,
    TokenRefused,
    check_csrf,
    checks_csrf,
    new_send_token,
    read_send_token,
)

bp = Blueprint("desk", __name__)

CHANNEL = "desk"
"""The door; the way in which the notice came stands in its facts."""

FORMS = {"kronofogden": "notice_kfm", "annan": "notice_desk"}

TIMES = frozenset({"time", "changed_time"})
ASKED_FIELD = "asked_about"
"""The day that was asked about once; sent again with it, the notice is kept as it is."""

COPIES_FIELD = "shown_copies"
"""The likely copies that were shown; sent again with them, the notice is kept all the same."""

NEXT_FIELD = "and_then"
"""Set by the button that goes on to the next notice."""

COUNT_FIELD = "count_days"
"""Set by the button that counts the days and saves nothing."""

PAGE_FIELDS = frozenset(
    {
        CSRF_FIELD,
        SEND_FIELD,
        ASKED_FIELD,
        COPIES_FIELD,
        NEXT_FIELD,
        COUNT_FIELD,
        FIELD,
        desk_document.FIELD,
        desk_document.FILE,
    }
)

_OLD_PAGE = FieldError(
    None,
    "old_form",
    Text(
        "Sidan var för gammal. Inget har sparats. Kontrollera det du skrev och spara igen.",
        "The page was too old. Nothing has been saved. Check what you wrote and save again.",
    ),
)

_HAS_PASSED = FieldError(
    "eviction_on",
    "has_passed",
    Text(
        "Dagen har redan passerat. Rätta den, eller spara igen om det står så i underrättelsen.",
        "The day has already passed. Correct it, or save again if the notice says so.",
    ),
)


@bp.get("/anmalningar/ny")
@requires(*AT_THE_DESK)
def choose() -> ResponseReturnValue:
    """Whose notice it is decides which facts are asked for."""
    log_read(current_actor(), "notice_desk")
    return render_template("desk_choose.html")


@bp.get("/anmalningar/ny/<kind>")
@requires(*AT_THE_DESK)
def write(kind: str) -> ResponseReturnValue:
    form = _form(kind)
    log_read(current_actor(), "notice_desk")
    filled = prefilled.answers(form, {}, current_actor(), engine().local_day(now()))
    filled |= desk_arrival.same_way(request.args.get("efter", ""), CHANNEL)
    return _draw(kind, form, blank(form, filled), new_send_token(CHANNEL))


def as_typed(kind: str, sent: Sent, *errors: FieldError, document: str = "") -> str:
    """The form with what was typed, unjudged, with what is wrong or the document beside it.

    Its token is kept: it is still the same notice."""
    form, token = _form(kind), sent.field(SEND_FIELD)
    typed = blank(form, sent.without(PAGE_FIELDS))
    answer = Answer(typed.data, typed.raw, errors, typed.choices, typed.routing_names)
    try:
        read_send_token(CHANNEL, token)
    except TokenRefused:
        token = new_send_token(CHANNEL)
    held = document or sent.field(desk_document.FIELD)
    return _draw(kind, form, answer, token, document=held)


@bp.post("/anmalningar/ny/<kind>")
@requires(*AT_THE_DESK)
@checks_csrf
def keep(kind: str) -> ResponseReturnValue:
    """Keep the notice, once however often the form is sent, and show its receipt."""
    form, sent = _form(kind), form_input.read(request)
    if is_changed(sent) or sent.field(COUNT_FIELD):
        return as_typed(kind, sent)
    today = engine().local_day(now())
    answer = desk_document.checked(bind(form, sent.without(PAGE_FIELDS), today=today), sent)
    token = sent.field(SEND_FIELD)
    try:
        check_csrf()
        word = read_send_token(CHANNEL, token)
    except TokenRefused:
        return _again(kind, form, answer, new_send_token(CHANNEL), _OLD_PAGE)
    if answer.errors:
        return _again(kind, form, answer, token)
    passed = _passed_day(answer, today)
    if passed and sent.field(ASKED_FIELD) != passed:
        return _again(kind, form, answer, token, _HAS_PASSED, asked=passed)
    facts = _facts(kind, answer, current_actor())
    alike = desk_copies.of_facts(current_actor(), facts, CHANNEL, word)
    if desk_copies.are_new(alike, sent.field(COPIES_FIELD)):
        return _again(kind, form, answer, token, desk_copies.WARNING, asked=passed, alike=alike)
    try:
        _keep(facts, word, sent.field(desk_document.FIELD))
    except ContentDiffers as earlier:
        before = _sent_before(earlier.receipt.number)
        return _again(kind, form, answer, new_send_token(CHANNEL), before)
    if sent.field(NEXT_FIELD):
        return _on_to_the_next(kind, word, token)
    return redirect(f"/anmalningar/ny/kvitto/{token}", 303)


@bp.post("/anmalningar/ny/<kind>/ankomst")
@requires(*AT_THE_DESK)
def count(kind: str) -> ResponseReturnValue:
    """The days that count by what is typed so far, for the script that shows them meanwhile."""
    form, sent = _form(kind), form_input.read(request)
    typed = blank(form, sent.without(PAGE_FIELDS))
    return render_template("desk_arrival.html", arrival=_arrival(form, typed))


@bp.get("/anmalningar/ny/kvitto/<token>")
@requires(*AT_THE_DESK)
def receipt(token: str) -> ResponseReturnValue:
    """The receipt of what was typed in: a number and a time, and where it is found."""
    try:
        word = read_send_token(CHANNEL, token)
    except TokenRefused as refused:
        raise NotFound from refused
    with database().reading() as session:
        given = intake.receipt_of(session, word, CHANNEL)
        is_for_today = intake.asks_for_confirmation(session, word, CHANNEL)
        facts = intake.facts_of(session, word, CHANNEL)
    if given is None:
        raise NotFound
    log_read(current_actor(), "notice_receipt")
    return render_template(
        "desk_receipt.html",
        receipt_number=given.number,
        received_at=given.received_at,
        is_for_today=is_for_today,
        arrival=desk_arrival.days(facts, given.received_at, CHANNEL),
        may_list="registrar" in current_actor().roles,
    )


def _form(kind: str) -> Form:
    name = FORMS.get(kind)
    if name is None:
        raise NotFound
    return site().act_forms[name]


def _facts(kind: str, answer: Answer, actor: StaffMember) -> dict[str, Any]:
    facts = typed_facts.facts_on_arrival(answer.data, engine().local_day(now()))
    facts["registered_by"] = actor.id
    if kind == "kronofogden":
        facts = {"sender_name": "Kronofogden", "sender_kind": "kfm", "premises": "home"} | facts
    return facts


def _keep(facts: dict[str, Any], word: str, document: str) -> None:
    held = desk_document.holder(current_actor(), document)
    with database().transaction() as session:
        intake.keep_notice(session, facts, [], token=word, channel=CHANNEL, now=now(), held=held)


def _on_to_the_next(kind: str, word: str, token: str) -> ResponseReturnValue:
    """The same form, empty but for the way the last one came, with its receipt above it."""
    with database().reading() as session:
        given = intake.receipt_of(session, word, CHANNEL)
        is_for_today = intake.asks_for_confirmation(session, word, CHANNEL)
    if given is None or is_for_today:
        # What is to be confirmed before midnight is not passed by.
        return redirect(f"/anmalningar/ny/kvitto/{token}", 303)
    tell(_("Sparad med kvitto %(number)s.", number=given.number))
    return redirect(f"/anmalningar/ny/{kind}?efter={token}", 303)


def _again(
    kind: str,
    form: Form,
    answer: Answer,
    token: str,
    *more: FieldError,
    asked: str = "",
    alike: Sequence[LikelyCopy] = (),
) -> ResponseReturnValue:
    errors = (*more, *answer.errors)
    shown = Answer(answer.data, answer.raw, errors, answer.choices, answer.routing_names)
    return _draw(kind, form, shown, token, asked, alike), 422


def _draw(
    kind: str,
    form: Form,
    answer: Answer,
    token: str,
    asked: str = "",
    alike: Sequence[LikelyCopy] = (),
    *,
    document: str = "",
) -> str:
    held = document or request.args.get("handling") or request.form.get(desk_document.FIELD, "")
    return render_template(
        "desk.html",
        form=form,
        answer=answer,
        action=f"/anmalningar/ny/{kind}",
        token_field=SEND_FIELD,
        token=token,
        asked_field=ASKED_FIELD,
        asked=asked,
        copies_field=COPIES_FIELD,
        alike=desk_copies.listed(alike),
        next_field=NEXT_FIELD,
        count_field=COUNT_FIELD,
        arrival=_arrival(form, answer),
        document=desk_document.beside(current_actor(), held),
        document_field=desk_document.FIELD,
        file_field=desk_document.FILE,
        scan_errors=any(error.control == desk_document.FILE for error in answer.errors),
        news=news(),
        has_errors=bool(answer.errors),
    )


def _arrival(form: Form, typed: Answer) -> dict[str, Any] | None:
    """The days that count by what is typed so far; None until way and day are there."""
    today = engine().local_day(now())
    sent = {name: values for name, values in typed.raw.items() if values}
    return desk_arrival.of_typed(bind(form, sent, today=today).data, today, now(), CHANNEL)


def _passed_day(answer: Answer, today: date) -> str:
    """The day of an eviction that is told of as still to come, if it has passed: asked about once,
    for it is most often a slip; never refused."""
    day = str(answer.data.get("eviction_on") or "")
    is_passed = answer.data.get("kfm_document") in TIMES and bool(day) and day < today.isoformat()
    return day if is_passed else ""


def _sent_before(number: str) -> FieldError:
    return FieldError(
        None,
        "sent_before",
        Text(
            f"Formuläret är redan sparat med kvitto {number}. Sedan dess har du ändrat något. "
            "Spara igen om det är en ny underrättelse.",
            f"The form is saved already with receipt {number}. You have changed something since. "
            "Save again if it is a new notice.",
        ),
    )
