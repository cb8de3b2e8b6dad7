"""Forms of the landlord register: enter and change, add a contact person, link, merge doubles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import landlord
from cases.commands.landlord import (
    KEEPERS,
    AddContact,
    LinkNotice,
    MergeLandlords,
    SaveLandlord,
)
from cases.lists import landlord_list, notice_view
from engine.errors import NotPermitted, Refused
from engine.forms import Answer, Choices, FieldError, Option, bind, blank
from engine.texts import Text
from web import form_input
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import gettext as _
from web.landlords import PATH, alive, bp, form
from web.language import FIELD, is_changed
from web.news import tell
from web.security import (
    CSRF_FIELD,
    OLD_PAGE,
    SEND_FIELD,
    TokenRefused,
    check_csrf,
    checks_csrf,
    new_send_token,
    read_send_token,
)

_SALT = "landlord"
OLD_NUMBER = "old_number"
"""The answer to whose the notices with the old organisation number are: ``keep`` or ``free``."""

_OLD_NUMBERS = FieldError(
    None,
    "old_number",
    Text(
        "Organisationsnumret är ändrat. Svara på vems underrättelserna med det gamla numret är.",
        "The organisation number is changed. Say whose the notices with the old number are.",
    ),
    control=OLD_NUMBER,
)
_OF_NOTICE = {
    "name": "sender_name",
    "organisation_number": "sender_org_number",
    "street": "sender_street",
    "postal_code": "sender_postal_code",
    "town": "sender_town",
    "phone": "sender_phone",
    "email": "sender_email",
}
"""What a notice says of its sender -> the same question in the register."""

Command = Callable[[str, Mapping[str, Any]], object]


@bp.get(f"{PATH}/ny")
@requires(*KEEPERS)
def write() -> ResponseReturnValue:
    """Enter a landlord, filled in with what a notice says of its sender if one is named."""
    asked = request.args.get("fran", "")
    log_read(current_actor(), "landlord_form", asked or None)
    return _draw("landlord", blank(form("landlord"), _sender_of(asked)), f"{PATH}/ny", PATH)


@bp.post(f"{PATH}/ny")
@requires(*KEEPERS)
@checks_csrf
def add() -> ResponseReturnValue:
    return _carry_out("landlord", f"{PATH}/ny", PATH, SaveLandlord, _("Hyresvärden är sparad."))


@bp.get(f"{PATH}/<public_id>/andra")
@requires(*KEEPERS)
def edit(public_id: str) -> ResponseReturnValue:
    """What is stated now, to change."""
    with database().reading() as session:
        stated = alive(session, public_id).facts
    log_read(current_actor(), "landlord", public_id)
    filled = {name: value for name, value in stated.items() if value}
    path = f"{PATH}/{public_id}"
    return _draw("landlord", blank(form("landlord"), _typed(filled)), f"{path}/andra", path)


@bp.post(f"{PATH}/<public_id>/andra")
@requires(*KEEPERS)
@checks_csrf
def change(public_id: str) -> ResponseReturnValue:
    path = _existing(public_id)
    answer = request.form.get(OLD_NUMBER, "")
    return _carry_out(
        "landlord",
        f"{path}/andra",
        path,
        lambda _word, data: SaveLandlord(public_id, data, frees=answer == "free"),
        _("Hyresvärden är sparad."),
        ask=lambda data: _by_old_number(public_id, data) if answer not in ("keep", "free") else 0,
    )


@bp.get(f"{PATH}/<public_id>/kontakter/ny")
@requires(*KEEPERS)
def write_contact(public_id: str) -> ResponseReturnValue:
    path = _existing(public_id)
    log_read(current_actor(), "landlord", public_id)
    name = "landlord_contact"
    return _draw(name, blank(form(name)), f"{path}/kontakter/ny", path)


@bp.post(f"{PATH}/<public_id>/kontakter/ny")
@requires(*KEEPERS)
@checks_csrf
def add_contact(public_id: str) -> ResponseReturnValue:
    path = _existing(public_id)
    return _carry_out(
        "landlord_contact",
        f"{path}/kontakter/ny",
        path,
        lambda word, data: AddContact(
            public_id,
            word,
            data["name"],
            data.get("works_with"),
            data.get("phone"),
            data.get("email"),
        ),
        _("Kontaktpersonen är tillagd."),
    )


@bp.get(f"{PATH}/<public_id>/sla-ihop")
@requires(*KEEPERS)
def ask_merge(public_id: str) -> ResponseReturnValue:
    path = _existing(public_id)
    log_read(current_actor(), "landlord", public_id)
    name = "merge_landlords"
    answer = blank(form(name), choices=_others(public_id))
    return _draw(name, answer, f"{path}/sla-ihop", path)


@bp.post(f"{PATH}/<public_id>/sla-ihop")
@requires(*KEEPERS)
@checks_csrf
def merge(public_id: str) -> ResponseReturnValue:
    """This one is a double of another."""
    path = _existing(public_id)
    return _carry_out(
        "merge_landlords",
        f"{path}/sla-ihop",
        path,
        lambda _word, data: MergeLandlords(public_id, data["into"], data["reason"]),
        _("Hyresvärdarna är hopslagna."),
        choices=_others(public_id),
        then=PATH,
    )


@bp.post(f"{PATH}/koppla")
@requires("registrar")
def link() -> ResponseReturnValue:
    """The sender of these notices is this landlord, says a person who has looked: of the one that
    is named, and of all that the page showed with it."""
    actor, chosen = current_actor(), request.form.get("landlord", "")
    named = request.form.get("notice", "")
    with database().transaction() as session:
        senders = landlord_list.unknown_senders(session, actor)
        theirs = next((one.notices for one in senders if named in one.notices), (named,))
        for notice in theirs:
            engine().execute(session, LinkNotice(notice, chosen), actor)
    tell(_("Underrättelserna är kopplade till hyresvärden."))
    return redirect(PATH, 303)


def _by_old_number(public_id: str, data: Mapping[str, Any]) -> int:
    """How many notices are the landlord's by a number alone that it shall not have any longer."""
    with database().reading() as session:
        stated = alive(session, public_id)
        old = stated.organisation_number
        if old is None or data.get("organisation_number") == old:
            return 0
        return landlord_list.by_old_number(session, current_actor(), stated, old)


