"""The page for whoever sent a form that could not be taken: all of it is there, to be sent again.

One page for every form there is. Nothing of what was sent is kept by us: it goes back to the
browser that it came from, in a page that no one stores. It asks no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from engine.forms import Form
from engine.texts import Text
from web import facts, form_input, problems
from web.auth import PUBLIC_ROOMS
from web.i18n import current_language
from web.i18n import gettext as _
from web.security import (
    CSRF_FIELD,
    SEND_FIELD,
    TokenRefused,
    came_from_here,
    check_csrf,
    wait_for_login,
)

_TYPED_AT_LEAST = 12
"""Signs of a text that somebody would not like to type once more."""


@dataclass(frozen=True)
class NotTaken:
    """Why a form was not taken. title: the heading. told: what has happened and what to do.
    may_be_saved: nobody knows whether it failed before or after it was saved. log_in: where to
    log in before it is sent again; a script is told by 403 that its page needs a new token then."""

    title: Text
    told: Text
    may_be_saved: bool = False
    log_in: str = ""


CROWDED = NotTaken(
    Text("Det hann inte sparas", "There was no time to save it"),
    Text(
        "Någon annan sparade just då. Inget av det du skickade nu har sparats. Det du skrev finns "
        "kvar här: skicka igen.",
        "Somebody else was saving just then. Nothing of what you sent now has been saved. What you "
        "wrote is still here: send again.",
    ),
)
TOO_OLD = NotTaken(
    Text("Sidan var för gammal", "The page was too old"),
    Text(
        "Inget har sparats. Det du skrev finns kvar här: titta igenom det och skicka igen.",
        "Nothing has been saved. What you wrote is still here: look it through and send again.",
    ),
)
LOGGED_OUT = NotTaken(
    Text("Du är utloggad", "You are logged out"),
    Text(
        "Inget har sparats. Det du skrev finns kvar här: logga in i en annan flik, och skicka "
        "sedan igen.",
        "Nothing has been saved. What you wrote is still here: log in in another tab, and then "
        "send again.",
    ),
    log_in="/logga-in",
)
GONE = NotTaken(
    Text("Det gick inte att spara just nu", "It could not be saved just now"),
    Text(
        "Tjänsten är tillfälligt stängd och vi arbetar med att få igång den. Det du skrev finns "
        "kvar här. Vänta en stund och skicka igen.",
        "The service is closed for a while, and we are working to get it going. What you wrote is "
        "still here. Wait a while and send again.",
    ),
    may_be_saved=True,
)


def failed(reference: str) -> NotTaken:
    """What nobody expected happened. reference: the number to ask about."""
    told = Text(
        "Felet är antecknat. Det du skrev finns kvar här: skicka igen. Fortsätter det, kontakta "
        f"supporten och uppge {reference}.",
        "The fault has been noted. What you wrote is still here: send again. If it goes on, "
        f"contact support and state {reference}.",
    )
    title = Text("Något gick fel hos oss", "Something went wrong with us")
    return NotTaken(title, told, may_be_saved=True)


def under_questions_of(form: Form) -> None:
    """Should this request fail, its page shows what was written under the questions of this form;
    without it the texts stand there alone."""
    g.sent_form = form


def answer(why: NotTaken, status: int, headers: dict[str, str]) -> ResponseReturnValue | None:
    """The page with everything that was sent; None for what is no form, or no form of ours, and
    when this very page could not be drawn."""
    if request.method != "POST" or problems.is_asked_for() or g.get("is_given_back"):
        return None
    g.is_given_back = True
    if request.accept_mimetypes.best == "application/json":
        # A script keeps what was typed in its own page, and tries again by itself.
        message = why.told.in_language(current_language())
        return jsonify(message=message), 403 if why.log_in else status, headers
    if not _is_ours():
        return None
    return make_response(_page(why), status, headers)


def _page(why: NotTaken) -> str:
    language, is_public = current_language(), request.blueprint in PUBLIC_ROOMS
    if why.log_in:
        wait_for_login()
    answers = _under_questions()
    return render_template(
        "errors/send_again.html",
        title=why.title.in_language(language),
        told=why.told.in_language(language),
        # Who is not logged in has nowhere to look, and a form of hers is never taken twice.
        may_look=why.may_be_saved and not is_public,
        log_in=why.log_in,
        address=request.full_path.rstrip("?"),
        fields=_fields(),
        files=_files(),
        written=answers or _texts(),
        is_all_shown=bool(answers),
        is_public=is_public,
    )


def _is_ours() -> bool:
    """Whether a page of ours sent it: another site's form is not given a new token."""
    try:
        if request.blueprint in PUBLIC_ROOMS:
            # It may have failed before anything said how much a form of the public may hold.
            form_input.limit(request)
        elif not came_from_here():
            check_csrf()
        return bool(request.form)
    except (TokenRefused, RequestEntityTooLarge):
        return False


def _fields() -> list[tuple[str, str]]:
    """Every field as it was sent, in its order; the page's own token is drawn anew."""
    return [(name, text) for name, text in request.form.items(multi=True) if name != CSRF_FIELD]


def _files() -> list[tuple[str, list[str]]]:
    """Controls that files were chosen in, and their names: a browser must choose them anew."""
    sent = request.files.lists()
    named = ((name, [file.filename for file in files if file.filename]) for name, files in sent)
    return [(name, filenames) for name, filenames in named if filenames]


def _under_questions() -> list[dict[str, str]]:
    """Every answer under its question, where the form is known."""
    form: Form | None = g.get("sent_form")
    return facts.typed(form, dict(request.form.lists())) if form else []


def _texts() -> list[dict[str, str]]:
    """What somebody wrote, to read and copy; short answers and choices are sent along unseen."""
    texts = (
        text
        for name, text in request.form.items(multi=True)
        if name not in (CSRF_FIELD, SEND_FIELD) and len(text) >= _TYPED_AT_LEAST and " " in text
    )
    return [
        {"label": _("Text %(number)s", number=number), "text": text}
        for number, text in enumerate(texts, 1)
    ]
