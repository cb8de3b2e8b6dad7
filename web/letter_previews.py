"""A letter as it will look before anything is kept or sent: its pictures, and what stands in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from cases.choices import letter_previews
from cases.choices.letter_previews import Answered
from cases.letters import channels
from cases.letters.letter_writing import Written
from cases.policy import TASK_ROLES, StaffMember
from db.session import Session
from documents import letter_templates, typesetting
from documents.errors import LetterFailed, TemplateNotFound
from engine.errors import NotFound
from engine.values import Scalar
from web import letter_facts, letters, preview_pictures
from web.access import current_actor, database, log_read, now, requires, site

bp = Blueprint("letter_previews", __name__)

SUFFIX = "/forhandsgranska"
"""What is added to the address of a form to look at its letter instead of sending it."""


def href(name: str | None, form: str) -> str:
    """Where the form is sent to be previewed; empty when it sends no letter."""
    return f"{form}{SUFFIX}" if letter_previews.can_preview(name) else ""


def offered_when(name: str | None) -> str:
    """The answer with which there is a letter to look at; empty when every answer has one."""
    return letter_previews.WRITTEN_WHEN.get(name or "", "")


def build(
    session: Session,
    actor: StaffMember,
    name: str | None,
    key: str,
    answers: Mapping[str, Any],
    variables: Mapping[str, Scalar],
) -> Sequence[Written]:
    """The letters of a form that was answered right. Raises Refused, and NotFound for a form that
    sends none."""
    if name is None or not letter_previews.can_preview(name):
        raise NotFound
    answered = Answered(
        session=session,
        key=key,
        answers=answers,
        variables=variables,
        municipality=site().municipality,
        now=now(),
        actor=actor.id,
    )
    return letter_previews.of(name, answered)


def show(
    actor: StaffMember, found: Sequence[Written], subject: str, back: Mapping[str, str] | None
) -> str:
    """The page with the letters; that it is read is logged, and nothing else is written.

    subject: the public id of the task or the thing. back: where what was typed is kept, if it is.
    """
    log_read(actor, "letter_preview", subject, kinds=[one.kind for one in found])
    with database().reading() as session:
        shown = [_letter(session, actor, one, subject) for one in found]
    return render_template("letter_preview.html", letters=shown, back=back)


@bp.get("/forhandsgranskning/<word>/sida/<number>")
@requires(*TASK_ROLES)
def page(word: str, number: str) -> ResponseReturnValue:
    """One page as a picture, for the person to whom the preview was just shown."""
    actor = current_actor()
    found = preview_pictures.find(actor.id, word, now())
    if found is None:
        raise NotFound
    picture = found.page(number)
    log_read(actor, "letter_preview_page", found.subject, page=number)
    return Response(picture, mimetype="image/png")


def _letter(session: Session, actor: StaffMember, one: Written, subject: str) -> dict[str, Any]:
    pictures = _pictures(session, one, now())
    word = secrets.token_urlsafe(24)
    preview_pictures.keep(word, preview_pictures.Shown(actor.id, subject, pictures, now()))
    return {
        "title": letters.title(one.kind),
        "to": one.facts["recipient"]["name"],
        "is_draft": one.kind in letter_previews.DRAFT,
        "pages": [f"/forhandsgranskning/{word}/sida/{n + 1}" for n in range(len(pictures))],
        "facts": letter_facts.rows(one.facts),
        "body": _message(session, one),
    }


def _message(session: Session, one: Written) -> str:
    has_one = channels.may_have_message(session, one.kind, one.person_id, one.channel)
    return one.body if has_one else ""


def _pictures(session: Session, one: Written, written_at: datetime) -> Sequence[bytes]:
    """The pages with the template in force; none when it does not work."""
    try:
        template = letter_templates.current(session, one.kind)
        return typesetting.pictures(template, one.facts, written_at=written_at)
    except (LetterFailed, TemplateNotFound):
        return []
