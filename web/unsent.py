"""What was typed in a task when the request failed: on the page that says so, ready to be sent."""

from __future__ import annotations

from functools import partial

from flask import render_template, request

from engine.forms import Form
from engine.texts import Text
from web import errors
from web.form_input import Sent
from web.i18n import current_language
from web.stale import kept


def keep(sent: Sent, form: Form | None = None) -> None:
    """Should this request fail, a page shows what was typed and sends it again; with its questions,
    where the form is known. It asks no database."""
    errors.keep_typed(partial(_page, sent, form))


def _page(sent: Sent, form: Form | None, why: Text) -> str:
    return render_template(
        "unsent.html",
        why=why.in_language(current_language()),
        action=request.path,
        fields=[(name, value) for name, values in sent.fields.items() for value in values],
        kept=[] if form is None else kept(form, sent.fields),
    )
