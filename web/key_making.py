"""Making a key for a sender's own system: shown in the answer to the form, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import api_keys, done_acts
from cases.commands.api_key import KEEPERS, MakeApiKey
from cases.done_acts import Deed
from engine.errors import NotPermitted, Refused
from engine.forms import Answer, bind, blank
from web import act_once, form_input
from web.access import current_actor, database, engine, log_read, now, requires
from web.i18n import gettext as _
from web.key_pages import MAKE, PATH, bp, described, form, wrong
from web.language import FIELD, is_changed
from web.news import tell
from web.security import CSRF_FIELD, OLD_PAGE, SEND_FIELD, TokenRefused, check_csrf, checks_csrf

ACTION = f"{PATH}/ny"
_OWN = frozenset({CSRF_FIELD, SEND_FIELD, FIELD})


@bp.get(ACTION)
@requires(*KEEPERS)
def write() -> ResponseReturnValue:
    """The form: most senders may do everything that their kind may."""
    log_read(current_actor(), "api_key_form")
    return _draw(blank(form(MAKE), {"scopes": list(api_keys.SCOPES)}))


@bp.post(ACTION)
@requires(*KEEPERS)
@checks_csrf
def make() -> ResponseReturnValue:
    """Make the key and show it: this once, however often the form is sent."""
    sent = form_input.read(request)
    typed = sent.without(_OWN)
    if is_changed(sent):
        return _draw(blank(form(MAKE), typed), sent.field(SEND_FIELD))
    answer = bind(form(MAKE), typed, today=engine().local_day(now()))
    try:
        check_csrf()
        deed = _deed(sent.field(SEND_FIELD), typed)
        if answer.errors:
            return _draw(answer, sent.field(SEND_FIELD)), 422
        secret = api_keys.new_secret()
        key = _made(deed, secret, answer.data)
    except TokenRefused:
        return _draw(wrong(MAKE, typed, OLD_PAGE)), 422
    except NotPermitted:
        raise
    except Refused as refused:
        return _draw(wrong(MAKE, typed, refused.text), sent.field(SEND_FIELD)), 422
    if key is None:
        tell(_("Nyckeln är redan gjord och visas inte igen. Såg du den inte: återkalla den."))
        return redirect(PATH, 303)
    return render_template("key_made.html", key=key, secret=secret)


def _deed(token: str, typed: Mapping[str, list[str]]) -> Deed:
    """Raises TokenRefused."""
    word = act_once.read(current_actor(), ACTION, token)
    return Deed(word, current_actor().id, "api_keys", MAKE, act_once.digest(word, typed), PATH)


def _made(deed: Deed, secret: str, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The new key; None when this form has made one already."""
    command = MakeApiKey(
        api_keys.digest(secret),
        data["sender_kind"],
        data["sender_name"],
        data["org_number"],
        tuple(data["scopes"]),
    )
    with database().transaction() as session:
        if done_acts.begin(session, deed, now()) is not None:
            return None
        key = api_keys.find(session, engine().execute(session, command, current_actor()))
    return described(key) if key else None


def _draw(answer: Answer, token: str = "") -> str:
    return render_template(
        "key_form.html",
        form=form(MAKE),
        answer=answer,
        action=ACTION,
        token_field=SEND_FIELD,
        token=token or act_once.new(current_actor(), ACTION),
        has_errors=bool(answer.errors),
    )
