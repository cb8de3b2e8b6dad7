"""The public page where a sender tells more of a notice that she has left.

Anybody may write here, so nothing is looked up and nothing is told: what is sent is kept as a
message, with the same answer whether or not any notice has the receipt number. It goes the way of
the corrections and withdrawals of the interface, and a registrar judges it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cases import intake
from cases.doors import reports
from cases.intake import PUBLIC_FORM, UploadedFile
from cases.letters import complement_place
from db.session import Session
from engine.forms import FieldError
from engine.texts import Text
from web import notice_sending
from web.access import now, public, site
from web.notice_sending import NoticeForm

bp = Blueprint("complement", __name__)

PATH = complement_place.PATH
FORM = "complement_notice"
NUMBER = "kvitto"
"""In the address: the receipt number, which says nothing of anybody."""

_REASONS = {"paid": "paid", "not_sent": "other"}
"""What says that a notice no longer holds -> why, in the words of the interface."""

_NOT_A_NUMBER = Text(
    "Ett kvittonummer har tolv tecken, till exempel 7KQ4-M2XW-9HTB. Siffrorna 0 och 1 och "
    "bokstäverna I och O finns inte i det.",
    "A receipt number has twelve signs, for example 7KQ4-M2XW-9HTB. The digits 0 and 1 and the "
    "letters I and O do not occur in it.",
)


@bp.get(PATH)
@public
def write() -> ResponseReturnValue:
    """The form, with the number of the receipt that the reader came from."""
    number = intake.as_receipt(request.args.get(NUMBER, ""))
    return notice_sending.show(_form(), {"receipt": [number]} if number else {})


@bp.post(PATH)
@public
def send() -> ResponseReturnValue:
    """Keep it and go to the receipt; or show everything again with what is wrong."""
    return notice_sending.send(_form())


@bp.get(f"{PATH}/kvitto/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """That it has come in: a number and a time, and nothing about any notice."""
    given = notice_sending.receipt_of(FORM, token)
    return render_template(
        "complement_receipt.html", receipt_number=given.number, received_at=given.received_at
    )


def _form() -> NoticeForm:
    return NoticeForm(
        FORM,
        PATH,
        site().act_forms[FORM],
        back="/hyresvard",
        template="complement_form.html",
        wrong_in=_wrong_in,
        keep=_keep,
    )


def _wrong_in(answers: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """Whether the number can be a receipt number at all; never whether it is one."""
    if "receipt" not in answers or intake.as_receipt(answers["receipt"]):
        return ()
    return (FieldError("receipt", "receipt", _NOT_A_NUMBER, control="receipt"),)


def _keep(
    session: Session,
    answers: Mapping[str, Any],
    files: Sequence[UploadedFile],
    waiting: Sequence[str],
    word: str,
) -> None:
    number = intake.as_receipt(answers["receipt"]) or ""
    kind, said = _said(answers)
    intake.keep_report(
        session, number, kind, said, files, waiting, token=word, channel=PUBLIC_FORM, now=now()
    )


def _said(answers: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of report, and what was said as its readers have it."""
    said = {
        name: answers[name] for name in ("note", "told_by", "reach", "paid_on") if name in answers
    }
    about = answers["about"]
    if about in _REASONS:
        return reports.WITHDRAWAL, {"reason": _REASONS[about], **said}
    return reports.IN_WORDS, {"about": about, **said}