def _existing(public_id: str) -> str:
    with database().reading() as session:
        return f"{PATH}/{alive(session, public_id).public_id}"


def _sender_of(notice: str) -> dict[str, list[str]]:
    with database().reading() as session:
        found = notice_view.find(session, current_actor(), notice) if notice else None
    if found is None:
        return {}
    said = {ours: found.facts.get(theirs) for ours, theirs in _OF_NOTICE.items()}
    return _typed({name: value for name, value in said.items() if isinstance(value, str)})


def _typed(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in facts.items()}


def _others(public_id: str) -> Choices:
    with database().reading() as session:
        found = landlord.everyone(session)
    words = [(one, ", ".join(filter(None, (one.name, one.organisation_number)))) for one in found]
    return {
        "into": [
            Option(one.public_id, Text(said, said))
            for one, said in words
            if one.public_id != public_id
        ]
    }


def _carry_out(
    name: str,
    action: str,
    back: str,
    command: Command,
    done: str,
    *,
    choices: Choices | None = None,
    then: str = "",
    ask: Callable[[Mapping[str, Any]], int] = lambda _data: 0,
) -> ResponseReturnValue:
    """Bind what was typed, carry the command out and go on; or show it again with what is wrong, or
    with what must be asked first: of how many notices."""
    sent = form_input.read(request)
    typed = sent.without({CSRF_FIELD, SEND_FIELD, FIELD, OLD_NUMBER})
    if is_changed(sent):
        return _draw(name, blank(form(name), typed, choices=choices or {}), action, back)
    try:
        check_csrf()
        word = read_send_token(_SALT, sent.field(SEND_FIELD))
        today = engine().local_day(now())
        answer = bind(form(name), typed, today=today, choices=choices or {})
        if answer.errors:
            return _draw(name, answer, action, back), 422
        if asked := ask(answer.data):
            wrong = Answer(answer.data, answer.raw, (_OLD_NUMBERS,), answer.choices)
            return _draw(name, wrong, action, back, asked), 422
        with database().transaction() as session:
            engine().execute(session, command(word, answer.data), current_actor())
    except TokenRefused:
        return _refused(name, typed, choices or {}, action, back, OLD_PAGE)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(name, typed, choices or {}, action, back, refused.text)
    tell(done)
    return redirect(then or back, 303)


def _refused(
    name: str,
    typed: Mapping[str, list[str]],
    choices: Choices,
    action: str,
    back: str,
    why: Text,
) -> ResponseReturnValue:
    kept = blank(form(name), typed, choices=choices)
    wrong = Answer(kept.data, kept.raw, (FieldError(None, "refused", why),), kept.choices)
    return _draw(name, wrong, action, back), 422


def _draw(name: str, answer: Answer, action: str, back: str, old_numbers: int = 0) -> str:
    return render_template(
        "landlord_form.html",
        form=form(name),
        answer=answer,
        action=action,
        back=back,
        old_number_field=OLD_NUMBER,
        old_numbers=old_numbers,
        token_field=SEND_FIELD,
        token=new_send_token(_SALT),
        has_errors=bool(answer.errors),
    )
