"""A form of notice at the public door: drawn, sent once, and answered with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from cases import intake
from cases.intake import PUBLIC_FORM, ContentDiffers, Receipt, UploadedFile
from cases.waiting_files import WaitingFile
from db.session import Session
from documents.errors import AttachmentRefused
from engine.errors import NotFound
from engine.forms import Answer, FieldError, Form, bind, blank
from engine.texts import Text
from web import form_input, send_again, waiting_files
from web.access import database, now
from web.allowance import allowance
from web.formats import STOCKHOLM, datetime_short
from web.i18n import DEFAULT, current_language
from web.language import is_changed
from web.reader_address import reader_address
from web.security import SEND_FIELD, TokenRefused, new_send_token, read_send_token

Keep = Callable[[Session, Mapping[str, Any], Sequence[UploadedFile], Sequence[str], str], object]

MAILED = "epost"
"""In the address of a receipt: that the sender left an e-mail address, never which."""

_OLD_FORM = FieldError(
    None,
    "old_form",
    Text(
        "Sidan var för gammal eller kom från ett annat håll. Det du skrev finns kvar: "
        "kontrollera det och skicka igen.",
        "The page was too old or came from somewhere else. What you wrote is still here: "
        "check it and send again.",
    ),
)

_NOTHING_CAME = FieldError(
    None,
    "nothing_came",
    Text(
        "Det du skickade kom inte fram. Gå tillbaka i webbläsaren och skicka igen, "
        "eller fyll i formuläret här.",
        "What you sent did not arrive. Go back in the browser and send again, "
        "or fill in the form here.",
    ),
)

_TOO_MANY = FieldError(
    None,
    "too_many",
    Text(
        "Vi tar emot mycket just nu. Det du skrev finns kvar: vänta en minut och skicka igen. "
        "Hade du valt filer, välj dem igen.",
        "We are receiving a lot just now. What you wrote is still here: wait a minute and send "
        "again. If you had chosen files, choose them again.",
    ),
)

_CHOOSE_AGAIN = Text(
    "Välj filerna igen. De gick inte att spara medan något annat ska rättas.",
    "Choose the files again. They could not be kept while something else is to be corrected.",
)


def _as_answered(answers: Mapping[str, Any]) -> dict[str, Any]:
    return dict(answers)


def _nothing_wrong(_answers: Mapping[str, Any]) -> tuple[FieldError, ...]:
    return ()


def _keep_notice(
    session: Session,
    facts: Mapping[str, Any],
    files: Sequence[UploadedFile],
    waiting: Sequence[str],
    word: str,
) -> None:
    told = {**facts, **_read_in()}
    intake.keep_notice(
        session, told, files, token=word, channel=PUBLIC_FORM, now=now(), waiting=waiting
    )


@dataclass(frozen=True)
class NoticeForm:
    """A form of notice. name: the salt of its tokens. path: where it is drawn and sent to.

    facts: from the answers to the facts of the notice, with what the form itself says. back: where
    the reader came from, or empty. template: what draws it. wrong_in: what is wrong with the
    answers that the form itself cannot tell. keep: lays it down, once for each word of a token.
    """

    name: str
    path: str
    form: Form
    facts: Callable[[Mapping[str, Any]], dict[str, Any]] = _as_answered
    back: str = ""
    template: str = "notice_form.html"
    wrong_in: Callable[[Mapping[str, Any]], tuple[FieldError, ...]] = _nothing_wrong
    keep: Keep = _keep_notice


def show(of: NoticeForm, filled: Mapping[str, list[str]] | None = None) -> ResponseReturnValue:
    """The form before anybody has typed in it."""
    return _draw(of, blank(of.form, filled or {}), new_send_token(of.name))


def send(of: NoticeForm) -> ResponseReturnValue:
    """Keep the notice and go to the receipt; or show everything again with what is wrong."""
    sent = form_input.read(request)
    if is_changed(sent):
        return _in_other_language(of, sent)
    answer, token = _answer(of, sent), sent.field(SEND_FIELD)
    word = _word(of, token)
    waiting = waiting_files.sent_with(sent, word) if word else ()
    send_again.under_questions_of(of.form)
    try:
        allowance().use(f"form:{reader_address()}", now())
    except TooManyRequests as refused:
        return _later(of, answer, token, refused, waiting)
    if word is None:
        wrong = _OLD_FORM if sent.fields else _NOTHING_CAME
        had = bool(sent.files or sent.fields.get(waiting_files.FIELD))
        return _again(of, answer, new_send_token(of.name), wrong, had_files=had)
    if refused_files := (*sent.refused, *_too_many(sent, waiting)):
        wrong_files = (_at_files(of.form, error.text) for error in refused_files)
        return _again(of, answer, token, *wrong_files, waiting=waiting, had_files=True)
    if answer.errors:
        return _with_files(of, answer, sent.files, waiting, token)
    return _keep(of, answer, sent, token, word, waiting)


def _word(of: NoticeForm, token: str) -> str | None:
    """The word of a token that we gave this form, or None."""
    try:
        return read_send_token(of.name, token)
    except TokenRefused:
        return None


def _with_files(
    of: NoticeForm,
    answer: Answer,
    files: Sequence[UploadedFile],
    before: tuple[WaitingFile, ...],
    token: str,
) -> ResponseReturnValue:
    """The form once more; its files wait meanwhile, unless there is something wrong with them."""
    held = waiting_files.hold(files, before)
    wrong = (_at_files(of.form, text) for text in held.wrong)
    return _again(of, answer, token, *wrong, waiting=held.files, had_files=held.must_choose)


def _too_many(sent: form_input.Sent, waiting: Sequence[WaitingFile]) -> tuple[FieldError, ...]:
    """With those that wait already; of the new ones alone the request itself has told."""
    count = len(sent.files) + len(waiting)
    if count <= form_input.MAX_FILES or sent.refused or not waiting:
        return ()
    return form_input.too_many(count)


def _answer(of: NoticeForm, sent: form_input.Sent) -> Answer:
    today = now().astimezone(STOCKHOLM).date()
    answer = bind(of.form, sent.fields, today=today, ignored={SEND_FIELD, waiting_files.FIELD})
    return replace(answer, errors=(*answer.errors, *of.wrong_in(answer.data)))


def _later(
    of: NoticeForm,
    answer: Answer,
    token: str,
    refused: TooManyRequests,
    waiting: Sequence[WaitingFile],
) -> ResponseReturnValue:
    """Everything is kept on the page, to be sent again in a moment."""
    seconds = str(refused.retry_after)
    return _with(of, answer, token, _TOO_MANY, waiting), 429, {"Retry-After": seconds}


def _with(
    of: NoticeForm,
    answer: Answer,
    token: str,
    wrong: FieldError,
    waiting: Sequence[WaitingFile],
) -> str:
    """The form with what was typed and one sentence that is about no question."""
    shown = Answer(answer.data, answer.raw, (wrong,), answer.choices, answer.routing_names)
    page, _status = _draw(of, shown, token, waiting=waiting)
    return page


def receipt_of(name: str, token: str) -> Receipt:
    """The receipt that a token of this form led to. Raises NotFound."""
    try:
        word = read_send_token(name, token)
    except TokenRefused as refused:
        raise NotFound from refused
    with database().reading() as session:
        given = intake.receipt_of(session, word, PUBLIC_FORM)
    if given is None:
        raise NotFound
    return given


def _keep(
    of: NoticeForm,
    answer: Answer,
    sent: form_input.Sent,
    token: str,
    word: str,
    waiting: tuple[WaitingFile, ...],
) -> ResponseReturnValue:
    files = [UploadedFile(file.name, file.stream) for file in sent.files]
    facts = of.facts(answer.data)
    try:
        with database().transaction() as session:
            of.keep(session, facts, files, [file.holder for file in waiting], word)
    except AttachmentRefused:
        return _with_files(of, answer, sent.files, waiting, token)
    except ContentDiffers as earlier:
        before = _sent_before(earlier.receipt)
        had = bool(sent.files or waiting)
        return _again(of, answer, new_send_token(of.name), before, had_files=had)
    asked = f"?{MAILED}" if facts.get("sender_email") else ""
    return redirect(f"{of.path}/kvitto/{token}{asked}", 303)


def _read_in() -> dict[str, str]:
    """That letters to this sender are to be in English, for whoever filled in the form in it."""
    language = current_language()
    return {"sender_language": language} if language != DEFAULT else {}


def _draw(
    of: NoticeForm,
    answer: Answer,
    token: str,
    status: int = 200,
    waiting: Sequence[WaitingFile] = (),
) -> tuple[str, int]:
    page = render_template(
        of.template,
        form=of.form,
        answer=answer,
        action=of.path,
        back=of.back,
        token=token,
        token_field=SEND_FIELD,
        waiting=waiting_files.drawn(waiting, read_send_token(of.name, token)) if waiting else [],
        waiting_field=waiting_files.FIELD,
        has_errors=bool(answer.errors),
    )
    return page, status


def _in_other_language(of: NoticeForm, sent: form_input.Sent) -> ResponseReturnValue:
    """What was typed, unjudged; the files wait."""
    typed, token = blank(of.form, sent.fields), sent.field(SEND_FIELD)
    word = _word(of, token)
    if word is None:
        new, had = new_send_token(of.name), bool(sent.files)
        return _again(of, typed, new, had_files=True) if had else _draw(of, typed, new)
    held = waiting_files.hold(sent.files, waiting_files.sent_with(sent, word))
    if held.wrong or held.must_choose:
        wrong = (_at_files(of.form, text) for text in held.wrong)
        return _again(of, typed, token, *wrong, waiting=held.files, had_files=held.must_choose)
    return _draw(of, typed, token, waiting=held.files)


def _again(
    of: NoticeForm,
    answer: Answer,
    token: str,
    *more: FieldError,
    waiting: Sequence[WaitingFile] = (),
    had_files: bool = False,
) -> ResponseReturnValue:
    """The form once more. A browser never fills in files again: those that do not wait must be
    chosen again, and the page says so."""
    must_choose = had_files and not _names_files(of.form, more)
    chosen = (_at_files(of.form, _CHOOSE_AGAIN),) if must_choose else ()
    errors = (*more, *answer.errors, *chosen)
    shown = Answer(answer.data, answer.raw, errors, answer.choices, answer.routing_names)
    return _draw(of, shown, token, 422, waiting)


def _names_files(form: Form, errors: tuple[FieldError, ...]) -> bool:
    return any(error.field in form.files for error in errors)


def _at_files(form: Form, text: Text) -> FieldError:
    name = next(iter(form.files), None)
    return FieldError(name, "file", text, control=name)


def _sent_before(earlier: Receipt) -> FieldError:
    when = datetime_short(earlier.received_at)
    return FieldError(
        None,
        "sent_before",
        Text(
            f"Det här skickades {when} och har kvitto {earlier.number}. Sedan dess har du ändrat "
            "något. Skicka igen om du vill lämna också det här.",
            f"This was sent {when} and has receipt {earlier.number}. You have changed something "
            "since. Send again if you want to leave this too.",
        ),
    )
