"""Keys of senders' own systems, for the administrator: the list, and taking a key away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import api_keys, people
from cases.api_keys import ApiKey
from cases.commands.api_key import KEEPERS, RevokeApiKey, reasons
from db.session import Session
from engine.errors import NotFound, NotPermitted, Refused
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import facts, form_input
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.i18n import gettext as _
from web.language import FIELD, is_changed
from web.news import news, tell
from web.security import CSRF_FIELD, OLD_PAGE, TokenRefused, check_csrf, checks_csrf

bp = Blueprint("key_pages", __name__)

PATH = "/nycklar"
MAKE, REVOKE = "make_api_key", "revoke_api_key"


@bp.get(PATH)
@requires(*KEEPERS)
def list_keys() -> ResponseReturnValue:
    """Every key there has been: whose it is, what it may do, when it was used and ended."""
    log_read(current_actor(), "api_keys")
    with database().reading() as session:
        found = api_keys.all_keys(session)
        rows = _rows(session, found)
    return render_template(
        "keys.html",
        good=[row for row in rows if not row["revoked_at"]],
        revoked=[row for row in rows if row["revoked_at"]],
        news=news(),
    )


@bp.get(f"{PATH}/<key>/aterkalla")
@requires(*KEEPERS)
def ask_revoke(key: str) -> ResponseReturnValue:
    """Whose key it is and when it was used last, and the question why."""
    found = _found(key)
    log_read(current_actor(), "api_key", key)
    return _draw_revoke(found, blank(form(REVOKE)))


@bp.post(f"{PATH}/<key>/aterkalla")
@requires(*KEEPERS)
@checks_csrf
def revoke(key: str) -> ResponseReturnValue:
    """From now on nobody gets in with it."""
    found, sent = _found(key), form_input.read(request)
    typed = sent.without({CSRF_FIELD, FIELD})
    if is_changed(sent):
        return _draw_revoke(found, blank(form(REVOKE), typed))
    answer = bind(form(REVOKE), typed, today=engine().local_day(now()))
    try:
        check_csrf()
        if answer.errors:
            return _draw_revoke(found, answer), 422
        with database().transaction() as session:
            engine().execute(session, RevokeApiKey(key, answer.data["reason"]), current_actor())
    except TokenRefused:
        return _draw_revoke(found, wrong(REVOKE, typed, OLD_PAGE)), 422
    except NotPermitted:
        raise
    except Refused:
        # Pressed twice, or by two: it is revoked, and that is what was asked for.
        tell(_("Nyckeln var redan återkallad."))
        return redirect(PATH, 303)
    tell(_("Nyckeln är återkallad. Ingen kommer in med den längre."))
    return redirect(PATH, 303)


def form(name: str) -> Form:
    return site().act_forms[name]


def wrong(name: str, typed: Mapping[str, list[str]], why: Text) -> Answer:
    """The form as it was typed, with one mistake above it."""
    kept = blank(form(name), typed)
    return Answer(kept.data, kept.raw, (FieldError(None, "refused", why),))


def described(key: ApiKey) -> dict[str, Any]:
    """A key as the pages show it; its secret is not there to show."""
    return {
        "id": key.public_id,
        "name": key.sender_name,
        "number": key.org_number,
        "kind": facts.option_text(form(MAKE), "sender_kind", key.sender_kind),
        "may": _may(key),
        "made_at": key.created_at,
        "used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "revoke": f"{PATH}/{key.public_id}/aterkalla",
    }


def _may(key: ApiKey) -> str:
    """What the key may do, as one sentence in the order of the form."""
    in_order = (one for one in api_keys.SCOPES if one in key.scopes)
    return ", ".join(facts.option_text(form(MAKE), "scopes", one) for one in in_order).capitalize()


def _rows(session: Session, found: list[ApiKey]) -> list[dict[str, Any]]:
    names = people.names(session, [key.created_by for key in found])
    why = reasons(session, [key.public_id for key in found if key.revoked_at])
    return [
        {
            **described(key),
            "made_by": names.get(key.created_by, ""),
            "reason": why.get(key.public_id, ""),
        }
        for key in found
    ]


def _found(key: str) -> ApiKey:
    """The key, revoked or not: a page that was open says when it was. Raises NotFound."""
    with database().reading() as session:
        found = api_keys.find(session, key)
    if found is None:
        raise NotFound
    return found


def _draw_revoke(key: ApiKey, answer: Answer) -> str:
    return render_template(
        "key_revoke.html",
        key=described(key),
        form=form(REVOKE),
        answer=answer,
        has_errors=bool(answer.errors),
    )
